/**
 * `ambon player …`: characters, through the running server's admin port, or in the data directory
 * or database when none runs.
 */

import { parseArgs } from "node:util";
import { OperatorError } from "@ambon/kernel/operator-error";
import { configOrProblems } from "./admin-client.ts";
import type { CommandIo } from "./command-io.ts";
import { EitherService } from "./player/either-service.ts";
import type { PlayerVerbSpec, Words } from "./player/verb.ts";
import { VERBS } from "./player/verbs.ts";
import { processTerminal, type Terminal } from "./terminal.ts";

const FOOT = `NAME is a name, or an id in digits. With a running server the order goes through its
admin port (AMBON_ADMIN_HOST, AMBON_ADMIN_PORT, AMBON_SECRET); otherwise it is carried out in
AMBON_DATA_DIR, or in AMBON_DATABASE_URL. There a character that an engine owns is left alone;
--take-over takes it, when that engine is gone for good.`;

const usage = (): string => {
  const lines = Object.values(VERBS).map((verb) => `  ambon player ${verb.usage}`);
  return ["Usage:", ...lines, "", FOOT, "", "Each knows --help."].join("\n");
};

const verbUsage = ({ usage: line, help }: PlayerVerbSpec): string =>
  [`Usage: ambon player ${line}`, "", help, "", FOOT].join("\n");

interface Parsed {
  readonly words: readonly string[];
  readonly flags: Words;
}

/** Throws what parseArgs says. */
const parse = (verb: PlayerVerbSpec, args: readonly string[]): Parsed => {
  const kinds = { ...verb.flags, help: "flag", "take-over": "flag" } as const;
  const options = Object.fromEntries(
    Object.entries(kinds).map(([name, kind]) => [
      name,
      { type: kind === "flag" ? ("boolean" as const) : ("string" as const) },
    ]),
  );
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { ...options, help: { type: "boolean", short: "h" } },
    allowPositionals: true,
  });
  return { words: positionals, flags: values as Words };
};

/** Exit code 0 = done, 1 = refused, 2 = wrong usage. */
export async function run(
  args: readonly string[],
  io: CommandIo,
  terminal: Terminal = processTerminal,
): Promise<number> {
  const [name = "", ...rest] = args;
  const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined;
  if (verb === undefined) {
    const asked = name === "--help" || name === "-h" || name === "help";
    (asked ? io.out : io.err)(usage());
    return asked ? 0 : 2;
  }
  try {
    return await runVerb(verb, parse(verb, rest), io, terminal);
  } catch (error) {
    io.err(error instanceof Error ? error.message : String(error));
    return isUsage(error) ? 2 : 1;
  }
}

const isUsage = (error: unknown): boolean =>
  error instanceof TypeError && "code" in error && String(error.code).startsWith("ERR_PARSE_ARGS");

const runVerb = async (
  verb: PlayerVerbSpec,
  { words, flags }: Parsed,
  io: CommandIo,
  terminal: Terminal,
): Promise<number> => {
  if (flags.help === true) {
    io.out(verbUsage(verb));
    return 0;
  }
  if (words.length !== verb.words) {
    io.err(verbUsage(verb));
    return 2;
  }
  const config = configOrProblems();
  if (!("adminPort" in config)) throw new OperatorError(config.join("\n"));
  const players = new EitherService(config, io, flags["take-over"] === true);
  try {
    return await verb.run({ io, terminal, players, flags }, words);
  } finally {
    await players.close();
  }
};
