/**
 * When a zone gets another instance, and when it loses one.
 *
 *   all open ones are full                              ─▶ another one, at once
 *   80 % of the capacity of all open ones is taken      ─▶ another one  ┐ at least COOLDOWN_MS
 *   at most 20 % of it is taken, and there are several  ─▶ one closes   ┘ after the last change
 *
 * After one was started at 80 % at least 40 % is taken; after one has closed at 20 % at most 40 %.
 * So neither leads to the other. Which one closes: the highest; the first never does.
 */

import type { Instance } from "./instance.ts";

export const FULL_PERCENT = 80;
export const EMPTY_PERCENT = 20;
export const COOLDOWN_MS = 60_000;
const PERCENT = 100;

export type Scaling =
  | { readonly do: "start" }
  | { readonly do: "close"; readonly instance: Instance }
  | { readonly do: "nothing" };

const NOTHING: Scaling = { do: "nothing" };

/** Of one zone; `sinceChangeMs`: since the number of its instances was changed. */
export const scalingOf = (
  instances: readonly Instance[],
  capacity: number,
  sinceChangeMs: number,
): Scaling => {
  const open = instances.filter(({ isOpen }) => isOpen);
  if (open.length === 0) return NOTHING;
  if (open.every(({ population }) => population >= capacity)) return { do: "start" };
  if (sinceChangeMs < COOLDOWN_MS) return NOTHING;
  const players = open.reduce((sum, { population }) => sum + population, 0);
  const share = (players * PERCENT) / (open.length * capacity);
  if (share >= FULL_PERCENT) return { do: "start" };
  // One at a time, and not while somebody else is on the move.
  if (open.length < 2 || open.length < instances.length || share > EMPTY_PERCENT) return NOTHING;
  const highest = open.reduce((a, b) => (b.number > a.number ? b : a));
  return highest.number === 1 ? NOTHING : { do: "close", instance: highest };
};
