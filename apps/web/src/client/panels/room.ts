/** Where I am: the ways out as a pad of buttons, and what and who is here. */

import type { RoomInfo } from "@ambon/data/packages";
import { personActions, roomActions, stackName, stacksOf } from "../actions.ts";
import { el, setAttribute, setText } from "../dom.ts";
import { type GameState, othersHere } from "../state.ts";
import type { PanelUpdate } from "./character.ts";
import { entityList } from "./entity-list.ts";

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

export const roomPanel = (body: HTMLElement): PanelUpdate => {
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
  body.replaceChildren(name, area, pad, people.node, creatures.node, things.node);
  return (state, before) => {
    const { room } = state;
    if (room !== before.room || before === state) {
      setText(name, room?.name ?? "");
      setText(area, areaText(room));
      for (const { way, button } of buttons) updateWay(button, room, way);
    }
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
