/** Which file holds what: world.yaml, races.yaml, classes.yaml, help.yaml, zones/ZONE.yaml. */
import type { ZoneEntry } from "./catalogue.ts";
import type { ContentFile } from "./content-hash.ts";
import type { HelpTopic } from "./definition.ts";
import { FILE_CHARS_MAX, FILES_MAX } from "./limits.ts";
import { type ProblemList, Source } from "./problem.ts";
import type { Named, Schema } from "./schema.ts";
import { idComplaint } from "./schema-scalars.ts";
import { didYouMean } from "./suggest.ts";
import type { RawClass, RawRace, RawWorld } from "./world-schema.ts";
import { CLASSES_FILE, HELP_FILE, RACES_FILE, WORLD_FILE } from "./world-schema.ts";
import { parseTree } from "./yaml-tree.ts";
import { ZONE_FILE } from "./zone-schema.ts";

export interface DecodedFile<T> {
  readonly source: Source;
  readonly value: T | undefined;
}

export interface DecodedFiles {
  readonly world: DecodedFile<RawWorld>;
  readonly races: DecodedFile<readonly Named<RawRace>[]>;
  readonly classes: DecodedFile<readonly Named<RawClass>[]>;
  readonly help: readonly HelpTopic[];
  readonly zones: ReadonlyMap<string, ZoneEntry>;
}

/** Stands for the text of a file that was refused before it was read. */
const UNREAD = "\0unread";
const ZONE_PATH = /^zones\/([^/]+)\.yaml$/;
const FIXED_PATHS: readonly string[] = ["world.yaml", "races.yaml", "classes.yaml", "help.yaml"];
/** Names that the system gives to things of its own. */
const RESERVED_ZONES: readonly string[] = ["commons", "world", "all", "none"];

/** Decodes each file by its schema; says which are missing, unknown or there twice. */
export function decodeFiles(files: readonly ContentFile[], problems: ProblemList): DecodedFiles {
  const sources = collect(files, problems);
  const needed = <T>(path: string, schema: Schema<T>): DecodedFile<T> => {
    const source = sources.get(path);
    if (source !== undefined) return { source, value: decode(source, schema, problems) };
    const absent = new Source(path, "");
    problems.error(absent, 0, "this file is missing", "docs/builder-schema.md lists what it holds");
    return { source: absent, value: undefined };
  };
  const world = needed("world.yaml", WORLD_FILE);
  const races = needed("races.yaml", RACES_FILE);
  const classes = needed("classes.yaml", CLASSES_FILE);
  requireSome(races, "race", problems);
  requireSome(classes, "class", problems);
  const helpSource = sources.get("help.yaml");
  const topics = helpSource === undefined ? [] : decode(helpSource, HELP_FILE, problems);
  const help = (topics ?? []).map(({ keywords, title, body }) => ({ keywords, title, body }));
  return { world, races, classes, help, zones: decodeZones(sources, problems) };
}

function collect(files: readonly ContentFile[], problems: ProblemList): Map<string, Source> {
  const sources = new Map<string, Source>();
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  for (const { path, text } of sorted) {
    const source = new Source(path, text);
    if (sources.size >= FILES_MAX) {
      problems.error(source, 0, `a world has at most ${FILES_MAX} files`);
      break;
    }
    if (text.length > FILE_CHARS_MAX) {
      problems.error(source, 0, `the file is longer than ${FILE_CHARS_MAX} characters`, "split it");
      sources.set(path, new Source(path, UNREAD));
    } else if (sources.has(path)) problems.error(source, 0, "the file was given twice");
    else if (FIXED_PATHS.includes(path) || ZONE_PATH.test(path)) sources.set(path, source);
    else problems.error(source, 0, "this file is not part of a world", () => rightPath(path));
  }
  return sources;
}

function rightPath(path: string): string {
  const yaml = path.replace(/\.yml$/, ".yaml");
  if (yaml !== path) return `rename it to ${yaml}`;
  return didYouMean(path, FIXED_PATHS) ?? "zones are zones/ZONE.yaml";
}

function decode<T>(source: Source, schema: Schema<T>, problems: ProblemList): T | undefined {
  const tree = source.text === UNREAD ? undefined : parseTree(source, problems);
  if (tree === undefined) return undefined;
  return schema.decode(tree, { source, problems }, "the file", tree.at);
}

function requireSome(
  file: DecodedFile<readonly unknown[]>,
  what: string,
  problems: ProblemList,
): void {
  if (file.value?.length !== 0) return;
  problems.error(file.source, 0, `there is no ${what}: nobody could make a character`);
}

function decodeZones(
  sources: ReadonlyMap<string, Source>,
  problems: ProblemList,
): Map<string, ZoneEntry> {
  const zones = new Map<string, ZoneEntry>();
  for (const [path, source] of sources) {
    const id = ZONE_PATH.exec(path)?.[1];
    if (id === undefined) continue;
    const complaint = RESERVED_ZONES.includes(id)
      ? `zone id "${id}" is reserved for the system`
      : idComplaint("zone", id);
    if (complaint !== undefined) problems.error(source, 0, complaint, "rename the file");
    const raw = decode(source, ZONE_FILE, problems);
    if (raw !== undefined && raw.zone.value !== id) {
      const message = `the file is ${path}, but its zone is "${raw.zone.value}"`;
      problems.error(source, raw.zone.at, message, `write zone: ${id}, or rename the file`);
    }
    zones.set(id, { id, source, raw });
  }
  if (zones.size === 0) {
    problems.error(new Source("zones", ""), 0, "there is no zone", "add zones/ZONE.yaml");
  }
  return zones;
}
