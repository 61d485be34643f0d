/** The ring at saturation and paced: CPU per command and latency, next to the floor. */

import type { BenchOptions } from "./options.ts";
import { RING_ROOMS } from "./ring.ts";
import { cpuUs, medianOf, type Outcome, type RunRecord, sideBySide, warnings } from "./scenario.ts";
import { figure } from "./table.ts";

/** The floor's cost on the machine of the budgets, and half as much again (performance.md §4). */
const FLOOR_MAX_US = 30;
const FLOOR_AT_BOTS = 200;

/** Bots that pace in the ring. */
export const ringArgs = (bots: number, thinkMs: number, secs: number): string[] => [
  ...["--bots", String(bots), "--think", String(thinkMs), "--secs", String(secs)],
  ...["--spread", String(RING_ROOMS), "--warmup", "3"],
];

const ROW_HEAD = [
  ...["bots", "floor µs/cmd", "game µs/cmd", "ratio", "floor cmd/s", "game cmd/s"],
  ...["game p50 ms", "p90 ms", "p99 ms", "max ms", "swarm % (floor/game)"],
];

const row = (bots: number, records: readonly RunRecord[]): string[] => {
  const floor = medianOf(records, "floor", cpuUs);
  const game = medianOf(records, "game", cpuUs);
  const rate = (kind: "floor" | "game"): number =>
    medianOf(records, kind, (report) => report.commandsPerSec);
  const ms = (field: "p50Ms" | "p90Ms" | "p99Ms" | "maxMs"): string =>
    figure(
      medianOf(records, "game", (report) => report.latency.all?.[field] ?? 0),
      2,
    );
  const swarm = (["floor", "game"] as const)
    .map((kind) =>
      figure(
        medianOf(records, kind, (report) => report.swarmCpuPercent),
        0,
      ),
    )
    .join("/");
  return [
    ...[String(bots), figure(floor), figure(game), figure(game / floor, 2)],
    ...[figure(rate("floor"), 0), figure(rate("game"), 0)],
    ...[ms("p50Ms"), ms("p90Ms"), ms("p99Ms"), ms("maxMs"), swarm],
  ];
};

const measure = async (
  title: string,
  options: BenchOptions,
  thinkMs: number,
): Promise<Outcome & { readonly floorAt: number | null }> => {
  const rows: string[][] = [ROW_HEAD];
  const runs: RunRecord[] = [];
  let floorAt: number | null = null;
  for (const bots of options.bots) {
    const args = ringArgs(bots, thinkMs, options.secs);
    const records = await sideBySide(["floor", "game"], options, args);
    if (bots === FLOOR_AT_BOTS) floorAt = medianOf(records, "floor", cpuUs);
    rows.push(row(bots, records));
    runs.push(...records);
  }
  return { title, rows, notes: warnings(runs), runs, floorAt };
};

/** Think 0: as many commands as one core can do. */
export const ring = async (options: BenchOptions): Promise<Outcome> => {
  const measured = await measure("Ring, saturated (think 0)", options, 0);
  const { floorAt } = measured;
  const isSlow = floorAt !== null && floorAt > FLOOR_MAX_US;
  const note = isSlow
    ? `VOID if anything else ran: the floor took ${figure(floorAt)} µs at ${FLOOR_AT_BOTS} bots, ` +
      `more than ${FLOOR_MAX_US}; if nothing did, this machine is slower than that of the budgets`
    : "";
  return { ...measured, notes: [...(isSlow ? [note] : []), ...measured.notes] };
};

/** One command per second and bot. */
export const paced = (options: BenchOptions): Promise<Outcome> =>
  measure("Ring, paced (one command per second and bot)", options, 1000);
