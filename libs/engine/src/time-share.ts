/**
 * How many events a zone may run in one step. A zone that takes more than its share of a tick gets
 * a smaller limit and falls behind by itself (it dilates); the others keep their time. The limit is
 * an argument of the step, so a recording replays the same dilation.
 */

export const EVENTS_MAX = 20_000;
export const EVENTS_MIN = 50;
/** Milliseconds of a 100 ms tick that all zones together should stay below. */
export const SIMULATE_BUDGET_MS = 60;
/** However many zones have work, one may take this long. */
const SHARE_MIN_MS = 5;

/** The milliseconds each of `zones` may take in this tick. */
export const shareMs = (zones: number): number =>
  Math.max(SHARE_MIN_MS, SIMULATE_BUDGET_MS / Math.max(1, zones));

/**
 * The limit for the next step, from what this one took. It halves when over the share and doubles
 * back once the zone has caught up or runs well below.
 */
export const nextLimit = (limit: number, tookMs: number, share: number): number => {
  if (tookMs > share) return Math.max(EVENTS_MIN, Math.floor(limit / 2));
  if (tookMs * 2 <= share) return Math.min(EVENTS_MAX, limit * 2);
  return limit;
};
