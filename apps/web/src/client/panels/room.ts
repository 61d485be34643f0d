/** Where I am: the ways out as a pad of buttons, and what and who is here. */

import type { RoomInfo } from "@ambon/data/packages";
import { personActions, roomActions, stackName, stacksOf } from "../actions.ts";
import { commandButton, el, setAttribute, setText } from "../dom.ts";
import { type GameState, othersHere } from "../state.ts";
import type { PanelUpdate } from "./character.ts";
import { entityList } from "./entity-list.ts";
import type { MapView } from "./map.ts";

/** Details of a room that mean something to its visitors. */
const SHOWN_DETAILS: ReadonlySet<string> = new Set(["safe", "shop", "bank", "dark"]);

/** In reading order of the pad: three columns, north at the top. */
const WAYS = [
  { short: "u", word: "up", sign: "Up" },
  { short: "n", word: "north", sign: "N" },
  { short: "d", word: "down", sign: "Down" },
  { short: "w", word: "west", sign: "W" },
  { short: "e", word: "east", sign: "E" },
  { short: "s", word: "south", sign: "S" },
] as const;
type Way = (typeof WAYS)[number];

const doorWord = (room: RoomInfo, { short }: Way): string => {
  const door = room.doors[short];
  return door === undefined || door === "open" ? "" : door;
};

const wayLabel = (room: RoomInfo | null, way: Way): string => {
  if (room?.exits[way.short] === undefined) return `${way.word}: no way`;
  const door = doorWord(room, way);
  return door === "" ? way.word : `${way.word}: ${door} door`;
};

const areaText = (room: RoomInfo | null): string =>
  room === null
    ? ""
    : [room.area, ...room.details.filter((word) => SHOWN_DETAILS.has(word))].join(" · ");

const wayButton = (way: Way): HTMLButtonElement =>
  el("button", { type: "button", class: `way way-${way.short}` }, way.sign);

/** A closed door is opened, everything else is walked through. */
const wayCommand = (room: RoomInfo, way: Way): string =>
  doorWord(room, way) === "closed" ? `open ${way.word}` : way.word;

/** Buttons are never taken away: the focus stays on one while the walker goes on. */
const updateWay = (button: HTMLButtonElement, room: RoomInfo | null, way: Way): void => {
  const exists = room?.exits[way.short] !== undefined;
  setAttribute(button, "aria-label", wayLabel(room, way));
  setAttribute(button, "aria-disabled", String(!exists));
  button.classList.toggle("has-door", room !== null && exists && doorWord(room, way) !== "");
  if (room !== null && exists) button.dataset.command = wayCommand(room, way);
  else delete button.dataset.command;
};

const inRoom = (state: GameState, monsters: boolean) =>
  stacksOf(state.roomItems)
    .filter(({ item }) => item.attrib.includes("m") === monsters)
    .map(({ item, count }) => ({
      key: item.id,
      kind: monsters ? ("mob" as const) : ("item" as const),
      name: stackName(item.name, count),
      actions: roomActions(item),
    }));

/** Counters in the room: what they have is listed in the game text. */
const counterPart = () => {
  const heading = el("h3", {}, "Shop");
  const goods = commandButton("What is for sale?", "list", { class: "action" });
  const buy = el("button", { type: "button", class: "action", "data-begin": "buy " }, "Buy…");
  const bank = commandButton("My bank box", "bank", { class: "action" });
  const store = el("button", { type: "button", class: "action" }, "Deposit…");
  store.dataset.begin = "bank deposit ";
  const shopTools = el("div", { class: "tools" }, goods, buy);
  const bankTools = el("div", { class: "tools" }, bank, store);
  const node = el("div", { class: "part" }, heading, shopTools, bankTools);
  const update = (details: readonly string[]): void => {
    const [shop, hasBank] = [details.includes("shop"), details.includes("bank")];
    node.hidden = !shop && !hasBank;
    shopTools.hidden = !shop;
    bankTools.hidden = !hasBank;
    setText(heading, [...(shop ? ["Shop"] : []), ...(hasBank ? ["Bank"] : [])].join(" and "));
  };
  update([]);
  return { node, update };
};

export const roomPanel = (body: HTMLElement, map: MapView): PanelUpdate => {
  const name = el("p", { class: "room-name" });
  const area = el("p", { class: "room-area" });
  const buttons = WAYS.map((way) => ({ way, button: wayButton(way) }));
  const pad = el(
    "div",
    { class: "pad", role: "group", "aria-label": "Ways out" },
    ...buttons.map(({ button }) => button),
  );
  const people = entityList("People", "");
  const creatures = entityList("Creatures", "");
  const things = entityList("Things", "");
  const counter = counterPart();
  const ways = el("div", { class: "ways" }, pad, map.drawing);
  const lists = [people.node, creatures.node, things.node];
  body.replaceChildren(name, area, ways, map.words, counter.node, ...lists);
  return (state, before) => {
    const { room } = state;
    if (room !== before.room || before === state) {
      setText(name, room?.name ?? "");
      setText(area, areaText(room));
      for (const { way, button } of buttons) updateWay(button, room, way);
      counter.update(room?.details ?? []);
    }
    map.update(state.atlas);
    if (state.people !== before.people || state.name !== before.name) {
      people.update(
        othersHere(state).map((other) => ({
          key: other,
          kind: "player",
          name: other,
          actions: personActions(other),
        })),
      );
    }
    if (state.roomItems === before.roomItems) return;
    creatures.update(inRoom(state, true));
    things.update(inRoom(state, false));
  };
};
