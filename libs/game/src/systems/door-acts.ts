/** Opening, closing, locking and unlocking: doors by name or direction, and containers. */

import { text } from "@ambon/markup/build";
import { DIRECTIONS, type Direction } from "@ambon/world/definition";
import type { ZoneContext } from "../context.ts";
import { pickOne } from "../find.ts";
import { act, refuse, toRoom } from "../output.ts";
import type { ItemState } from "../player-state.ts";
import type { DoorState, PlayerEntity } from "../state.ts";
import { doorState, exitOf, otherSide, setDoor } from "./doors.ts";
import { itemKeywords, itemLabel, playerName } from "./naming.ts";

/** A doorway or a container: anything that opens. */
interface Opening {
  readonly name: string;
  readonly state: DoorState;
  readonly key: string | undefined;
  set(state: DoorState): void;
  /** What people on the other side of a door see. */
  echo(verb: string): void;
}

const doorOpening = (z: ZoneContext, me: PlayerEntity, way: Direction): Opening | undefined => {
  const { room } = me.state;
  const door = exitOf(z, room, way)?.door;
  const state = doorState(z, room, way);
  if (door === undefined || state === undefined) return undefined;
  return {
    name: `the ${door.name}`,
    state,
    key: door.key,
    set: (next) => setDoor(z, room, way, next),
    echo: (verb) => {
      const other = otherSide(z, room, way);
      if (other !== undefined) {
        toRoom(z, other.room, "movement", text(`The ${door.name} is ${verb} from the other side.`));
      }
    },
  };
};

const replace = (
  items: readonly ItemState[],
  old: ItemState,
  next: ItemState,
): readonly ItemState[] => items.map((item) => (item === old ? next : item));

const containerOpening = (z: ZoneContext, me: PlayerEntity, item: ItemState): Opening => {
  const def = z.itemDef(item);
  const { room } = me.state;
  return {
    name: itemLabel(z, item),
    state: { open: item.closed !== true, locked: item.locked === true },
    key: def.container?.key,
    set: (next) => {
      const changed = { ...item, closed: !next.open, locked: next.locked };
      if (me.state.inventory.includes(item)) {
        z.setPlayer(me, "inventory", replace(me.state.inventory, item, changed));
      } else {
        z.setRoom(room, "items", replace(z.room(room).items, item, changed));
      }
    },
    echo: () => undefined,
  };
};

const find = (z: ZoneContext, me: PlayerEntity, typed: string): Opening | string => {
  const word = typed.toLowerCase().replace(/^door\s+/, "");
  const ways = DIRECTIONS.filter((way) => exitOf(z, me.state.room, way)?.door !== undefined);
  const named = ways.find((way) => way === word || way.charAt(0) === word);
  const keywords = (way: Direction): readonly string[] =>
    exitOf(z, me.state.room, way)?.door?.keywords ?? [];
  const way = named ?? pickOne(word, ways, keywords);
  const door = way === undefined ? undefined : doorOpening(z, me, way);
  if (door !== undefined) return door;
  const things = [...z.room(me.state.room).items, ...me.state.inventory];
  const item = pickOne(word, things, (one) => itemKeywords(z, one));
  if (item === undefined) return `There is no "${typed}" here that opens.`;
  if (z.itemDef(item).container === undefined) return `${itemLabel(z, item)} does not open.`;
  return containerOpening(z, me, item);
};

type Verdict = string | { readonly next: DoorState; readonly verb: string; readonly done: string };

const change = (
  z: ZoneContext,
  me: PlayerEntity,
  typed: string,
  judge: (opening: Opening) => Verdict,
): void => {
  const opening = find(z, me, typed);
  if (typeof opening === "string") return refuse(z, me, opening);
  const verdict = judge(opening);
  if (typeof verdict === "string") return refuse(z, me, verdict);
  opening.set(verdict.next);
  act(z, me, "movement", {
    actor: [`You ${verdict.verb} ${opening.name}.`],
    rest: [playerName(me), ` ${verdict.verb}s ${opening.name}.`],
  });
  opening.echo(verdict.done);
};

const hasKey = (me: PlayerEntity, key: string): boolean =>
  me.state.inventory.some((item) => item.def === key);

const keyProblem = (me: PlayerEntity, opening: Opening): string | undefined => {
  if (opening.key === undefined) return `There is no keyhole in ${opening.name}.`;
  if (hasKey(me, opening.key)) return undefined;
  return `You do not have the key to ${opening.name}.`;
};

export const openDoor = (z: ZoneContext, me: PlayerEntity, typed: string): void =>
  change(z, me, typed, (opening) => {
    if (opening.state.open) return "It is open already.";
    if (opening.state.locked) return "It is locked.";
    return { next: { open: true, locked: false }, verb: "open", done: "opened" };
  });

export const closeDoor = (z: ZoneContext, me: PlayerEntity, typed: string): void =>
  change(z, me, typed, (opening) => {
    if (!opening.state.open) return "It is closed already.";
    return { next: { open: false, locked: false }, verb: "close", done: "closed" };
  });

export const unlockDoor = (z: ZoneContext, me: PlayerEntity, typed: string): void =>
  change(z, me, typed, (opening) => {
    if (!opening.state.locked) return "It is not locked.";
    const problem = keyProblem(me, opening);
    if (problem !== undefined) return problem;
    return { next: { open: false, locked: false }, verb: "unlock", done: "unlocked" };
  });

export const lockDoor = (z: ZoneContext, me: PlayerEntity, typed: string): void =>
  change(z, me, typed, (opening) => {
    if (opening.state.locked) return "It is locked already.";
    if (opening.state.open) return "Close it first.";
    const problem = keyProblem(me, opening);
    if (problem !== undefined) return problem;
    return { next: { open: false, locked: true }, verb: "lock", done: "locked" };
  });
