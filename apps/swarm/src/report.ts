/** The figures of a run: as an object for programs, as lines for people. */

import type { Histogram } from "./histogram.ts";
import { KINDS, type Kind } from "./mix.ts";
import type { SwarmOptions } from "./options.ts";
import type { Usage } from "./server-usage.ts";
import type { Tally } from "./tally.ts";

const KIB = 1024;
const MICRO = 1_000_000;

export interface LatencyReport {
  readonly count: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

export interface ServerReport {
  /** Of all processes together; each by itself where there are several. */
  readonly cpuUsPerCommand: number;
  readonly cpuUsByProcess: readonly number[];
  readonly cpuPercent: number;
  readonly rssMib: number;
  /** Growth from before the first connection to when all were in. */
  readonly kibPerBot: number;
  readonly rssGrowthMib: number;
}

export interface SwarmReport {
  readonly bots: number;
  readonly inWorld: number;
  readonly transport: string;
  readonly mix: string;
  readonly thinkMs: number;
  readonly seed: number;
  /** When the measurement began, in milliseconds since 1970. */
  readonly startedMs: number;
  readonly measuredSecs: number;
  readonly loginSecs: number;
  readonly commands: number;
  readonly commandsPerSec: number;
  readonly timeouts: number;
  readonly late: number;
  readonly linesShown: number;
  readonly errors: Readonly<Record<string, number>>;
  readonly latency: Readonly<Partial<Record<Kind | "all", LatencyReport>>>;
  readonly server: ServerReport | null;
  /** CPU of the bots' own process; near 100 the bots are the bottleneck. */
  readonly swarmCpuPercent: number;
  readonly ok: boolean;
}

/** What was measured, at which moments. */
export interface Measured {
  readonly options: SwarmOptions;
  readonly tally: Tally;
  readonly inWorld: number;
  readonly loginSecs: number;
  readonly startedMs: number;
  readonly secs: number;
  /** Before the first connection, when all were in, and around the measurement. */
  readonly before: readonly Usage[];
  readonly settled: readonly Usage[];
  readonly start: readonly Usage[];
  readonly end: readonly Usage[];
  readonly ownCpuSeconds: number;
}

export const latencyOf = (histogram: Histogram): LatencyReport => ({
  count: histogram.count,
  p50Ms: histogram.percentileMs(500),
  p90Ms: histogram.percentileMs(900),
  p99Ms: histogram.percentileMs(990),
  maxMs: histogram.maxMs,
});

export const reportOf = (measured: Measured): SwarmReport => {
  const { options, tally, secs, inWorld } = measured;
  const latency: Partial<Record<Kind | "all", LatencyReport>> = { all: latencyOf(tally.all()) };
  for (const kind of KINDS) {
    const histogram = tally.histogram(kind);
    if (histogram.count > 0) latency[kind] = latencyOf(histogram);
  }
  const commands = tally.answers;
  const complete = inWorld === options.bots && tally.missed === 0 && tally.errorCount === 0;
  return {
    bots: options.bots,
    inWorld,
    transport: options.transport,
    mix: options.mixText,
    thinkMs: options.thinkMs,
    seed: options.seed,
    startedMs: measured.startedMs,
    measuredSecs: secs,
    loginSecs: measured.loginSecs,
    commands,
    commandsPerSec: secs === 0 ? 0 : commands / secs,
    timeouts: tally.timeouts,
    late: tally.late,
    linesShown: tally.lines,
    errors: Object.fromEntries(tally.errors),
    latency,
    server: serverReport(measured, commands),
    swarmCpuPercent: secs === 0 ? 0 : (100 * measured.ownCpuSeconds) / secs,
    ok: complete && (commands > 0 || options.secs === 0),
  };
};

const serverReport = (measured: Measured, commands: number): ServerReport | null => {
  const { secs, options } = measured;
  if (measured.before.length === 0) return null;
  const before = total(measured.before);
  const settled = total(measured.settled);
  const start = total(measured.start);
  const end = total(measured.end);
  const cpuSeconds = end.cpuSeconds - start.cpuSeconds;
  const perCommand = (seconds: number): number =>
    commands === 0 ? 0 : (seconds * MICRO) / commands;
  return {
    cpuUsPerCommand: perCommand(cpuSeconds),
    cpuUsByProcess: measured.end.map((one, at) =>
      perCommand(one.cpuSeconds - (measured.start[at]?.cpuSeconds ?? 0)),
    ),
    cpuPercent: secs === 0 ? 0 : (100 * cpuSeconds) / secs,
    rssMib: end.rssBytes / KIB / KIB,
    kibPerBot: (settled.rssBytes - before.rssBytes) / KIB / options.bots,
    rssGrowthMib: (end.rssBytes - start.rssBytes) / KIB / KIB,
  };
};

const total = (usages: readonly Usage[]): Usage => ({
  cpuSeconds: usages.reduce((sum, { cpuSeconds }) => sum + cpuSeconds, 0),
  rssBytes: usages.reduce((sum, { rssBytes }) => sum + rssBytes, 0),
});

const one = (value: number): string => value.toFixed(1);

/** A table of latencies, then one line per other matter. */
export const reportLines = (report: SwarmReport): string[] => {
  const { server } = report;
  const lines = [
    `${report.inWorld} of ${report.bots} bots in the world (${report.transport}), ` +
      `logged in after ${one(report.loginSecs)} s`,
    `${report.commands} commands in ${one(report.measuredSecs)} s: ` +
      `${one(report.commandsPerSec)} commands/s`,
    "",
    "command     count   p50 ms   p90 ms   p99 ms   max ms",
    ...Object.entries(report.latency).map(([name, row]) => latencyLine(name, row)),
    "",
    `timeouts ${report.timeouts}, late ${report.late}, errors ${errorsText(report.errors)}`,
  ];
  if (report.linesShown > 0) lines.push(`${report.linesShown} lines shown to all bots`);
  if (server !== null) {
    lines.push(
      `server: ${one(server.cpuUsPerCommand)} µs CPU per command, ${one(server.cpuPercent)} % ` +
        `of one core, ${one(server.rssMib)} MiB, ${one(server.kibPerBot)} KiB per bot, ` +
        `${one(server.rssGrowthMib)} MiB growth while measured`,
    );
  }
  lines.push(`swarm: ${one(report.swarmCpuPercent)} % of one core`);
  lines.push(report.ok ? "every command was answered in time" : "NOT every command was answered");
  return lines;
};

const latencyLine = (name: string, row: LatencyReport): string => {
  const figures = [row.p50Ms, row.p90Ms, row.p99Ms, row.maxMs];
  const cells = figures.map((value) => value.toFixed(2).padStart(9)).join("");
  return `${name.padEnd(8)}${String(row.count).padStart(9)}${cells}`;
};

const errorsText = (errors: Readonly<Record<string, number>>): string => {
  const rows = Object.entries(errors).map(([what, count]) => `${count} x ${what}`);
  return rows.length === 0 ? "0" : rows.join("; ");
};
