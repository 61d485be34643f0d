/** Experience and levels. */

import { integerSqrt } from "@ambon/kernel/fixed";

export const MAX_LEVEL = 50;
const BASE_XP = 100;

/**
 * Total experience at which `level` begins: 100 · (level−1)^2.5, computed with integers only
 * (the root of the fifth power, scaled by 10^4).
 */
export const levelThreshold = (level: number): number => {
  const steps = Math.max(0, level - 1);
  const fifth = steps * steps * steps * steps * steps;
  return integerSqrt(fifth * BASE_XP * BASE_XP);
};

/** The level that this much experience reaches. */
export const levelFor = (xp: number): number => {
  let level = 1;
  while (level < MAX_LEVEL && xp >= levelThreshold(level + 1)) level += 1;
  return level;
};
