/** One kind of measurement: what the bots do, on which servers, and the table it ends in. */

import type { SwarmReport } from "../apps/swarm/src/report.ts";
import type { BenchOptions } from "./options.ts";
import { type Server, type ServerKind, startServer } from "./servers.ts";
import { runSwarm } from "./swarm-process.ts";
import { median } from "./table.ts";

/** What is kept in the JSON file. */
export interface Outcome {
  readonly title: string;
  readonly rows: readonly (readonly string[])[];
  readonly notes: readonly string[];
  readonly runs: readonly RunRecord[];
}

export interface RunRecord {
  readonly server: Server["kind"];
  readonly run: number;
  readonly report: SwarmReport;
}

/** Runs the same bots against each kind of server in turn, each time against a fresh one. */
export const sideBySide = async (
  kinds: readonly ServerKind[],
  options: BenchOptions,
  args: readonly string[],
  each?: (server: Server, report: SwarmReport) => Promise<void>,
): Promise<RunRecord[]> => {
  const records: RunRecord[] = [];
  for (let run = 1; run <= options.runs; run += 1) {
    for (const kind of kinds) {
      const server = await startServer(kind);
      try {
        const report = await runSwarm(server, args);
        await each?.(server, report);
        records.push({ server: kind, run, report });
        console.error(`  run ${run} ${kind} ${args.join(" ")}${problems(report)}`);
      } finally {
        await server.stop();
      }
    }
  }
  return records;
};

const problems = ({ ok, timeouts, late, errors }: SwarmReport): string =>
  ok ? "" : ` — NOT OK: ${timeouts} timeouts, ${late} late, ${JSON.stringify(errors)}`;

/** The median over the runs against one kind of server. */
export const medianOf = (
  records: readonly RunRecord[],
  kind: ServerKind,
  value: (report: SwarmReport) => number,
): number =>
  median(records.filter(({ server }) => server === kind).map(({ report }) => value(report)));

export const cpuUs = (report: SwarmReport): number => report.server?.cpuUsPerCommand ?? Number.NaN;

/** Says when answers were missed. */
export const warnings = (records: readonly RunRecord[]): string[] => {
  const missed = records.filter(({ report }) => !report.ok).length;
  return missed === 0 ? [] : [`${missed} of ${records.length} runs missed answers (see JSON)`];
};
