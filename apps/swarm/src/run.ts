/**
 * `ambon swarm`:
 *
 *   arrive ─▶ settle ─▶ warm up ─▶ measure ─▶ last answers ─▶ leave ─▶ report
 */

import { writeFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { ANSWER_TIMEOUT_MS } from "./bot.ts";
import { Fleet } from "./fleet.ts";
import type { LinkOpener } from "./link.ts";
import { parseOptions, type SwarmOptions, USAGE } from "./options.ts";
import { reportLines, reportOf, type SwarmReport } from "./report.ts";
import { usageReader } from "./server-usage.ts";
import { Tally } from "./tally.ts";
import { TelnetLink } from "./telnet-link.ts";
import { WsLink } from "./ws-link.ts";

export interface SwarmIo {
  out(line: string): void;
  err(line: string): void;
}

/** How often bots are let in and deadlines looked at. */
const ADMIT_MS = 10;
const CHECK_MS = 100;
const PROGRESS_MS = 1000;
/** Between the last login and the reading of memory: a measurement, not a wait for something. */
const SETTLE_MS = 500;
/** How long a goodbye may take. */
const LEAVE_MS = 5000;
const MICRO = 1_000_000;

/** Runs with the arguments after `swarm`; answers the exit code. */
export const run = async (args: readonly string[], io: SwarmIo): Promise<number> => {
  const options = parseOptions(args);
  if (options === null) {
    io.out(USAGE);
    return 0;
  }
  if (typeof options === "string") {
    io.err(options);
    io.err("`ambon swarm --help` lists all options.");
    return 2;
  }
  const report = await swarm(options, io);
  for (const line of reportLines(report)) io.out(line);
  if (options.report !== null) {
    await writeFile(options.report, `${JSON.stringify(report, null, 2)}\n`);
  }
  return report.ok ? 0 : 1;
};

/** One whole run. Bots that fail are in the report; only an unreadable server throws. */
export const swarm = async (options: SwarmOptions, io: SwarmIo): Promise<SwarmReport> => {
  const tally = new Tally(options.maxLatencyMs);
  const nowMs = (): number => performance.now();
  const fleet = new Fleet({ options, tally, open: opener(options), nowMs });
  const usage = usageReader(options);
  const progress = setInterval(() => io.err(progressLine(fleet, tally)), PROGRESS_MS);
  const deadlines = setInterval(() => fleet.check(), CHECK_MS);
  try {
    const before = await usage();
    const began = nowMs();
    await until(
      () => fleet.arrived,
      Number.POSITIVE_INFINITY,
      () => fleet.admit(),
    );
    const loginSecs = (nowMs() - began) / 1000;
    const inWorld = fleet.ready;
    if (before.length > 0) await sleep(SETTLE_MS);
    const settled = await usage();
    if (options.secs > 0) fleet.play();
    await sleep(options.warmupSecs * 1000);
    fleet.putToSleep();
    const start = await usage();
    const ownStart = process.cpuUsage();
    const startedMs = Date.now();
    const startMs = nowMs();
    tally.startMeasuring();
    await sleep(options.secs * 1000);
    const secs = (nowMs() - startMs) / 1000;
    const own = process.cpuUsage(ownStart);
    const end = await usage();
    const ownCpuSeconds = (own.user + own.system) / MICRO;
    const report = (): SwarmReport =>
      reportOf({
        ...{ options, tally, inWorld, loginSecs, startedMs, secs, before, settled, start, end },
        ownCpuSeconds,
      });
    return await finish(fleet, report);
  } finally {
    clearInterval(progress);
    clearInterval(deadlines);
    fleet.close();
  }
};

/** Answers that still come count as misses or not, but no more for the figures of the window. */
const finish = async (fleet: Fleet, report: () => SwarmReport): Promise<SwarmReport> => {
  const window = report();
  fleet.stop();
  await until(() => fleet.quiet, ANSWER_TIMEOUT_MS + PROGRESS_MS);
  const { timeouts, late, errors, ok } = report();
  fleet.leave();
  await until(() => fleet.gone === window.bots, LEAVE_MS);
  return { ...window, timeouts, late, errors, ok: window.ok && ok };
};

const opener = (options: SwarmOptions): LinkOpener => {
  const { transport, host, telnetPort: port, url } = options;
  if (transport === "ws") return (events) => new WsLink(url, events);
  return (events) => new TelnetLink({ host, port }, events);
};

const until = async (
  isDone: () => boolean,
  timeoutMs: number,
  each: () => void = () => undefined,
): Promise<void> => {
  const deadline = performance.now() + timeoutMs;
  each();
  while (!isDone() && performance.now() < deadline) {
    await sleep(ADMIT_MS);
    each();
  }
};

const progressLine = (fleet: Fleet, tally: Tally): string => {
  const second = tally.takeSecond();
  const p50 = second.percentileMs(500).toFixed(1);
  const p99 = second.percentileMs(990).toFixed(1);
  return (
    `${fleet.ready} in the world, ${fleet.gone} gone, ${second.count} commands/s, ` +
    `p50 ${p50} ms, p99 ${p99} ms, late ${tally.late}, timeouts ${tally.timeouts}, ` +
    `errors ${tally.errorCount}`
  );
};
