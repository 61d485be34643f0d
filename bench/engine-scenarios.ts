/**
 * One engine next to two, with the same world and store: what the second one costs. Rows: the ring
 * with its halves on two engines, next to one engine with the same bots, and to one with half of
 * them, which has as much to do as each of the two; bots whose every step crosses a border; engines
 * that nobody plays on.
 */

import { setTimeout as pause } from "node:timers/promises";
import { usageOfProcess } from "../apps/swarm/src/server-usage.ts";
import { compareEngines, type EngineCase, type EngineFigures } from "./engine-figures.ts";
import { startEngines } from "./engine-servers.ts";
import type { BenchOptions } from "./options.ts";
import { CHEQUERED, HALVES, type Layout, RING_ROOMS } from "./ring.ts";
import { ringArgs } from "./ring-scenarios.ts";
import { type Outcome, type RunRecord, warnings } from "./scenario.ts";
import { figure, median } from "./table.ts";

const IDLE_COUNTS = [1, 2, 3, 4] as const;
/** A modest load: a hand-off waits for its own parts, hardly for other work. */
const WALKERS = 24;
const WALK_THINK_MS = 1000;
const SECOND_US = 1_000_000;
const SECOND_MS = 1000;
/** Of the steps that bots pace, in the world where neighbours are in different zones. */
const CROSSING_SHARE = (RING_ROOMS - 1) / RING_ROOMS;

const HEAD = [
  ...["bots", "think ms", "engines", "engine µs/cmd", "cmd/engine-s", "efficiency of 2"],
  ...["gateway µs/cmd", "cmd/s", "p50 ms", "p99 ms"],
  ...["hand-offs", "p50 ≤ ms", "p90 ≤ ms", "p99 ≤ ms"],
];

interface Row {
  readonly bots: number;
  readonly thinkMs: number;
  readonly engines: number;
  /** Extra words for the swarm. */
  readonly mix?: readonly string[];
}

/** The same bots on one engine and on two, and half of them on one. */
const comparison = (bots: number, thinkMs: number): readonly Row[] => [
  { bots, thinkMs, engines: 1 },
  { bots, thinkMs, engines: 2 },
  { bots: bots / 2, thinkMs, engines: 1 },
];

const WALK = { bots: WALKERS, thinkMs: WALK_THINK_MS, mix: ["--mix", "move=100"] } as const;
const WALKS: readonly Row[] = [
  { ...WALK, engines: 1 },
  { ...WALK, engines: 2 },
];

const caseOf = ({ bots, thinkMs, engines, mix = [] }: Row, secs: number): EngineCase => ({
  engines,
  args: [...ringArgs(bots, thinkMs, secs), ...mix],
});

/** Efficiency is that of two engines: as a share of what one does per second of its CPU. */
const cellsOf = (rows: readonly Row[], found: readonly EngineFigures[]): string[][] => {
  const twoUs = found[rows.findIndex(({ engines }) => engines === 2)]?.engineUs ?? Number.NaN;
  return rows.map(({ bots, thinkMs, engines }, at) => {
    const one = found[at];
    if (one === undefined) return [];
    const handOffs = [one.handOffP50Ms, one.handOffP90Ms, one.handOffP99Ms];
    return [
      ...[String(bots), String(thinkMs), String(engines), figure(one.engineUs)],
      ...[figure(SECOND_US / one.engineUs, 0)],
      ...[engines === 1 ? figure(one.engineUs / twoUs, 2) : "-", figure(one.gatewayUs)],
      ...[figure(one.perSecond, 0), figure(one.p50Ms, 1), figure(one.p99Ms, 1)],
      figure(one.handOffs, 0),
      ...handOffs.map((ms) => (one.handOffs === 0 ? "-" : figure(ms, 0))),
    ];
  });
};

/** Milliseconds of CPU per second, of all engines together. */
const idleMs = async (count: number, secs: number): Promise<number> => {
  const server = await startEngines(count, HALVES);
  const cpuSeconds = async (): Promise<number> => {
    const usages = await Promise.all(server.engines.map(({ pid }) => usageOfProcess(pid)));
    return usages.reduce((sum, usage) => sum + usage.cpuSeconds, 0);
  };
  try {
    await pause(SECOND_MS);
    const before = await cpuSeconds();
    await pause(secs * SECOND_MS);
    return (SECOND_MS * ((await cpuSeconds()) - before)) / secs;
  } finally {
    await server.stop();
  }
};

const idleNotes = async ({ runs, secs }: BenchOptions): Promise<string> => {
  const told: string[] = [];
  for (const count of IDLE_COUNTS) {
    const found: number[] = [];
    while (found.length < runs) found.push(await idleMs(count, secs));
    told.push(`${count}: ${figure(median(found))}`);
  }
  return `engines that nobody plays on, ms of CPU per second together: ${told.join(", ")}`;
};

/** Each pause at each size, then the borders, then nobody. */
export const engines = async (options: BenchOptions): Promise<Outcome> => {
  const table: string[][] = [HEAD];
  const runs: RunRecord[] = [];
  const compare = async (
    rows: readonly Row[],
    layout: Layout,
  ): Promise<readonly EngineFigures[]> => {
    const cases = rows.map((row) => caseOf(row, options.secs));
    const found = await compareEngines(cases, layout, options, runs);
    table.push(...cellsOf(rows, found));
    return found;
  };
  for (const thinkMs of options.thinkMs) {
    for (const bots of options.bots) await compare(comparison(bots, thinkMs), HALVES);
  }
  const [one, two] = await compare(WALKS, CHEQUERED);
  const addedUs = ((two?.engineUs ?? 0) - (one?.engineUs ?? 0)) / CROSSING_SHARE;
  const notes = [
    "efficiency: what two engines do per second of their CPU, as a share of this one engine's",
    `the last two rows: only steps, ${figure(100 * CROSSING_SHARE, 0)} % of them over a border; ` +
      `a hand-off costs both engines ${figure(addedUs, 0)} µs more than a step between zones of one`,
    await idleNotes(options),
    ...warnings(runs),
  ];
  return {
    title: "Engines: one, and two with half of the world each",
    rows: table,
    notes,
    runs,
  };
};
