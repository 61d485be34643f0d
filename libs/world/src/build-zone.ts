/** Decoded zone files -> ZoneDefs: what appears where, and that it makes sense there. */
import { buildPlacements } from "./build-placements.ts";
import type { Catalogue, ZoneEntry } from "./catalogue.ts";
import type { MobDef, RoomDef, SpawnDef, ZoneDef } from "./definition.ts";
import type { Source } from "./problem.ts";
import type { Located } from "./schema.ts";
import type { RawSpawn } from "./zone-schema.ts";

/** Builds every zone whose file was decoded; problems go to the catalogue's list. */
export function buildZones(
  catalogue: Catalogue,
  rooms: ReadonlyMap<string, RoomDef>,
  mobs: ReadonlyMap<string, MobDef>,
): Map<string, ZoneDef> {
  const zones = new Map<string, ZoneDef>();
  for (const zone of catalogue.zones.values()) {
    if (zone.raw === undefined) continue;
    if (zone.raw.rooms.length === 0) {
      const message = `zone "${zone.id}" has no rooms`;
      catalogue.problems.error(zone.source, zone.raw.zone.at, message);
    }
    zones.set(zone.id, {
      id: zone.id,
      name: zone.raw.name,
      description: zone.raw.description,
      levels: zone.raw.levels,
      ...(zone.raw.capacity === undefined ? {} : { capacity: zone.raw.capacity }),
      rooms: zone.raw.rooms.map(({ id }) => `${zone.id}:${id}`),
      spawns: buildSpawns(catalogue, zone, zone.raw.spawns, rooms, mobs),
      placements: buildPlacements(catalogue, zone, zone.raw.placements),
      shops: zone.raw.shops.map(({ id }) => `${zone.id}:${id}`),
    });
  }
  return zones;
}

/** A room of this very zone: a zone never touches the state of another. */
export function ownRoom(
  catalogue: Catalogue,
  zone: string,
  source: Source,
  ref: Located<string>,
): string | undefined {
  const id = catalogue.resolve("room", zone, source, ref);
  if (id === undefined || id.startsWith(`${zone}:`)) return id;
  const message = `room "${id}" is in another zone`;
  catalogue.problems.error(source, ref.at, message, "write this into the file of that zone");
  return undefined;
}

function buildSpawns(
  catalogue: Catalogue,
  zone: ZoneEntry,
  raw: readonly RawSpawn[],
  rooms: ReadonlyMap<string, RoomDef>,
  mobs: ReadonlyMap<string, MobDef>,
): SpawnDef[] {
  const spawns: SpawnDef[] = [];
  for (const spawn of raw) {
    const mob = catalogue.resolve("mob", zone.id, zone.source, spawn.mob);
    const room = ownRoom(catalogue, zone.id, zone.source, spawn.room);
    if (mob === undefined || room === undefined) continue;
    const safe = rooms.get(room)?.flags.includes("safe") === true;
    if (safe && mobs.get(mob)?.behaviours.includes("aggressive") === true) {
      const message = `aggressive mob "${mob}" appears in safe room "${room}" and cannot attack`;
      catalogue.problems.warning(zone.source, spawn.mob.at, message);
    }
    spawns.push({ mob, room, count: spawn.count, respawnMs: spawn.respawn });
  }
  return spawns;
}
