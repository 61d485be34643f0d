/**
 * The rooms that this page has seen, by zone: what the minimap draws and tells in words. Filled
 * from `Room.Info` alone, kept in memory only, bounded.
 */

import type { RoomInfo } from "@ambon/data/packages";

/** Zones remembered; the one not visited for longest leaves. */
export const ZONES_MAX = 8;
/** Rooms remembered of a zone; the one not visited for longest leaves. */
export const ZONE_ROOMS_MAX = 500;
/** A room's coordinates are believed up to this far from zero. */
const COORDINATE_MAX = 1_000_000;

export interface Place {
  readonly x: number;
  /** Grows to the north. */
  readonly y: number;
  readonly z: number;
}

export interface SeenRoom {
  readonly num: number;
  readonly name: string;
  /** Null when the server tells no coordinates: then it is in the words, not in the drawing. */
  readonly at: Place | null;
  readonly exits: RoomInfo["exits"];
  readonly doors: RoomInfo["doors"];
  readonly isShop: boolean;
}

export interface SeenZone {
  readonly name: string;
  /** Last visited last. */
  readonly rooms: ReadonlyMap<number, SeenRoom>;
}

export interface Atlas {
  /** Last visited last. */
  readonly zones: readonly SeenZone[];
  readonly here: number | null;
}

export const EMPTY_ATLAS: Atlas = { zones: [], here: null };

/** "x,y,z", or "area,x,y,z" as some servers write it; null for anything else. */
export const placeOf = (coords: string): Place | null => {
  const parts = coords.split(",").map((part) => part.trim());
  if (!parts.every((part) => /^-?\d{1,7}$/.test(part))) return null;
  const numbers = parts.map(Number);
  if (numbers.some((number) => Math.abs(number) > COORDINATE_MAX)) return null;
  const [x, y, z] = numbers.length === 3 ? numbers : numbers.slice(1, 4);
  return x === undefined || y === undefined || z === undefined ? null : { x, y, z };
};

/** The atlas after coming to, or hearing anew of, the room where the player is. */
export const withRoom = (atlas: Atlas, room: RoomInfo): Atlas => {
  const name = room.zone === "" ? room.area : room.zone;
  const rooms = new Map(atlas.zones.find((zone) => zone.name === name)?.rooms ?? []);
  rooms.delete(room.num);
  rooms.set(room.num, {
    num: room.num,
    name: room.name,
    at: placeOf(room.coords),
    exits: room.exits,
    doors: room.doors,
    isShop: room.details.includes("shop"),
  });
  const [oldest] = rooms.keys();
  if (rooms.size > ZONE_ROOMS_MAX && oldest !== undefined) rooms.delete(oldest);
  const others = atlas.zones.filter((zone) => zone.name !== name);
  return { zones: [...others, { name, rooms }].slice(-ZONES_MAX), here: room.num };
};

/** The zone where the player is. */
export const zoneHere = ({ zones, here }: Atlas): SeenZone | undefined => {
  const zone = zones.at(-1);
  return here !== null && zone?.rooms.has(here) === true ? zone : undefined;
};

/** A room of any zone by its number. */
export const roomOf = ({ zones }: Atlas, num: number): SeenRoom | undefined => {
  for (const zone of zones.toReversed()) {
    const room = zone.rooms.get(num);
    if (room !== undefined) return room;
  }
  return undefined;
};
