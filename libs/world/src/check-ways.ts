/**
 * Checks over the whole graph of rooms: every room can be reached on foot from the start room or
 * the respawn room (an error if not), and exits that do not lead back are listed as notes.
 * Doors count as passable: whether a key can be found is the builder's art.
 */
import { leadsTo, OPPOSITE } from "./build-room.ts";
import type { Catalogue } from "./catalogue.ts";
import { DIRECTIONS, type RoomDef } from "./definition.ts";

/** Reports rooms that nobody can walk to; a zone that is cut off as a whole is one problem. */
export function checkReachable(
  catalogue: Catalogue,
  rooms: ReadonlyMap<string, RoomDef>,
  roots: readonly string[],
): void {
  const reached = walk(rooms, roots);
  for (const zone of catalogue.zones.values()) {
    const all = zone.raw?.rooms ?? [];
    const missing = all.filter(({ id }) => !reached.has(`${zone.id}:${id}`));
    const from = `from the start room "${roots[0]}"`;
    if (missing.length === all.length && all.length > 1) {
      const message = `no room of zone "${zone.id}" can be reached ${from}`;
      const hint = `add an exit to one of its rooms from another zone`;
      catalogue.problems.error(zone.source, zone.raw?.zone.at ?? 0, message, hint);
      continue;
    }
    for (const { id, at } of missing) {
      const message = `room "${zone.id}:${id}" cannot be reached ${from}`;
      catalogue.problems.error(zone.source, at, message, "add an exit that leads to it");
    }
  }
}

function walk(rooms: ReadonlyMap<string, RoomDef>, roots: readonly string[]): ReadonlySet<string> {
  const reached = new Set(roots);
  // A Set visits what is added while it is walked: this is the breadth-first queue.
  for (const id of reached) {
    const room = rooms.get(id);
    if (room === undefined) continue;
    for (const direction of DIRECTIONS) {
      const exit = room.exits[direction];
      if (exit !== undefined) reached.add(exit.to);
    }
  }
  return reached;
}

/** Notes each exit whose other end has no way back, or has it in an unexpected direction. */
export function noteOneWay(catalogue: Catalogue, rooms: ReadonlyMap<string, RoomDef>): void {
  for (const room of rooms.values()) {
    const declared = catalogue.rooms.get(room.id);
    for (const direction of DIRECTIONS) {
      const exit = room.exits[direction];
      const behind = exit === undefined ? undefined : rooms.get(exit.to);
      if (behind === undefined || behind === room || declared === undefined) continue;
      if (behind.exits[OPPOSITE[direction]]?.to === room.id) continue;
      const at = declared.value?.exits[direction]?.at ?? declared.at;
      const way = `${direction} from "${room.id}" to "${behind.id}"`;
      const back = DIRECTIONS.find((name) => behind.exits[name]?.to === room.id);
      const message = leadsTo(behind.exits, room.id)
        ? `crooked exit: ${way}, but ${back} leads back`
        : `one-way exit: ${way}`;
      catalogue.problems.note(declared.source, at, message);
    }
  }
}
