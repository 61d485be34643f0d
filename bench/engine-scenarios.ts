/**
 * One engine next to two, with the same bots, world and store: what the second one costs. Rows: the
 * ring with its halves on two engines; bots whose every step crosses a border; engines that nobody
 * plays on.
 */

import { setTimeout as pause } from "node:timers/promises";
import { usageOfProcess } from "../apps/swarm/src/server-usage.ts";
import { compareEngines, type EngineFigures } from "./engine-figures.ts";
import { startEngines } from "./engine-servers.ts";
import type { BenchOptions } from "./options.ts";
import { CHEQUERED, HALVES, RING_ROOMS } from "./ring.ts";
import { ringArgs } from "./ring-scenarios.ts";
import { type Outcome, type RunRecord, warnings } from "./scenario.ts";
import { figure, median } from "./table.ts";

const COUNTS = [1, 2] as const;
const IDLE_COUNTS = [1, 2, 3, 4] as const;
/** A modest load: a hand-off waits for its own parts, hardly for other work. */
const WALKERS = 24;
const WALK_THINK_MS = 1000;
const SECOND_US = 1_000_000;
const SECOND_MS = 1000;
/** Of the steps that bots pace, in the world where neighbours are in different zones. */
const CROSSING_SHARE = (RING_ROOMS - 1) / RING_ROOMS;

const HEAD = [
  ...["bots", "think ms", "engines", "engine µs/cmd", "cmd/engine-s", "efficiency"],
  ...["gateway µs/cmd", "cmd/s", "p50 ms", "p99 ms"],
  ...["hand-offs", "p50 ≤ ms", "p90 ≤ ms", "p99 ≤ ms"],
];

const rowsOf = (bots: number, thinkMs: number, found: readonly EngineFigures[]): string[][] =>
  found.map((one, at) => {
    const efficiency = (found[0]?.engineUs ?? Number.NaN) / one.engineUs;
    const handOffs = [one.handOffP50Ms, one.handOffP90Ms, one.handOffP99Ms];
    return [
      ...[String(bots), String(thinkMs), String(COUNTS[at]), figure(one.engineUs)],
      ...[figure(SECOND_US / one.engineUs, 0), figure(efficiency, 2), figure(one.gatewayUs)],
      ...[figure(one.perSecond, 0), figure(one.p50Ms, 1), figure(one.p99Ms, 1)],
      figure(one.handOffs, 0),
      ...handOffs.map((ms) => (one.handOffs === 0 ? "-" : figure(ms, 0))),
    ];
  });

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
  const rows: string[][] = [HEAD];
  const runs: RunRecord[] = [];
  for (const thinkMs of options.thinkMs) {
    for (const bots of options.bots) {
      const args = ringArgs(bots, thinkMs, options.secs);
      rows.push(
        ...rowsOf(bots, thinkMs, await compareEngines(COUNTS, HALVES, args, options, runs)),
      );
    }
  }
  const walkArgs = [...ringArgs(WALKERS, WALK_THINK_MS, options.secs), "--mix", "move=100"];
  const walked = await compareEngines(COUNTS, CHEQUERED, walkArgs, options, runs);
  rows.push(...rowsOf(WALKERS, WALK_THINK_MS, walked));
  const [one, two] = walked;
  const addedUs = ((two?.engineUs ?? 0) - (one?.engineUs ?? 0)) / CROSSING_SHARE;
  const notes = [
    `the last two rows: only steps, ${figure(100 * CROSSING_SHARE, 0)} % of them over a border; ` +
      `a hand-off costs both engines ${figure(addedUs, 0)} µs more than a step between zones of one`,
    await idleNotes(options),
    ...warnings(runs),
  ];
  return { title: "Engines: one, and two with half of the world each", rows, notes, runs };
};
