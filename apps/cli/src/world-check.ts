/** `ambon world check DIR`: what is wrong with a world's content, without starting it. */
import { ContentReadError, readContent } from "@ambon/world/adapter/read-content";
import type { WorldDefinition } from "@ambon/world/definition";
import { isLoaded, loadWorld } from "@ambon/world/load-world";
import { formatProblem, type Problem } from "@ambon/world/problem";
import { schemaDocument } from "@ambon/world/schema-markdown";
import type { CommandIo } from "./command-io.ts";

const USAGE = `Usage: ambon world check [DIR] [--json]

Checks the world in DIR (default: content) and prints every problem as
file:line:column: error: message (suggestion). Notes list one-way exits and map clashes.

  --json     print one JSON object instead
  --schema   print the key tables of all content files and check nothing
  --help     print this text

Exit code: 0 the world would start, 1 it would be refused, 2 wrong usage.`;

/** Runs the command with the arguments after `world check`; answers the exit code. */
export async function run(args: readonly string[], io: CommandIo): Promise<number> {
  if (args.includes("--help") || args.includes("-h")) {
    io.out(USAGE);
    return 0;
  }
  if (args.includes("--schema")) {
    io.out(schemaDocument().trimEnd());
    return 0;
  }
  const unknown = args.find((word) => word.startsWith("-") && word !== "--json");
  const directories = args.filter((word) => !word.startsWith("-"));
  if (unknown !== undefined || directories.length > 1) {
    io.err(unknown === undefined ? "Give one directory." : `Unknown option ${unknown}.`);
    io.err(USAGE);
    return 2;
  }
  return check(directories[0] ?? "content", args.includes("--json"), io);
}

function check(directory: string, json: boolean, io: CommandIo): number {
  try {
    const result = loadWorld(readContent(directory));
    const prefix = directory.replace(/\/+$/, "");
    const problems = result.problems.map((found) => ({
      ...found,
      file: `${prefix}/${found.file}`,
    }));
    const world = isLoaded(result) ? result.world : undefined;
    if (json) printJson(problems, world, io);
    else printText(problems, world, io);
    return world === undefined ? 1 : 0;
  } catch (error) {
    if (!(error instanceof ContentReadError)) throw error;
    if (json) io.out(JSON.stringify({ ok: false, error: error.message }));
    else io.err(error.message);
    return 1;
  }
}

function printJson(
  problems: readonly Problem[],
  world: WorldDefinition | undefined,
  io: CommandIo,
): void {
  const summary = world === undefined ? undefined : counts(world);
  io.out(JSON.stringify({ ok: world !== undefined, problems, summary }));
}

function printText(
  problems: readonly Problem[],
  world: WorldDefinition | undefined,
  io: CommandIo,
): void {
  const notes = problems.filter(({ severity }) => severity === "note");
  const others = problems.filter(({ severity }) => severity !== "note");
  for (const problem of others) io.out(formatProblem(problem));
  for (const note of notes) io.out(formatProblem(note));
  const errors = others.filter(({ severity }) => severity === "error").length;
  const warnings = others.length - errors;
  const found = [
    several(errors, "error"),
    several(warnings, "warning"),
    several(notes.length, "note"),
  ];
  if (world === undefined) {
    io.err(`This world would be refused: ${found.join(", ")}.`);
    return;
  }
  const { zones, rooms, mobs, items, shops, races, classes, help } = counts(world);
  const content = [
    several(zones, "zone"),
    several(rooms, "room"),
    several(mobs, "mob"),
    several(items, "item"),
    several(shops, "shop"),
    several(races, "race"),
    several(classes, "class", "classes"),
    several(help, "help topic"),
  ];
  io.out(`${world.name}: ${content.join(", ")}.`);
  io.out(`This world would start: ${found.join(", ")}. Content hash ${world.contentHash}.`);
}

function counts(world: WorldDefinition) {
  return {
    zones: world.zones.size,
    rooms: world.rooms.size,
    mobs: world.mobs.size,
    items: world.items.size,
    shops: world.shops.size,
    races: world.races.size,
    classes: world.classes.size,
    help: world.help.length,
    contentHash: world.contentHash,
  };
}

function several(count: number, one: string, many = `${one}s`): string {
  return `${count} ${count === 1 ? one : many}`;
}
