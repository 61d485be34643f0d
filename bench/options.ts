/** What can be asked of the bench. */

import { parseArgs } from "node:util";

export const WHATS = [
  "ring",
  "paced",
  "split",
  "engines",
  "fanout",
  "memory",
  "slow",
  "isolation",
] as const;
export type What = (typeof WHATS)[number];

export const USAGE = `Usage: bun bench/run.ts [options]

Measures the game, in one process and split, and a bare floor server side by side in the ring of 25
rooms, the server on core 0 and the bots on core 1, and prints medians. Use a quiet machine: other work makes it void.

  --bots LIST    sizes for ring, paced, split and engines (50,200,500,1000)
  --think LIST   pauses of the bots in ms for split and engines; 0 = saturated, 1000 = paced (0,1000)
  --runs N       runs of each, of which the median counts (3)
  --secs S       seconds that each run measures (8)
  --what LIST    ${WHATS.join(",")} (default: all)
  --help         print this text

Results are kept as JSON in bench/results/.`;

export interface BenchOptions {
  readonly bots: readonly number[];
  readonly thinkMs: readonly number[];
  readonly runs: number;
  readonly secs: number;
  readonly what: readonly What[];
}

const SPEC = {
  bots: { type: "string" },
  think: { type: "string" },
  runs: { type: "string" },
  secs: { type: "string" },
  what: { type: "string" },
  help: { type: "boolean", short: "h" },
} as const;

/** Reads the arguments; a string says what is wrong with them, null = help is wanted. */
export const parseOptions = (args: readonly string[]): BenchOptions | string | null => {
  const { values } = parseArgs({ args: [...args], options: SPEC });
  if (values.help === true) return null;
  const bots = (values.bots ?? "50,200,500,1000").split(",").map(Number);
  const thinkMs = (values.think ?? "0,1000").split(",").map(Number);
  const runs = Number(values.runs ?? 3);
  const secs = Number(values.secs ?? 8);
  const words = (values.what ?? WHATS.join(",")).split(",");
  const what = WHATS.filter((known) => words.includes(known));
  if (what.length !== words.length) return `--what knows ${WHATS.join(", ")}.`;
  const numbers = [...bots, runs, secs];
  const isWhole = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
  if (thinkMs.every(isWhole) && numbers.every((value) => isWhole(value) && value > 0)) {
    return { bots, thinkMs, runs, secs, what };
  }
  return "--bots, --runs and --secs take whole numbers above 0; --think takes 0, too.";
};
