/**
 * Where rooms lie on a zone's map. A breadth-first walk over the exits gives every room a cell:
 * x grows to the east, y to the north, z upwards. Two rooms that want one cell are a note: the
 * later one goes on in its direction to the next free cell. Parts of a zone that hang together
 * only through other zones are put side by side.
 */
import type { Catalogue } from "./catalogue.ts";
import { DIRECTIONS, type Direction, type ExitDef } from "./definition.ts";

export interface Cell {
  readonly x: number;
  readonly y: number;
  readonly z: number;
}

const STEP: Readonly<Record<Direction, Cell>> = {
  north: { x: 0, y: 1, z: 0 },
  south: { x: 0, y: -1, z: 0 },
  east: { x: 1, y: 0, z: 0 },
  west: { x: -1, y: 0, z: 0 },
  up: { x: 0, y: 0, z: 1 },
  down: { x: 0, y: 0, z: -1 },
};

/** Empty columns between parts of a zone that do not hang together. */
const PART_GAP = 2;

type Exits = Readonly<Partial<Record<Direction, ExitDef>>>;
interface Neighbour {
  readonly id: string;
  readonly step: Cell;
}

/** Cells of all rooms of all zones, each zone counted from its own first room. */
export function gridOf(
  catalogue: Catalogue,
  exits: ReadonlyMap<string, Exits>,
): ReadonlyMap<string, Cell> {
  const neighbours = neighboursOf(catalogue, exits);
  const walks = new Map<string, ZoneWalk>();
  const cells = new Map<string, Cell>();
  for (const room of catalogue.rooms.values()) {
    let walk = walks.get(room.zone);
    if (walk === undefined) {
      walk = new ZoneWalk(catalogue, neighbours, cells);
      walks.set(room.zone, walk);
    }
    if (!cells.has(room.id)) walk.from(room.id);
  }
  return cells;
}

/** Rooms of the same zone next to each room, also those that only lead to it. */
function neighboursOf(
  catalogue: Catalogue,
  exits: ReadonlyMap<string, Exits>,
): ReadonlyMap<string, readonly Neighbour[]> {
  const ways = new Map<string, Neighbour[]>();
  const add = (from: string, neighbour: Neighbour): void => {
    const known = ways.get(from);
    if (known === undefined) ways.set(from, [neighbour]);
    else known.push(neighbour);
  };
  const inside = (id: string, exit: ExitDef | undefined): exit is ExitDef =>
    exit !== undefined && catalogue.rooms.get(exit.to)?.zone === catalogue.rooms.get(id)?.zone;
  for (const [id, ways] of exits) {
    for (const direction of DIRECTIONS) {
      const exit = ways[direction];
      if (inside(id, exit)) add(id, { id: exit.to, step: STEP[direction] });
    }
  }
  for (const [id, ways] of exits) {
    for (const direction of DIRECTIONS) {
      const exit = ways[direction];
      if (inside(id, exit)) add(exit.to, { id, step: reverse(STEP[direction]) });
    }
  }
  return ways;
}

function reverse({ x, y, z }: Cell): Cell {
  return { x: 0 - x, y: 0 - y, z: 0 - z };
}

class ZoneWalk {
  readonly #catalogue: Catalogue;
  readonly #neighbours: ReadonlyMap<string, readonly Neighbour[]>;
  readonly #cells: Map<string, Cell>;
  readonly #taken = new Map<string, string>();
  #eastmost = -PART_GAP;

  constructor(
    catalogue: Catalogue,
    neighbours: ReadonlyMap<string, readonly Neighbour[]>,
    cells: Map<string, Cell>,
  ) {
    this.#catalogue = catalogue;
    this.#neighbours = neighbours;
    this.#cells = cells;
  }

  /** Places `first` and every room that hangs together with it. */
  from(first: string): void {
    this.#place(first, { x: this.#eastmost + PART_GAP, y: 0, z: 0 }, STEP.east);
    const queue = [first];
    for (let head = 0; head < queue.length; head++) {
      const id = queue[head] ?? first;
      const cell = this.#cells.get(id);
      if (cell === undefined) continue;
      for (const { id: next, step } of this.#neighbours.get(id) ?? []) {
        if (this.#cells.has(next)) continue;
        this.#place(next, plus(cell, step), step);
        queue.push(next);
      }
    }
  }

  #place(id: string, wanted: Cell, step: Cell): void {
    let cell = wanted;
    const owner = this.#taken.get(keyOf(wanted));
    while (this.#taken.has(keyOf(cell))) cell = plus(cell, step);
    this.#taken.set(keyOf(cell), id);
    this.#cells.set(id, cell);
    this.#eastmost = Math.max(this.#eastmost, cell.x);
    const room = this.#catalogue.rooms.get(id);
    if (owner === undefined || room === undefined) return;
    const message = `on the map, room "${id}" would lie where "${owner}" is; it was moved on`;
    this.#catalogue.problems.note(room.source, room.at, message);
  }
}

function plus(a: Cell, b: Cell): Cell {
  return { x: a.x + b.x, y: a.y + b.y, z: a.z + b.z };
}

function keyOf({ x, y, z }: Cell): string {
  return `${x},${y},${z}`;
}
