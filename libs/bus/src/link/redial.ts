/**
 * When a gateway dials an engine again: for ever, after 100 ms at first and 2 s in the end, each
 * time with jitter, so that many gateways do not come at the same moment. A peer that said no will
 * not say yes soon: it is asked every ten seconds.
 */

import type { LinkEnd } from "./link-words.ts";

export const REDIAL_MIN_MS = 100;
export const REDIAL_MAX_MS = 2000;
/** After a refusal that only an operator can mend. */
export const REDIAL_REFUSED_MS = 10_000;
/** A link that was up for so long begins again with the shortest delay. */
export const STEADY_MS = 5000;

const REFUSALS: ReadonlySet<LinkEnd> = new Set(["refused", "version", "superseded", "forgotten"]);

export class Redial {
  /** In [0, 1). */
  readonly #random: () => number;
  #delayMs = REDIAL_MIN_MS;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** How long to wait after a link that ended so, after it was up for `upMs`. */
  delayMs(end: LinkEnd, upMs: number): number {
    if (upMs >= STEADY_MS) this.#delayMs = REDIAL_MIN_MS;
    if (REFUSALS.has(end)) return this.#jittered(REDIAL_REFUSED_MS);
    const delayMs = this.#jittered(this.#delayMs);
    this.#delayMs = Math.min(REDIAL_MAX_MS, 2 * this.#delayMs);
    return delayMs;
  }

  /** Between the half and the whole of it. */
  #jittered(ms: number): number {
    return Math.ceil((ms * (1 + this.#random())) / 2);
  }
}
