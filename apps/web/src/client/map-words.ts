/** The minimap in words: the ways from here, and what was seen a few steps further. */

import { type Atlas, roomOf, type SeenRoom, zoneHere } from "./atlas.ts";

/** Rooms within this many steps are told. */
export const WORDS_STEPS = 3;
/** Rooms beyond the next ones that are told; the nearest count. */
export const WORDS_ROOMS_MAX = 12;

export const WAY_WORDS: Readonly<Record<string, string>> = {
  n: "north",
  e: "east",
  s: "south",
  w: "west",
  ne: "northeast",
  nw: "northwest",
  se: "southeast",
  sw: "southwest",
  u: "up",
  d: "down",
};

const wordOf = (way: string): string => WAY_WORDS[way] ?? way;

export const isShut = (room: SeenRoom, way: string): boolean => {
  const door = room.doors[way];
  return door !== undefined && door !== "open";
};

const nameOf = (room: SeenRoom): string => (room.isShop ? `${room.name} (shop)` : room.name);

/** "2 north, east": equal steps in a row are counted. */
export const stepsText = (steps: readonly string[]): string => {
  const runs: { way: string; count: number }[] = [];
  for (const way of steps) {
    const last = runs.at(-1);
    if (last?.way === way) last.count += 1;
    else runs.push({ way, count: 1 });
  }
  return runs
    .map(({ way, count }) => (count === 1 ? wordOf(way) : `${count} ${wordOf(way)}`))
    .join(", ");
};

const wayLine = (atlas: Atlas, room: SeenRoom, way: string, target: number): string => {
  const other = roomOf(atlas, target);
  const door = isShut(room, way) ? `, ${room.doors[way]} door` : "";
  return `${wordOf(way)}: ${other === undefined ? "not seen yet" : nameOf(other)}${door}`;
};

/** Seen rooms from two steps on, nearest first, with the way to them; shut doors end it. */
const further = (atlas: Atlas, start: SeenRoom): readonly string[] => {
  const known = new Set([start.num]);
  let edge = [{ room: start, steps: [] as readonly string[] }];
  const lines: string[] = [];
  for (let depth = 1; depth <= WORDS_STEPS; depth += 1) {
    const next: typeof edge = [];
    for (const { room, steps } of edge) {
      for (const [way, target] of Object.entries(room.exits)) {
        const other = roomOf(atlas, target);
        if (other === undefined || known.has(target) || isShut(room, way)) continue;
        known.add(target);
        next.push({ room: other, steps: [...steps, way] });
      }
    }
    if (depth > 1)
      lines.push(...next.map(({ room, steps }) => `${stepsText(steps)}: ${nameOf(room)}`));
    edge = next;
  }
  return lines.slice(0, WORDS_ROOMS_MAX);
};

/** One fact a line; empty before the first room. */
export const mapWords = (atlas: Atlas): readonly string[] => {
  const zone = zoneHere(atlas);
  const room = atlas.here === null ? undefined : zone?.rooms.get(atlas.here);
  if (zone === undefined || room === undefined) return [];
  const ways = Object.entries(room.exits).map(([way, target]) => wayLine(atlas, room, way, target));
  return [
    `You are in ${nameOf(room)}${zone.name === "" ? "" : `, ${zone.name}`}.`,
    ...(ways.length === 0 ? ["There is no way out that you know."] : ways),
    ...further(atlas, room),
  ];
};
