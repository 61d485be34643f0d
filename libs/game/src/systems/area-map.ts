/** The map of the neighbourhood: a drawing, and the same complete in words. */

import { line, map } from "@ambon/markup/build";
import { DIRECTIONS, type Direction } from "@ambon/world/definition";
import type { ZoneContext } from "../context.ts";
import { show } from "../output.ts";
import type { PlayerEntity } from "../state.ts";
import { doorState, exitOf } from "./doors.ts";

/** Rooms within this many steps are shown. */
const MAP_STEPS = 3;
const MAP_ROOMS = 40;

const OFFSET: Readonly<Record<Direction, readonly [number, number]>> = {
  north: [0, -1],
  east: [1, 0],
  south: [0, 1],
  west: [-1, 0],
  up: [0, 0],
  down: [0, 0],
};

interface Spot {
  readonly room: string;
  readonly x: number;
  readonly y: number;
  readonly steps: number;
  readonly path: readonly Direction[];
}

/** Rooms of this zone around the player, nearest first; closed doors end the view. */
const survey = (z: ZoneContext, start: string): Spot[] => {
  const spots: Spot[] = [{ room: start, x: 0, y: 0, steps: 0, path: [] }];
  const seen = new Set([start]);
  for (const spot of spots) {
    if (spot.steps >= MAP_STEPS || spots.length >= MAP_ROOMS) continue;
    for (const way of DIRECTIONS) {
      const exit = exitOf(z, spot.room, way);
      if (exit === undefined || seen.has(exit.to) || !z.isHere(exit.to)) continue;
      if (doorState(z, spot.room, way)?.open === false) continue;
      seen.add(exit.to);
      const [dx, dy] = OFFSET[way];
      const { x, y, steps, path } = spot;
      spots.push({ room: exit.to, x: x + dx, y: y + dy, steps: steps + 1, path: [...path, way] });
    }
  }
  return spots;
};

const draw = (z: ZoneContext, spots: readonly Spot[]): string[] => {
  const size = 2 * MAP_STEPS + 1;
  const rows = Array.from({ length: size * 2 }, () => Array<string>(size * 4).fill(" "));
  const put = (column: number, row: number, mark: string): void => {
    const cells = rows[row];
    if (cells !== undefined && cells[column] === " ") cells[column] = mark;
  };
  for (const { room, x, y, path } of spots) {
    if (path.some((way) => way === "up" || way === "down")) continue;
    const column = (x + MAP_STEPS) * 4;
    const row = (y + MAP_STEPS) * 2;
    put(column, row, path.length === 0 ? "@" : "o");
    for (const way of DIRECTIONS) {
      if (exitOf(z, room, way) === undefined) continue;
      const shut = doorState(z, room, way)?.open === false;
      if (way === "east") for (const at of [1, 2, 3]) put(column + at, row, shut ? "+" : "-");
      if (way === "west") for (const at of [1, 2, 3]) put(column - at, row, shut ? "+" : "-");
      if (way === "south") put(column, row + 1, shut ? "+" : "|");
      if (way === "north") put(column, row - 1, shut ? "+" : "|");
      if (way === "up") put(column + 1, row, "^");
      if (way === "down") put(column + 1, row, "v");
    }
  }
  const lines = rows.map((cells) => cells.join("").trimEnd()).filter((text) => text !== "");
  const indent = Math.min(...lines.map((text) => text.search(/\S/)));
  return lines.map((text) => text.slice(indent));
};

const words = (z: ZoneContext, spots: readonly Spot[]): string[] =>
  spots.slice(1).map(({ room, path }) => {
    const title = z.world.rooms.get(room)?.title ?? room;
    return `${path.join(", ")}: ${title}`;
  });

export const showMap = (z: ZoneContext, me: PlayerEntity): void => {
  const spots = survey(z, me.state.room);
  show(z, me, "room", [
    map(draw(z, spots), [`You are in ${z.roomDef(me.state.room).title}.`, ...words(z, spots)]),
    line("@ is you, o a room, + a closed door, ^ a way up, v a way down."),
  ]);
};
