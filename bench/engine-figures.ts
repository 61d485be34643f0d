/** What bots on one or on several engines cost these, and how long hand-offs took. */

import type { EngineServers } from "./engine-servers.ts";
import { startEngines } from "./engine-servers.ts";
import { metricsOf, percentileIn, sampleIn } from "./metrics-page.ts";
import type { BenchOptions } from "./options.ts";
import type { Layout } from "./ring.ts";
import type { RunRecord } from "./scenario.ts";
import { runSwarm } from "./swarm-process.ts";
import { median } from "./table.ts";

const SECOND_MS = 1000;

/** Of one run, or the medians of several. */
export interface EngineFigures {
  /** CPU of all engines, and of the gateway, per command. */
  readonly engineUs: number;
  readonly gatewayUs: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Of the whole run, the way to the first rooms included. */
  readonly handOffs: number;
  /** Upper bounds, as the engines that are left measure it. */
  readonly handOffP50Ms: number;
  readonly handOffP90Ms: number;
  readonly handOffP99Ms: number;
}

/** The same bots on each number of engines in turn, each time on fresh servers. */
export const compareEngines = async (
  counts: readonly number[],
  layout: Layout,
  args: readonly string[],
  options: BenchOptions,
  records: RunRecord[],
): Promise<readonly EngineFigures[]> => {
  const found = counts.map((): EngineFigures[] => []);
  for (let run = 1; run <= options.runs; run += 1) {
    for (const [at, count] of counts.entries()) {
      const server = await startEngines(count, layout);
      try {
        const report = await runSwarm(server, args);
        found[at]?.push(await figuresOf(server, report));
        records.push({ server: "engines", run, report });
        console.error(
          `  run ${run} ${count} engines ${args.join(" ")}${report.ok ? "" : " NOT OK"}`,
        );
      } finally {
        await server.stop();
      }
    }
  }
  return found.map(mediansOf);
};

const figuresOf = async (
  server: EngineServers,
  { server: usage, latency, commandsPerSec }: RunRecord["report"],
): Promise<EngineFigures> => {
  const page = await metricsOf(server);
  const usOf = (role: string): number =>
    server.processes.reduce(
      (sum, one, at) => sum + (one.role === role ? (usage?.cpuUsByProcess[at] ?? Number.NaN) : 0),
      0,
    );
  const handOffMs = (share: number): number =>
    percentileIn(page, "handoff_seconds", share) * SECOND_MS;
  return {
    engineUs: usOf("engine"),
    gatewayUs: usOf("gateway"),
    perSecond: commandsPerSec,
    p50Ms: latency.all?.p50Ms ?? Number.NaN,
    p99Ms: latency.all?.p99Ms ?? Number.NaN,
    handOffs: sampleIn(page, "handoff_total", { outcome: "committed" }),
    handOffP50Ms: handOffMs(0.5),
    handOffP90Ms: handOffMs(0.9),
    handOffP99Ms: handOffMs(0.99),
  };
};

const mediansOf = (runs: readonly EngineFigures[]): EngineFigures => {
  const of = (name: keyof EngineFigures): number => median(runs.map((run) => run[name]));
  return {
    engineUs: of("engineUs"),
    gatewayUs: of("gatewayUs"),
    perSecond: of("perSecond"),
    p50Ms: of("p50Ms"),
    p99Ms: of("p99Ms"),
    handOffs: of("handOffs"),
    handOffP50Ms: of("handOffP50Ms"),
    handOffP90Ms: of("handOffP90Ms"),
    handOffP99Ms: of("handOffP99Ms"),
  };
};
