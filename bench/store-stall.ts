/**
 * Whether ticks notice that the store stands still: bots play in the ring on a server whose rows
 * are in Postgres, Postgres is frozen for a while and thawed, and the server's own histogram of
 * tick durations is read before, during and after.
 *
 *   bun bench/store-stall.ts [--bots 200] [--secs 5]
 *
 * A tick's duration is from a histogram: a percentile is the upper bound of its bucket.
 */

import { setTimeout as pause } from "node:timers/promises";
import { parseArgs } from "node:util";
import { PostgresServer } from "@ambon/testing/adapter/postgres-server";
import { metricsOf, sampleIn } from "./metrics-page.ts";
import { type Server, startServer } from "./servers.ts";
import { runSwarm } from "./swarm-process.ts";
import { figure, tableLines } from "./table.ts";

/** Logins take most of a minute on a busy machine. */
const LOGIN_MS = 120_000;
const SETTLE_MS = 3000;
/** From the thaw until what waited is written. */
const AFTER_MS = 5000;
const DURATION = "engine_tick_duration_seconds";
const SPARE_SECONDS = 10;
const LATE = "engine_ticks_late_total";

const { values } = parseArgs({
  options: { bots: { type: "string", default: "200" }, secs: { type: "string", default: "5" } },
});
const bots = Number(values.bots);
const stallMs = Number(values.secs) * 1000;

interface Scrape {
  /** Upper bound in seconds → ticks up to it. */
  readonly buckets: ReadonlyMap<number, number>;
  readonly late: number;
  readonly dirtySeconds: number;
  /** Lines that players typed. */
  readonly lines: number;
  readonly players: number;
}

const scrape = async (server: Server): Promise<Scrape> => {
  const text = await metricsOf(server);
  const buckets = new Map<number, number>();
  for (const [, le, count] of text.matchAll(
    new RegExp(`^${DURATION}_bucket\\{le="([^"]+)"\\} (\\d+)$`, "gm"),
  )) {
    buckets.set(le === "+Inf" ? Number.POSITIVE_INFINITY : Number(le), Number(count));
  }
  const dirtySeconds = sampleIn(text, "persistence_oldest_dirty_seconds");
  const lines = sampleIn(text, "gateway_lines_total");
  const players = sampleIn(text, "engine_players");
  return { buckets, late: sampleIn(text, LATE), dirtySeconds, lines, players };
};

/** The bucket below which `share` of the ticks between two scrapes lie, in milliseconds. */
const percentileMs = (before: Scrape, after: Scrape, share: number): number => {
  const counts = [...after.buckets].map(([bound, count]): [number, number] => [
    bound,
    count - (before.buckets.get(bound) ?? 0),
  ]);
  const all = counts.at(-1)?.[1] ?? 0;
  const found = counts.find(([, count]) => count >= all * share);
  return (found?.[0] ?? Number.NaN) * 1000;
};

const line = (what: string, before: Scrape, after: Scrape): string[] => [
  what,
  String(
    (after.buckets.get(Number.POSITIVE_INFINITY) ?? 0) -
      (before.buckets.get(Number.POSITIVE_INFINITY) ?? 0),
  ),
  String(after.lines - before.lines),
  figure(percentileMs(before, after, 0.5)),
  figure(percentileMs(before, after, 0.99)),
  String(after.late - before.late),
  figure(after.dirtySeconds),
];

const postgres = await PostgresServer.start({ settings: ["fsync=on", "full_page_writes=on"] });
try {
  const url = await postgres.database();
  const server = await startServer("game", { env: { AMBON_DATABASE_URL: url } });
  try {
    const secs = Math.ceil((SETTLE_MS + 2 * stallMs + AFTER_MS) / 1000) + SPARE_SECONDS;
    const swarm = runSwarm(server, [
      "--bots",
      String(bots),
      "--secs",
      String(secs),
      "--think",
      "1000",
    ]);
    const deadline = performance.now() + LOGIN_MS;
    while ((await scrape(server)).players < bots && performance.now() < deadline) await pause(100);
    await pause(SETTLE_MS);
    const start = await scrape(server);
    await pause(stallMs);
    const frozen = await scrape(server);
    postgres.freeze();
    await pause(stallMs);
    const thawed = await scrape(server);
    postgres.thaw();
    await pause(AFTER_MS);
    const end = await scrape(server);
    const report = await swarm;
    const head = ["window", "ticks", "lines", "p50 ms", "p99 ms", "late", "dirty s at its end"];
    const rows = [
      line("store answers", start, frozen),
      line("store stands still", frozen, thawed),
      line("store answers again", thawed, end),
    ];
    console.log(`${bots} bots, one command a second each; all answered: ${report.ok}`);
    for (const row of tableLines([head, ...rows])) console.log(row);
  } finally {
    await server.stop();
  }
} finally {
  await postgres.destroy();
}
