/** Doors: each doorway has one state, seen from both of its rooms. */

import type { Direction, DoorDef, ExitDef } from "@ambon/world/definition";
import { TOUCH, type ZoneContext } from "../context.ts";
import type { DoorState } from "../state.ts";

/** Opened and unlocked doors fall back to how content describes them. */
const DOOR_RESET_MS = 300_000;

export const OPPOSITE: Readonly<Record<Direction, Direction>> = {
  north: "south",
  east: "west",
  south: "north",
  west: "east",
  up: "down",
  down: "up",
};

/** As data packages call them. */
export const SHORT_DIRECTION: Readonly<Record<Direction, string>> = {
  north: "n",
  east: "e",
  south: "s",
  west: "w",
  up: "u",
  down: "d",
};

export const exitOf = (z: ZoneContext, room: string, direction: Direction): ExitDef | undefined =>
  z.world.rooms.get(room)?.exits[direction];

const initial = (door: DoorDef): DoorState => ({
  open: door.state === "open",
  locked: door.state === "locked",
});

/** Undefined when there is no door that way. */
export const doorState = (
  z: ZoneContext,
  room: string,
  direction: Direction,
): DoorState | undefined => {
  const door = exitOf(z, room, direction)?.door;
  if (door === undefined) return undefined;
  return z.room(room).doors[direction] ?? initial(door);
};

/** True when nothing bars the way (also when there is no door). */
export const isPassable = (z: ZoneContext, room: string, direction: Direction): boolean =>
  doorState(z, room, direction)?.open !== false;

/** The same doorway from the other side, when both sides are in this zone and both have a door. */
export const otherSide = (
  z: ZoneContext,
  room: string,
  direction: Direction,
): { readonly room: string; readonly direction: Direction } | undefined => {
  const exit = exitOf(z, room, direction);
  if (exit === undefined || !z.isHere(exit.to)) return undefined;
  const back = OPPOSITE[direction];
  const facing = exitOf(z, exit.to, back);
  if (facing?.to !== room || facing.door === undefined) return undefined;
  return { room: exit.to, direction: back };
};

const write = (z: ZoneContext, room: string, direction: Direction, state: DoorState): void => {
  z.setRoom(room, "doors", { ...z.room(room).doors, [direction]: state });
  z.touchRoom(room, TOUCH.room);
};

/** Sets the doorway on both sides; it resets by itself later. */
export const setDoor = (
  z: ZoneContext,
  room: string,
  direction: Direction,
  state: DoorState,
): void => {
  write(z, room, direction, state);
  const other = otherSide(z, room, direction);
  if (other !== undefined) write(z, other.room, other.direction, state);
  z.after(DOOR_RESET_MS, { k: "doorReset", room, direction });
};

/** Timer: back to the content's state, unless somebody changed it again meanwhile. */
export const resetDoor = (z: ZoneContext, room: string, direction: Direction): void => {
  const clear = (at: string, way: Direction): void => {
    const { [way]: _gone, ...rest } = z.room(at).doors;
    z.setRoom(at, "doors", rest);
    z.touchRoom(at, TOUCH.room);
  };
  if (z.world.rooms.get(room) === undefined) return;
  clear(room, direction);
  const other = otherSide(z, room, direction);
  if (other !== undefined) clear(other.room, other.direction);
};
