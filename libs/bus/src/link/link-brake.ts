/**
 * Keeps one peer's messages from taking the time of all others. The time that each took is charged
 * to its link, which earns SHARE of the time that passes, at most BURST_MS in advance; a link in
 * debt is not read until it is out of it, so that a flood waits in the sender's own machine.
 *
 * Decoding what all players of a full gateway type takes a few hundredths.
 */

/** Of each millisecond that passes. */
const SHARE = 0.2;
const BURST_MS = 200;
/** What a message costs before it gets here, in the layers below that nobody measures. */
const MESSAGE_MS = 0.02;
/** A pause of the whole process that falls into a link's turn costs it no more than this. */
export const WAIT_MAX_MS = 500;

export class LinkBrake {
  #creditMs = BURST_MS;
  #atMs: number;

  constructor(nowMs: number) {
    this.#atMs = nowMs;
  }

  /** How long the link is to rest after a message that took from `beganMs` to `nowMs`. */
  restMs(beganMs: number, nowMs: number): number {
    const earnedMs = Math.max(0, beganMs - this.#atMs) * SHARE;
    this.#atMs = nowMs;
    const spentMs = MESSAGE_MS + (nowMs - beganMs);
    this.#creditMs = Math.min(BURST_MS, this.#creditMs + earnedMs) - spentMs;
    if (this.#creditMs >= 0) return 0;
    this.#creditMs = Math.max(this.#creditMs, -WAIT_MAX_MS * SHARE);
    return Math.ceil(-this.#creditMs / SHARE);
  }
}
