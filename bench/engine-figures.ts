/** What bots on one or on several engines cost these, and how long hand-offs took. */

import { setInterval } from "node:timers/promises";
import type { EngineServers } from "./engine-servers.ts";
import { startEngines } from "./engine-servers.ts";
import { metricsOf, percentileIn, sampleIn } from "./metrics-page.ts";
import type { BenchOptions } from "./options.ts";
import type { Layout } from "./ring.ts";
import type { RunRecord } from "./scenario.ts";
import { runSwarm } from "./swarm-process.ts";
import { median } from "./table.ts";

const SECOND_MS = 1000;

/** So many engines, and what the swarm is started with. */
export interface EngineCase {
  readonly engines: number;
  readonly args: readonly string[];
}

/** Of one run, or the medians of several. */
export interface EngineFigures {
  /** CPU of all engines, and of the gateway, per command. */
  readonly engineUs: number;
  readonly gatewayUs: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** While it was measured. */
  readonly handOffs: number;
  /** Upper bounds, as the engines that are left measure it, while it was measured. */
  readonly handOffP50Ms: number;
  readonly handOffP90Ms: number;
  readonly handOffP99Ms: number;
}

/** Each case in turn, and all of them again, each time on fresh servers. */
export const compareEngines = async (
  cases: readonly EngineCase[],
  layout: Layout,
  options: BenchOptions,
  records: RunRecord[],
): Promise<readonly EngineFigures[]> => {
  const found = cases.map((): EngineFigures[] => []);
  for (let run = 1; run <= options.runs; run += 1) {
    for (const [at, { engines, args }] of cases.entries()) {
      const server = await startEngines(engines, layout);
      try {
        const { report, pages } = await watchedRun(server, args);
        found[at]?.push(figuresOf(server, report, pages));
        records.push({ server: "engines", run, report });
        console.error(
          `  run ${run} ${engines} engines ${args.join(" ")}${report.ok ? "" : " NOT OK"}`,
        );
      } finally {
        await server.stop();
      }
    }
  }
  return found.map(mediansOf);
};

/** The first and the last metrics of the time that the swarm measured. */
interface Pages {
  readonly first: string;
  readonly last: string;
}

const watchedRun = async (
  server: EngineServers,
  args: readonly string[],
): Promise<{ readonly report: RunRecord["report"]; readonly pages: Pages }> => {
  const seen: { readonly atMs: number; readonly page: string }[] = [];
  const ended = new AbortController();
  const watch = async (): Promise<void> => {
    for await (const _ of setInterval(SECOND_MS, undefined, { signal: ended.signal })) {
      seen.push({ atMs: Date.now(), page: await metricsOf(server) });
    }
  };
  const watching = watch().catch((error: unknown) => {
    if (!ended.signal.aborted) throw error;
  });
  const report = await runSwarm(server, args).finally(() => void ended.abort());
  await watching;
  const untilMs = report.startedMs + report.measuredSecs * SECOND_MS;
  const inside = seen.filter(({ atMs }) => atMs >= report.startedMs && atMs <= untilMs);
  const pages = { first: inside.at(0)?.page ?? "", last: inside.at(-1)?.page ?? "" };
  return { report, pages };
};

const figuresOf = (
  server: EngineServers,
  { server: usage, latency, commandsPerSec }: RunRecord["report"],
  { first, last }: Pages,
): EngineFigures => {
  const usOf = (role: string): number =>
    server.processes.reduce(
      (sum, one, at) => sum + (one.role === role ? (usage?.cpuUsByProcess[at] ?? Number.NaN) : 0),
      0,
    );
  const handOffMs = (share: number): number =>
    percentileIn(last, "handoff_seconds", share, first) * SECOND_MS;
  const committed = (page: string): number =>
    sampleIn(page, "handoff_total", { outcome: "committed" });
  return {
    engineUs: usOf("engine"),
    gatewayUs: usOf("gateway"),
    perSecond: commandsPerSec,
    p50Ms: latency.all?.p50Ms ?? Number.NaN,
    p99Ms: latency.all?.p99Ms ?? Number.NaN,
    handOffs: committed(last) - committed(first),
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
