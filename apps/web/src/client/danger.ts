/** When hit points run low: said once per step down, and again only after a real recovery. */

import { LOW_PERMILLE } from "@ambon/data/cues";

/** Shares of the full hit points, in permille. */
export const CRITICAL_PERMILLE = 100;
/** Above this the alarm is armed again. */
export const RECOVERED_PERMILLE = 350;

/** 0 safe, 1 low, 2 critical. */
export type DangerLevel = 0 | 1 | 2;

export interface DangerStep {
  readonly level: DangerLevel;
  /** What to say now, or null. */
  readonly alarm: string | null;
}

export const dangerStep = (before: DangerLevel, hp: number, maxHp: number): DangerStep => {
  if (maxHp <= 0) return { level: 0, alarm: null };
  const share = Math.floor((hp * 1000) / maxHp);
  const now: DangerLevel = share < CRITICAL_PERMILLE ? 2 : share < LOW_PERMILLE ? 1 : 0;
  if (now > before) {
    const word = now === 2 ? "Critical" : "Danger";
    return { level: now, alarm: `${word}: ${hp} of ${maxHp} hit points.` };
  }
  return { level: share >= RECOVERED_PERMILLE ? 0 : before, alarm: null };
};
