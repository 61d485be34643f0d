/**
 * Content files -> one validated, immutable WorldDefinition, or everything that is wrong.
 *
 * Phases: each file is parsed and decoded by its schema (syntax, keys, types, bounds); references
 * are resolved and definitions built; last come checks over the whole world, which are left out
 * while something is missing, so that one slip is not reported again as its consequences.
 * Pure and synchronous; never throws for any text.
 */
import { buildItems } from "./build-item.ts";
import { buildMobs } from "./build-mob.ts";
import { buildClasses, buildRaces } from "./build-people.ts";
import { buildRooms } from "./build-room.ts";
import { buildShops } from "./build-shop.ts";
import { buildZones } from "./build-zone.ts";
import { Catalogue } from "./catalogue.ts";
import { checkReachable, noteOneWay } from "./check-ways.ts";
import { type ContentFile, contentHash, normalizeText } from "./content-hash.ts";
import { type DecodedFiles, decodeFiles } from "./decode-files.ts";
import { deepFreeze } from "./deep-freeze.ts";
import type { RoomDef, WorldDefinition } from "./definition.ts";
import { type Problem, ProblemList } from "./problem.ts";

export interface LoadedWorld {
  readonly world: WorldDefinition;
  /** Warnings and notes, by file and position. */
  readonly problems: readonly Problem[];
}

export interface RefusedWorld {
  /** At least one error; warnings and notes too. */
  readonly problems: readonly Problem[];
}

export type LoadResult = LoadedWorld | RefusedWorld;

/** Whether loading gave a world. */
export function isLoaded(result: LoadResult): result is LoadedWorld {
  return "world" in result;
}

/**
 * Loads a world from its files (paths relative to the content directory). A world with any error
 * is refused as a whole.
 */
export function loadWorld(files: readonly ContentFile[]): LoadResult {
  const problems = new ProblemList();
  const clean = files.map(({ path, text }) => ({ path, text: normalizeText(text) }));
  const decoded = decodeFiles(clean, problems);
  const world = buildWorld(decoded, problems, contentHash(clean));
  if (world === undefined || problems.errors > 0) return { problems: problems.sorted() };
  return { world: deepFreeze(world), problems: problems.sorted() };
}

function buildWorld(
  decoded: DecodedFiles,
  problems: ProblemList,
  hash: string,
): WorldDefinition | undefined {
  const catalogue = new Catalogue(decoded.zones, problems);
  const rooms = buildRooms(catalogue);
  const items = buildItems(catalogue);
  const mobs = buildMobs(catalogue, rooms, items);
  const zones = buildZones(catalogue, rooms, mobs);
  const shops = buildShops(catalogue, zones, items);
  const races = buildRaces(decoded.races.value ?? []);
  const { classes: classFile } = decoded;
  const classes = buildClasses(catalogue, classFile.source, classFile.value ?? [], items);
  const start = startRooms(catalogue, decoded, rooms);
  const { value: raw } = decoded.world;
  if (raw === undefined || start === undefined) return undefined;
  return {
    name: raw.name,
    contentHash: hash,
    splash: raw.splash ?? { art: [raw.name], plain: [raw.name] },
    ...start,
    zones,
    rooms,
    items,
    mobs,
    shops,
    races,
    classes,
    help: decoded.help,
  };
}

/** Resolves where players begin and wake up; then the whole world can be walked from there. */
function startRooms(
  catalogue: Catalogue,
  decoded: DecodedFiles,
  rooms: ReadonlyMap<string, RoomDef>,
): { startRoom: string; respawnRoom: string } | undefined {
  const { value: raw, source } = decoded.world;
  if (raw === undefined) return undefined;
  const startRoom = catalogue.resolve("room", undefined, source, raw.startRoom);
  const respawn = raw.respawnRoom ?? raw.startRoom;
  const same = respawn.value === raw.startRoom.value;
  const respawnRoom = same ? startRoom : catalogue.resolve("room", undefined, source, respawn);
  if (startRoom === undefined || respawnRoom === undefined) return undefined;
  if (catalogue.problems.losses === 0) {
    checkReachable(catalogue, rooms, [startRoom, respawnRoom]);
    noteOneWay(catalogue, rooms);
  }
  return { startRoom, respawnRoom };
}
