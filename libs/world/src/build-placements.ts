/**
 * Items that lie about: in a room, or inside a container that is placed itself. Containers do not
 * hold themselves, directly or by way of others, and what lies inside fits.
 */
import { ownRoom } from "./build-zone.ts";
import type { Catalogue, ZoneEntry } from "./catalogue.ts";
import type { PlacementDef } from "./definition.ts";
import type { RawPlacement } from "./zone-schema.ts";

interface Placed {
  readonly raw: RawPlacement;
  readonly item: string;
  readonly room: string | undefined;
  readonly inside: string | undefined;
}

/** Builds the placements of one zone; problems go to the catalogue's list. */
export function buildPlacements(
  catalogue: Catalogue,
  zone: ZoneEntry,
  raw: readonly RawPlacement[],
): PlacementDef[] {
  const placed = raw.flatMap((placement) => resolvePlacement(catalogue, zone, placement));
  checkInside(catalogue, zone, placed, raw.length);
  return placed.map(({ raw: { count, respawn }, item, room, inside }) => ({
    item,
    ...(room === undefined ? {} : { room }),
    ...(inside === undefined ? {} : { inside }),
    count,
    respawnMs: respawn,
  }));
}

function resolvePlacement(catalogue: Catalogue, zone: ZoneEntry, raw: RawPlacement): Placed[] {
  const { source } = zone;
  const item = catalogue.resolve("item", zone.id, source, raw.item);
  if ((raw.room === undefined) === (raw.inside === undefined)) {
    const both = raw.room !== undefined;
    const message = both
      ? "a placement has both room and inside"
      : "a placement has neither room nor inside";
    catalogue.problems.error(source, raw.at, message, "give it exactly one of both");
    return [];
  }
  const room = raw.room && ownRoom(catalogue, zone.id, source, raw.room);
  const inside = raw.inside && catalogue.resolve("item", zone.id, source, raw.inside);
  if (item === undefined || (room === undefined && inside === undefined)) return [];
  return [{ raw, item, room, inside }];
}

function checkInside(
  catalogue: Catalogue,
  zone: ZoneEntry,
  placed: readonly Placed[],
  declared: number,
): void {
  const places = new Map(placed.map((place) => [place.item, place]));
  const filled = new Map<string, number>();
  for (const place of placed) {
    const { raw, inside } = place;
    if (inside === undefined || raw.inside === undefined) continue;
    const refuse = (message: string, hint?: string): void =>
      catalogue.problems.error(zone.source, raw.inside?.at ?? raw.at, message, hint);
    const item = catalogue.items.get(inside)?.value;
    if (item === undefined) continue;
    if (item.container === undefined) {
      refuse(`item "${inside}" is no container`, "write room: ROOM, or kind: container there");
      continue;
    }
    const count = (filled.get(inside) ?? 0) + raw.count;
    filled.set(inside, count);
    const { capacity } = item.container;
    if (count > capacity && count - raw.count <= capacity) {
      refuse(`container "${inside}" holds ${capacity}, and ${count} are placed inside`);
    }
    if (!places.has(inside) && catalogue.problems.losses === 0 && placed.length === declared) {
      refuse(`container "${inside}" is not placed in this zone`, "place it in a room first");
    } else if (holdsItself(place, places)) {
      refuse(`container "${inside}" would lie inside itself`, "place one of them in a room");
    }
  }
}

/** Whether following `inside` from this placement comes back to it. */
function holdsItself(start: Placed, places: ReadonlyMap<string, Placed>): boolean {
  const seen = new Set<string>();
  for (let at: Placed | undefined = start; at?.inside !== undefined; at = places.get(at.inside)) {
    if (seen.has(at.item)) return at.item === start.item;
    seen.add(at.item);
  }
  return false;
}
