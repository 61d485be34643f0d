/** Declared rooms -> RoomDefs with resolved exits, doors on both sides, and grid positions. */
import type { Catalogue, Declared } from "./catalogue.ts";
import type { RoomDef } from "./definition.ts";
import { DIRECTIONS, type Direction, type DoorDef, type ExitDef } from "./definition.ts";
import { type Cell, gridOf } from "./grid.ts";
import { ROOM_PROSE_CHARS_MIN } from "./limits.ts";
import type { RawDoor, RawExit, RawRoom } from "./room-schema.ts";

export type Exits = Partial<Record<Direction, ExitDef>>;

export const OPPOSITE: Readonly<Record<Direction, Direction>> = {
  north: "south",
  south: "north",
  east: "west",
  west: "east",
  up: "down",
  down: "up",
};

/** Whether some exit goes to this room. */
export function leadsTo(exits: Readonly<Exits>, room: string): boolean {
  return DIRECTIONS.some((direction) => exits[direction]?.to === room);
}

/** Builds every room that was decoded, in file order; problems go to the catalogue's list. */
export function buildRooms(catalogue: Catalogue): Map<string, RoomDef> {
  checkNumbers(catalogue);
  const exits = new Map<string, Exits>();
  for (const room of catalogue.rooms.values()) exits.set(room.id, buildExits(catalogue, room));
  for (const room of catalogue.rooms.values()) joinDoors(catalogue, room, exits);
  const cells = gridOf(catalogue, exits);
  const rooms = new Map<string, RoomDef>();
  for (const room of catalogue.rooms.values()) {
    const built = buildRoom(catalogue, room, exits.get(room.id) ?? {}, cells.get(room.id));
    if (built !== undefined) rooms.set(room.id, built);
  }
  return rooms;
}

function checkNumbers(catalogue: Catalogue): void {
  const owners = new Map<number, string>();
  for (const { id, source, value } of catalogue.rooms.values()) {
    if (value === undefined) continue;
    const owner = owners.get(value.num.value);
    if (owner === undefined) owners.set(value.num.value, id);
    else {
      const message = `num ${value.num.value} is taken by room "${owner}" already`;
      catalogue.problems.error(source, value.num.at, message, () => freeNumber(owners));
    }
  }
}

function freeNumber(owners: ReadonlyMap<number, string>): string {
  let highest = 0;
  for (const num of owners.keys()) highest = Math.max(highest, num);
  return `${highest + 1} is free`;
}

function buildRoom(
  catalogue: Catalogue,
  room: Declared<RawRoom>,
  exits: Exits,
  cell: Cell | undefined,
): RoomDef | undefined {
  const { value, source } = room;
  if (value === undefined) return undefined;
  const length = value.description.value.length;
  if (length < ROOM_PROSE_CHARS_MIN) {
    const message = `the description of room "${room.id}" has only ${length} characters`;
    const hint = `${ROOM_PROSE_CHARS_MIN} or more give players a place to imagine`;
    catalogue.problems.warning(source, value.description.at, message, hint);
  }
  return {
    id: room.id,
    num: value.num.value,
    zone: room.zone,
    title: value.title,
    description: value.description.value,
    terrain: value.terrain,
    exits,
    extras: value.extras.map(({ keywords, description }) => ({ keywords, description })),
    flags: value.flags,
    ...(cell ?? { x: 0, y: 0, z: 0 }),
  };
}

function buildExits(catalogue: Catalogue, room: Declared<RawRoom>): Exits {
  const exits: Exits = {};
  const raw = room.value?.exits;
  if (raw === undefined) return exits;
  for (const direction of DIRECTIONS) {
    const exit = raw[direction];
    if (exit === undefined) continue;
    const to = catalogue.resolve("room", room.zone, room.source, exit.to);
    if (to === undefined) continue;
    if (to === room.id) {
      const message = `the exit "${direction}" of room "${room.id}" leads back into it`;
      catalogue.problems.warning(room.source, exit.at, message);
    }
    exits[direction] = buildExit(catalogue, room, exit, to);
  }
  return exits;
}

function buildExit(catalogue: Catalogue, room: Declared<RawRoom>, raw: RawExit, to: string) {
  const exit: { to: string; door?: DoorDef; description?: string } = { to };
  if (raw.description !== undefined) exit.description = raw.description;
  if (raw.door !== undefined) exit.door = buildDoor(catalogue, room, raw.door);
  return exit;
}

function buildDoor(catalogue: Catalogue, room: Declared<RawRoom>, raw: RawDoor): DoorDef {
  const keywords = raw.keywords ?? wordsOf(raw.name);
  const door = { name: raw.name, keywords, state: raw.state };
  if (raw.key === undefined) {
    if (raw.state === "locked") {
      const message = `the door "${raw.name}" is locked and has no key: nobody can open it`;
      catalogue.problems.warning(room.source, raw.at, message, "add key: ITEM");
    }
    return door;
  }
  const key = catalogue.resolve("item", room.zone, room.source, raw.key);
  return key === undefined ? door : { ...door, key };
}

const ARTICLES: readonly string[] = ["a", "an", "the", "of"];

function wordsOf(name: string): string[] {
  const words = name.toLowerCase().match(/[a-z0-9'-]+/g) ?? [];
  return words.filter((word) => !ARTICLES.includes(word));
}

/**
 * A doorway has two sides when the room behind it leads straight back. A door written on one side
 * stands on both; written on both, state and key must agree.
 */
function joinDoors(
  catalogue: Catalogue,
  room: Declared<RawRoom>,
  exits: ReadonlyMap<string, Exits>,
): void {
  for (const direction of DIRECTIONS) {
    const here = exits.get(room.id)?.[direction];
    const door = here?.door;
    if (here === undefined || door === undefined) continue;
    const back = OPPOSITE[direction];
    const behind = exits.get(here.to);
    const there = behind?.[back];
    if (behind === undefined || there === undefined || there.to !== room.id) continue;
    if (there.door === undefined) behind[back] = { ...there, door };
    else if (room.id < here.to) compareDoors(catalogue, room, direction, door, here.to, there.door);
  }
}

function compareDoors(
  catalogue: Catalogue,
  room: Declared<RawRoom>,
  direction: Direction,
  door: DoorDef,
  other: string,
  behind: DoorDef,
): void {
  const at = room.value?.exits[direction]?.door?.at ?? room.at;
  const differ = (what: string, here = "none", there = "none"): void => {
    if (here === there) return;
    const message = `the two sides of the door "${door.name}" differ in ${what}`;
    const hint = `${here} here, ${there} in "${other}"; leave one side out or make them equal`;
    catalogue.problems.error(room.source, at, message, hint);
  };
  differ("state", door.state, behind.state);
  differ("key", door.key, behind.key);
}
