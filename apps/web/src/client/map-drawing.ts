/** What the minimap draws: the seen rooms on the player's level, and the ways between them. */

import { type Atlas, type Place, roomOf, type SeenRoom, zoneHere } from "./atlas.ts";
import { isShut } from "./map-words.ts";

/** Rooms further away than this, in either direction, are not drawn. */
export const MAP_REACH = 3;
/** How far a way into the unknown is drawn, as a share of the distance of two rooms. */
const STUB = 0.62;
/** Around the outermost rooms, in steps. */
const MARGIN = 0.75;
/** The least that is shown from the middle outwards: few rooms do not become huge. */
const HALF_WIDTH_MIN = 2.25;
const HALF_HEIGHT_MIN = 1.25;

/** From the room where the player is; y grows downwards, as on a screen. */
export interface Spot {
  readonly x: number;
  readonly y: number;
  readonly num: number;
  readonly name: string;
  readonly isHere: boolean;
  readonly isShop: boolean;
  readonly hasUp: boolean;
  readonly hasDown: boolean;
}

export interface Path {
  readonly from: readonly [x: number, y: number];
  readonly to: readonly [x: number, y: number];
  readonly isShut: boolean;
  /** The room at its other end was seen and is drawn. */
  readonly isSeen: boolean;
}

export interface MapDrawing {
  readonly spots: readonly Spot[];
  readonly paths: readonly Path[];
}

const STEPS: Readonly<Record<string, readonly [x: number, y: number]>> = {
  n: [0, -1],
  ne: [1, -1],
  e: [1, 0],
  se: [1, 1],
  s: [0, 1],
  sw: [-1, 1],
  w: [-1, 0],
  nw: [-1, -1],
};

const spotOf = (room: SeenRoom, at: Place, centre: Place, here: number): Spot => ({
  x: at.x - centre.x,
  y: centre.y - at.y,
  num: room.num,
  name: room.name,
  isHere: room.num === here,
  isShop: room.isShop,
  hasUp: room.exits.u !== undefined,
  hasDown: room.exits.d !== undefined,
});

/** One room per place; where two stand on the same one, the later visited is drawn. */
const spotsAround = (atlas: Atlas, centre: Place, here: number): ReadonlyMap<number, Spot> => {
  const byPlace = new Map<string, Spot>();
  for (const room of zoneHere(atlas)?.rooms.values() ?? []) {
    if (room.at === null || room.at.z !== centre.z) continue;
    const spot = spotOf(room, room.at, centre, here);
    if (Math.max(Math.abs(spot.x), Math.abs(spot.y)) > MAP_REACH) continue;
    byPlace.set(`${spot.x},${spot.y}`, spot);
  }
  return new Map([...byPlace.values()].map((spot) => [spot.num, spot]));
};

const pathsOf = (room: SeenRoom, spot: Spot, spots: ReadonlyMap<number, Spot>): readonly Path[] =>
  Object.entries(room.exits).flatMap(([way, target]): readonly Path[] => {
    const step = STEPS[way];
    if (step === undefined) return [];
    const from = [spot.x, spot.y] as const;
    const door = isShut(room, way);
    const other = spots.get(target);
    if (other !== undefined) {
      return [{ from, to: [other.x, other.y], isShut: door, isSeen: true }];
    }
    const to = [spot.x + step[0] * STUB, spot.y + step[1] * STUB] as const;
    return [{ from, to, isShut: door, isSeen: false }];
  });

/** Both directions of a way are one path; it is shut when either side says so. */
const merged = (paths: readonly Path[]): readonly Path[] => {
  const known = new Map<string, Path>();
  for (const path of paths) {
    const key = [path.from.join(","), path.to.join(",")].sort().join(" ");
    const before = known.get(key);
    known.set(key, before?.isShut === true ? before : path);
  }
  return [...known.values()];
};

/** Empty while nothing was seen, or where the server tells no coordinates. */
export const drawingOf = (atlas: Atlas): MapDrawing => {
  const { here } = atlas;
  const room = here === null ? undefined : zoneHere(atlas)?.rooms.get(here);
  if (here === null || room === undefined || room.at === null) return { spots: [], paths: [] };
  const spots = spotsAround(atlas, room.at, here);
  const paths = [...spots.values()].flatMap((spot) => {
    const seen = roomOf(atlas, spot.num);
    return seen === undefined ? [] : pathsOf(seen, spot, spots);
  });
  return { spots: [...spots.values()], paths: merged(paths) };
};

/** What is to be seen of the drawing, in steps: all of its rooms, and never too little. */
export const frameOf = ({
  spots,
}: MapDrawing): {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
} => {
  const xs = spots.map(({ x }) => x);
  const ys = spots.map(({ y }) => y);
  const left = Math.min(-HALF_WIDTH_MIN, ...xs.map((x) => x - MARGIN));
  const right = Math.max(HALF_WIDTH_MIN, ...xs.map((x) => x + MARGIN));
  const top = Math.min(-HALF_HEIGHT_MIN, ...ys.map((y) => y - MARGIN));
  const bottom = Math.max(HALF_HEIGHT_MIN, ...ys.map((y) => y + MARGIN));
  return { left, top, width: right - left, height: bottom - top };
};
