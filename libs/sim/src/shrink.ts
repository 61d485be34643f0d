/**
 * Makes a failure smaller: tries runs of the same seed with a part left out, and keeps each that
 * still breaks the same invariant. What is tried, in order: each kind of fault, players, engines,
 * gateways, and time. Bounded by SHRINK_RUNS_MAX runs.
 */

import type { Invariant } from "./checks/checks.ts";
import { drawOptions, type Overrides, withOverrides } from "./options.ts";
import { Simulation } from "./simulation.ts";

export const SHRINK_RUNS_MAX = 60;
const PLAYERS_MIN = 2;
const SECONDS_MIN = 5;
const SECOND_MS = 1000;

export interface Shrunk {
  readonly overrides: Overrides;
  readonly runs: number;
}

/** `overrides` is what the failing run had. */
export const shrink = (seed: number, overrides: Overrides, broken: Invariant): Shrunk => {
  let kept = overrides;
  let runs = 0;
  const fails = (tried: Overrides): boolean => {
    if (runs >= SHRINK_RUNS_MAX) return false;
    runs += 1;
    const { wrongs } = new Simulation(withOverrides(drawOptions(seed), tried)).run();
    return wrongs[0]?.invariant === broken;
  };
  const keepIf = (tried: Overrides): boolean => {
    if (!fails(tried)) return false;
    kept = tried;
    return true;
  };
  const drawn = drawOptions(seed);
  const twists = Object.entries(drawn.twists).filter(([, amount]) => amount > 0);
  const all = [...Object.keys(drawn.faults), ...twists.map(([name]) => name)];
  for (const what of [...all, "refused", "unknown", "repeated", "mischief"]) {
    if (kept.off?.includes(what) !== true) keepIf({ ...kept, off: [...(kept.off ?? []), what] });
  }
  for (let players = (kept.players ?? drawn.players) - 1; players >= PLAYERS_MIN; players -= 1) {
    if (!keepIf({ ...kept, players })) break;
  }
  for (let engines = (kept.engines ?? drawn.engines) - 1; engines >= 1; engines -= 1) {
    if (!keepIf({ ...kept, engines })) break;
  }
  for (let gateways = (kept.gateways ?? drawn.gateways) - 1; gateways >= 1; gateways -= 1) {
    if (!keepIf({ ...kept, gateways })) break;
  }
  shorten(
    keepIf,
    () => kept.seconds ?? drawn.seconds,
    (seconds) => ({ ...kept, seconds }),
  );
  return { overrides: kept, runs };
};

/** Halves the time as long as that fails, then takes smaller bites. */
const shorten = (
  keepIf: (tried: Overrides) => boolean,
  secondsNow: () => number,
  withSeconds: (seconds: number) => Overrides,
): void => {
  for (let bite = Math.floor(secondsNow() / 2); bite >= 1; bite = Math.floor(bite / 2)) {
    while (secondsNow() - bite >= SECONDS_MIN && keepIf(withSeconds(secondsNow() - bite)));
  }
};

/** The arguments that repeat a run. */
export const commandFor = (seed: number, overrides: Overrides): string => {
  const { seconds, players, engines, gateways, off = [], on = [] } = overrides;
  const parts = [
    ...(seconds === undefined ? [] : [`--seconds ${seconds}`]),
    ...(players === undefined ? [] : [`--players ${players}`]),
    ...(engines === undefined ? [] : [`--engines ${engines}`]),
    ...(gateways === undefined ? [] : [`--gateways ${gateways}`]),
    ...(on.length === 0 ? [] : [`--on ${on.join(",")}`]),
    ...(off.length === 0 ? [] : [`--off ${off.join(",")}`]),
  ];
  return ["bun run sim --seed", String(seed), ...parts].join(" ");
};

/** Seconds that a failing run need not go beyond: where it broke, rounded up. */
export const secondsUntil = (atMs: number): number =>
  Math.max(SECONDS_MIN, Math.ceil(atMs / SECOND_MS));
