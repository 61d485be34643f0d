/**
 * What a player in the world keeps in memory: the heap of one process after a full collection, with
 * few players and with many, and which objects the further ones are. (`run.ts --what memory` tells
 * resident memory without a collection, as an operator sees it right after so many logins.)
 *
 *   bun bench/live-heap.ts [--few 200] [--many 1000] [--top 12]
 */

import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import type { HeapReport } from "./heap-report.ts";
import { metricsOf, sampleIn } from "./metrics-page.ts";
import { RING_ROOMS } from "./ring.ts";
import { type Server, startServer } from "./servers.ts";
import { runSwarm } from "./swarm-process.ts";
import { figure, tableLines } from "./table.ts";

const KIB = 1024;
const LOOK_MS = 250;
/** For what the last arrival set off, and then for the collection and the report. */
const SETTLE_MS = 3000;
/** The bots stay until long after the report; hardly one of them says anything meanwhile. */
const STAY = ["--secs", "15", "--warmup", "0", "--think", "10000", "--mix", "say=100"];

const PRELOAD = join(import.meta.dirname, "heap-report.ts");

const reportOf = async (bots: number): Promise<HeapReport> => {
  const directory = mkdtempSync(join(tmpdir(), "ambon-heap-"));
  const file = join(directory, "heap.json");
  const flags = (): readonly string[] => [`--preload=${PRELOAD}`];
  const server = await startServer("game", { flags, env: { AMBON_BENCH_HEAP: file } });
  try {
    const args = ["--bots", String(bots), "--spread", String(RING_ROOMS), ...STAY];
    const playing = runSwarm(server, args);
    const report = await Promise.race([ask(server, bots, file), endsEarly(playing, bots)]);
    await playing;
    return report;
  } finally {
    await server.stop();
    rmSync(directory, { recursive: true, force: true });
  }
};

const ask = async (server: Server, bots: number, file: string): Promise<HeapReport> => {
  while (sampleIn(await metricsOf(server), "engine_players") < bots) await pause(LOOK_MS);
  await pause(SETTLE_MS);
  for (const { pid } of server.processes) process.kill(pid, "SIGUSR2");
  while (!existsSync(file)) await pause(LOOK_MS);
  return JSON.parse(readFileSync(file, "utf8")) as HeapReport;
};

const endsEarly = async (playing: Promise<unknown>, bots: number): Promise<never> => {
  await playing;
  throw new Error(`The bots ended before ${bots} of them were in the world and the heap was told.`);
};

const main = async (): Promise<void> => {
  const text = { type: "string" } as const;
  const { values } = parseArgs({ options: { few: text, many: text, top: text } });
  const counts = [Number(values.few ?? 200), Number(values.many ?? 1000)];
  const [few = 0, many = 0] = counts;
  const reports: HeapReport[] = [];
  for (const bots of counts) reports.push(await reportOf(bots));
  const each = (of: (report: HeapReport) => number): number => {
    const [less = 0, more = 0] = reports.map(of);
    return (more - less) / (many - few);
  };
  console.log(`each player from ${few} to ${many}, after a full collection:`);
  const kinds = Object.keys(reports[1]?.objects ?? {})
    .map((kind) => [kind, each(({ objects }) => objects[kind] ?? 0)] as const)
    .sort(([, left], [, right]) => right - left)
    .slice(0, Number(values.top ?? 12));
  const rows = [
    ["live heap, KiB", figure(each(({ liveBytes }) => liveBytes) / KIB)],
    ["resident memory, KiB", figure(each(({ rssBytes }) => rssBytes) / KIB)],
    ...kinds.map(([kind, count]) => [`objects: ${kind}`, figure(count)]),
  ];
  for (const line of tableLines([["", "each"], ...rows])) console.log(line);
};

await main();
