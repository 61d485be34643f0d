/**
 * The game in one process next to the game as gateway, engine and leasing, in one run: what the
 * link costs in CPU and in time, and how much goes into one of its batches.
 */

import { metricsOf, sampleIn } from "./metrics-page.ts";
import type { BenchOptions } from "./options.ts";
import { ringArgs } from "./ring-scenarios.ts";
import { cpuUs, medianOf, type Outcome, type RunRecord, sideBySide, warnings } from "./scenario.ts";
import type { Server, ServerKind } from "./servers.ts";
import { figure, median } from "./table.ts";

const KINDS = ["game", "split"] as const;

/** Of a whole run, logins and warm-up included. */
interface LinkFigures {
  readonly framesToGateway: number;
  readonly framesToEngine: number;
  readonly linesToEngine: number;
  readonly bytesPerLine: number;
}

const linkFigures = async (server: Server): Promise<LinkFigures> => {
  const page = await metricsOf(server);
  const sent = (peer: "gateway" | "engine", name: string): number =>
    sampleIn(page, name, { peer_role: peer, direction: "out" });
  const batches = (peer: "gateway" | "engine"): number => sent(peer, "link_batch_frames_count");
  const lines = sampleIn(page, "gateway_lines_total");
  const bytes = sent("gateway", "link_bytes_total") + sent("engine", "link_bytes_total");
  return {
    framesToGateway: sent("gateway", "link_batch_frames_sum") / batches("gateway"),
    framesToEngine: sent("engine", "link_batch_frames_sum") / batches("engine"),
    linesToEngine: lines / batches("engine"),
    bytesPerLine: bytes / lines,
  };
};

const HEAD = [
  ...["bots", "think ms", "one µs/cmd", "split µs/cmd", "ratio", "engine", "gateway"],
  ...["one p50 ms", "split p50", "added", "one p99", "split p99", "one cmd/s", "split cmd/s"],
  ...["frames/batch out", "in", "lines in", "bytes/line"],
];

const row = (
  bots: number,
  thinkMs: number,
  records: readonly RunRecord[],
  links: readonly LinkFigures[],
): string[] => {
  const of = (kind: ServerKind, value: (record: RunRecord["report"]) => number): number =>
    medianOf(records, kind, value);
  const [one = 0, split = 0] = KINDS.map((kind) => of(kind, cpuUs));
  const ms = (kind: ServerKind, field: "p50Ms" | "p99Ms"): number =>
    of(kind, ({ latency }) => latency.all?.[field] ?? Number.NaN);
  // Leasing, engine, gateway: the order in which they are started.
  const part = (at: number): string =>
    figure(of("split", ({ server }) => server?.cpuUsByProcess[at] ?? Number.NaN));
  const rate = (kind: ServerKind): string =>
    figure(
      of(kind, (report) => report.commandsPerSec),
      0,
    );
  const link = (name: keyof LinkFigures): string => figure(median(links.map((run) => run[name])));
  return [
    ...[String(bots), String(thinkMs), figure(one), figure(split), figure(split / one, 2)],
    ...[part(1), part(2), figure(ms("game", "p50Ms"), 2), figure(ms("split", "p50Ms"), 2)],
    figure(ms("split", "p50Ms") - ms("game", "p50Ms"), 2),
    ...[figure(ms("game", "p99Ms"), 2), figure(ms("split", "p99Ms"), 2)],
    ...[rate("game"), rate("split")],
    ...[link("framesToGateway"), link("framesToEngine"), link("linesToEngine")],
    link("bytesPerLine"),
  ];
};

/** Each pause at each size. */
export const split = async (options: BenchOptions): Promise<Outcome> => {
  const rows: string[][] = [HEAD];
  const runs: RunRecord[] = [];
  for (const thinkMs of options.thinkMs) {
    for (const bots of options.bots) {
      const links: LinkFigures[] = [];
      const args = ringArgs(bots, thinkMs, options.secs);
      const records = await sideBySide(KINDS, options, args, async (server) => {
        if (server.kind === "split") links.push(await linkFigures(server));
      });
      rows.push(row(bots, thinkMs, records, links));
      runs.push(...records);
    }
  }
  const title = "Split: gateway, engine and leasing on one core, next to one process";
  return { title, rows, notes: warnings(runs), runs };
};
