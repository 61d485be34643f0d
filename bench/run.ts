/**
 * The bench: the workload of performance.md against the game and against a bare floor on the same
 * machine. It is no test: it passes no judgement but that a busy machine makes it void.
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { engines } from "./engine-scenarios.ts";
import { isolation } from "./isolation-scenario.ts";
import { type BenchOptions, parseOptions, USAGE, type What } from "./options.ts";
import { paced, ring } from "./ring-scenarios.ts";
import { fanout, memory, slow } from "./room-scenarios.ts";
import type { Outcome } from "./scenario.ts";
import { RAISED_LIMITS } from "./servers.ts";
import { split } from "./split-scenarios.ts";
import { tableLines } from "./table.ts";

const SCENARIOS: Readonly<Record<What, (options: BenchOptions) => Promise<Outcome>>> = {
  ring,
  paced,
  split,
  engines,
  fanout,
  memory,
  slow,
  isolation,
};

const main = async (args: readonly string[]): Promise<number> => {
  const options = parseOptions(args);
  if (options === null || typeof options === "string") {
    console.log(options ?? USAGE);
    return options === null ? 0 : 2;
  }
  const machine = describeMachine();
  console.log(`${machine.cpu}, load ${machine.load} at the start, ${machine.runtime}`);
  const raised = Object.entries(RAISED_LIMITS).map(([key, value]) => `${key}=${value}`);
  console.log(`raised limits: ${raised.join(" ")}`);
  const outcomes: Outcome[] = [];
  for (const what of options.what) {
    const outcome = await SCENARIOS[what](options);
    outcomes.push(outcome);
    const secs = `${options.secs} s each, median of ${options.runs}`;
    console.log(`\n${outcome.title} (${secs})`);
    for (const line of [...tableLines(outcome.rows), ...outcome.notes]) console.log(line);
    save({ machine, options, raised, outcomes });
  }
  return 0;
};

const startedAt = new Date().toISOString().replace(/[:.]/g, "-");

/** After every scenario, so that an aborted run keeps what it has. */
const save = (result: object): void => {
  const directory = join(import.meta.dirname, "results");
  mkdirSync(directory, { recursive: true });
  const file = join(directory, `${startedAt}.json`);
  writeFileSync(file, `${JSON.stringify(result, null, 2)}\n`);
};

const describeMachine = (): { cpu: string; load: string; runtime: string } => ({
  cpu: `${cpus().length} x ${cpus()[0]?.model ?? "unknown processor"}`,
  load: loadavg()
    .map((value) => value.toFixed(2))
    .join(" "),
  runtime: process.versions.bun === undefined ? process.version : `bun ${process.versions.bun}`,
});

process.exit(await main(process.argv.slice(2)));
