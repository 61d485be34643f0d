/** `bun run sim`: one seed, told in full, or many within a budget of real time. */

import process from "node:process";
import { INVARIANTS } from "../checks/checks.ts";
import { describe, drawOptions, withOverrides } from "../options.ts";
import { commandFor, shrink } from "../shrink.ts";
import { type SimReport, Simulation } from "../simulation.ts";
import { legend } from "../trace/trace.ts";
import { type Arguments, HELP, readArguments } from "./arguments.ts";

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const SECOND_MS = 1000;
const HOUR_MS = 3_600_000;
const MINUTE_MS = 60_000;

const run = (seed: number, args: Arguments): SimReport => {
  const { traceFromMs, overrides } = args;
  const sink =
    traceFromMs === undefined
      ? undefined
      : (line: string): void => {
          if (Number.parseInt(line, 10) >= traceFromMs) say(line);
        };
  return new Simulation(withOverrides(drawOptions(seed), overrides), sink).run();
};

/** False when something was wrong. */
const tell = (report: SimReport, args: Arguments): boolean => {
  const [first] = report.wrongs;
  if (first === undefined) return true;
  const { seed } = report.options;
  say(describe(report.options));
  for (const { invariant, atMs, what } of report.wrongs) {
    say(`WRONG ${invariant} (${INVARIANTS[invariant]}) at ${atMs} ms: ${what}`);
  }
  if (args.traceFromMs === undefined) for (const line of report.tail) say(line);
  say(`repeat with: ${commandFor(seed, args.overrides)} --trace`);
  if (args.shrinks) {
    const { overrides, runs } = shrink(seed, args.overrides, first.invariant);
    say(`smaller (${runs} runs): ${commandFor(seed, overrides)} --trace`);
  }
  return false;
};

const one = (seed: number, args: Arguments): boolean => {
  say(describe(withOverrides(drawOptions(seed), args.overrides)));
  if (args.traceFromMs !== undefined) for (const line of legend()) say(line);
  const beganMs = performance.now();
  const report = run(seed, args);
  const isRight = tell(report, args);
  say(figures([report], performance.now() - beganMs));
  say(`trace ${report.hash}`);
  return isRight;
};

const many = (args: Arguments): boolean => {
  const { first, count, budgetMs, untilWrong } = args;
  const reports: SimReport[] = [];
  const beganMs = performance.now();
  let isRight = true;
  const goesOn = (done: number): boolean =>
    count === undefined ? performance.now() - beganMs < budgetMs : done < count;
  for (let done = 0; goesOn(done) && (isRight || !untilWrong); done += 1) {
    const report = run(first + done, args);
    reports.push({ ...report, tail: [] });
    isRight = tell(report, args) && isRight;
  }
  say(figures(reports, performance.now() - beganMs));
  for (const [what, amount] of sums(reports)) say(`${String(amount).padStart(8)} ${what}`);
  return isRight;
};

const sums = (reports: readonly SimReport[]): [string, number][] => {
  const all = new Map<string, number>();
  for (const { sometimes } of reports) {
    for (const [what, amount] of sometimes) all.set(what, (all.get(what) ?? 0) + amount);
  }
  return [...all].sort(([a], [b]) => (a < b ? -1 : 1));
};

const figures = (reports: readonly SimReport[], realMs: number): string => {
  const sum = (of: (report: SimReport) => number): number =>
    reports.reduce((total, report) => total + of(report), 0);
  const virtualMs = sum((report) => report.virtualMs);
  const playerMs = sum((report) => report.virtualMs * report.options.players);
  const hours = (virtualMs / HOUR_MS / (realMs / MINUTE_MS)).toFixed(2);
  return (
    `${reports.length} seeds, ${Math.round(virtualMs / SECOND_MS)} simulated seconds in ` +
    `${(realMs / SECOND_MS).toFixed(1)} s: ${hours} simulated hours a minute, ` +
    `${Math.round(playerMs / realMs)} player-seconds a second; ` +
    `${sum((report) => report.lines)} tagged lines, ` +
    `${sum((report) => report.acts)} acts of class A, ` +
    `${sum((report) => report.wrongs.length)} wrong`
  );
};

let args: Arguments | undefined;
try {
  args = readArguments(process.argv.slice(2));
} catch (error) {
  say(error instanceof Error ? error.message : String(error));
  process.exit(2);
}
if (args === undefined) {
  say(HELP);
  process.exit(0);
}
process.exit((args.seed === undefined ? many(args) : one(args.seed, args)) ? 0 : 1);
