/** `ambon store migrate`: all rows from files into Postgres, or back. */

import { parseArgs } from "node:util";
import { OperatorError } from "@ambon/kernel/operator-error";
import { movingFrom } from "@ambon/persistence/adapter/moving";
import { AGGREGATE_KINDS, type AggregateStore } from "@ambon/persistence/store";
import { configOrProblems } from "./admin-client.ts";
import type { CommandIo } from "./command-io.ts";
import { type KindSum, moveRows, sumsOf } from "./store/move-rows.ts";
import {
  mustExist,
  type OpenedPlace,
  openPlace,
  type Place,
  placeOf,
  sayPlace,
} from "./store/place.ts";

const USAGE = `Usage: ambon store migrate --from STORE --to STORE [--dry-run]

Copies every row of one store into another, with secrets, versions and epochs, and compares both in
the end. STORE is yaml:DIR or postgres:URL; yaml and postgres alone are AMBON_DATA_DIR and
AMBON_DATABASE_URL, which keeps passwords out of the command line.

Nothing may use either of them meanwhile: stop the server first. The target must be empty. The
source is left as it is. A move that was interrupted goes on when the same command is given again;
until it is finished no server starts on the target.

  --dry-run   counts and hashes the source, and changes nothing
  --help      print this text

Exit code: 0 done and equal, 1 refused or different, 2 wrong usage.`;

interface Move {
  readonly from: Place;
  readonly to: Place;
  readonly dryRun: boolean;
}

/** Exit code 0 = done, 1 = refused, 2 = wrong usage. */
export async function run(args: readonly string[], io: CommandIo): Promise<number> {
  if (args.includes("--help") || args.includes("-h")) {
    io.out(USAGE);
    return 0;
  }
  const words = wordsOf(args);
  if (words === undefined) {
    io.err(USAGE);
    return 2;
  }
  try {
    await move(placesOf(words), io);
    return 0;
  } catch (error) {
    io.err(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

interface Words {
  readonly from: string;
  readonly to: string;
  readonly dryRun: boolean;
}

/** Undefined for wrong usage. */
const wordsOf = ([verb, ...args]: readonly string[]): Words | undefined => {
  const text = { type: "string" } as const;
  try {
    const { values } = parseArgs({
      args,
      options: { from: text, to: text, "dry-run": { type: "boolean" } },
    });
    const { from, to } = values;
    if (verb !== "migrate" || from === undefined || to === undefined) return undefined;
    return { from, to, dryRun: values["dry-run"] === true };
  } catch {
    return undefined; // an option that nobody knows: the usage says which there are
  }
};

const placesOf = ({ from, to, dryRun }: Words): Move => {
  const config = configOrProblems();
  if (!("adminPort" in config)) throw new OperatorError(config.join("\n"));
  const places = { from: placeOf(from, config), to: placeOf(to, config), dryRun };
  if (sayPlace(places.from) === sayPlace(places.to)) {
    throw new OperatorError("Both are the same store.");
  }
  mustExist(places.from);
  return places;
};

const move = async (places: Move, io: CommandIo): Promise<void> => {
  const damage: string[] = [];
  const from = await openPlace(places.from, (message) => void damage.push(message));
  try {
    if (damage.length > 0) {
      throw new OperatorError(["The source is damaged:", ...damage].join("\n"));
    }
    await mustBeUnused(from, places.from);
    if (places.dryRun) {
      say(await sumsOf(from.store), io);
      io.out(`${sayPlace(places.to)} would get these rows. Nothing was changed.`);
      return;
    }
    const to = await openPlace(places.to, io.err);
    try {
      await into(from, to, places, io);
    } finally {
      await to.store.close();
    }
  } finally {
    await from.store.close();
  }
};

const into = async (
  from: OpenedPlace,
  to: OpenedPlace,
  places: Move,
  io: CommandIo,
): Promise<void> => {
  const fromName = sayPlace(places.from);
  await mustBeUnused(to, places.to);
  await mustBeFree(to.store, fromName, sayPlace(places.to));
  const progress = (line: string): void => io.out(line);
  say(await moveRows({ from: from.store, to: to.store, fromName, progress }), io);
  await mustBeUnused(from, places.from);
  io.out(`${sayPlace(places.to)} holds the same rows as ${fromName}, which was left as it is.`);
};

const mustBeUnused = async (opened: OpenedPlace, place: Place): Promise<void> => {
  const others = await opened.neighbours();
  if (others.length === 0) return;
  throw new OperatorError(`${sayPlace(place)} is in use by ${others.join(", ")}: stop that first.`);
};

/** Empty, or partly filled by an earlier try of the same move. */
const mustBeFree = async (
  store: AggregateStore,
  fromName: string,
  toName: string,
): Promise<void> => {
  const marked = await movingFrom(store);
  if (marked === fromName) return;
  if (marked !== undefined) {
    throw new OperatorError(`${toName} is being filled from ${marked}: finish that, or empty it.`);
  }
  for (const kind of AGGREGATE_KINDS) {
    if ((await store.list(kind, null, 1)).length === 0) continue;
    throw new OperatorError(`${toName} is not empty: name an empty one, nothing is overwritten.`);
  }
};

const say = (sums: readonly KindSum[], io: CommandIo): void => {
  for (const { kind, rows, hash } of sums) {
    if (rows > 0) io.out(`${kind.padEnd(9)} ${String(rows).padStart(7)} rows  hash ${hash}`);
  }
};
