/** CPU time of one call, in microseconds: user plus system time, so that neighbours matter less. */

import { cpuUsage } from "node:process";
import { median } from "../table.ts";

const ROUND_US = 100_000;
const WARM_UP_ROUNDS = 2;

const cpuUs = (): number => {
  const { user, system } = cpuUsage();
  return user + system;
};

const round = (calls: number, act: () => void): number => {
  const start = cpuUs();
  for (let call = 0; call < calls; call += 1) act();
  return cpuUs() - start;
};

/** The median over `rounds` of about 0.1 s each. */
export const cpuPerCall = (act: () => void, rounds: number): number => {
  let calls = 1;
  while (round(calls, act) < ROUND_US / 4) calls *= 2;
  calls *= 4;
  for (let warm = 0; warm < WARM_UP_ROUNDS; warm += 1) round(calls, act);
  return median(Array.from({ length: rounds }, () => round(calls, act) / calls));
};
