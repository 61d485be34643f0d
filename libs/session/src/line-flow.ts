/**
 * How fast one session's lines enter: LINES_PER_SECOND with a burst of twice that (0 = off). What
 * comes faster waits in a bounded queue and goes on in order; what does not fit there is refused.
 */

import { BoundedQueue } from "@ambon/kernel/bounded-queue";
import { TokenBucket } from "./token-bucket.ts";

/** Lines that wait for their turn; the newest beyond it is refused with "slow down". */
export const DELAYED_LINES_MAX = 32;

/** A line as it was typed, with the client's own number for it if there is one. */
export interface TypedLine {
  readonly text: string;
  readonly n?: number;
}

export type Offer = "now" | "delayed" | "refused";

export class LineFlow<T> {
  readonly #bucket: TokenBucket | null;
  #delayed: BoundedQueue<T> | null = null;

  constructor(perSecond: number, nowMs: number) {
    this.#bucket = perSecond === 0 ? null : new TokenBucket(perSecond, 1000, perSecond * 2, nowMs);
  }

  /** `now`: the caller passes the line on. `delayed`: `takeDue` will return it. */
  offer(nowMs: number, line: T): Offer {
    if (this.#bucket === null) return "now";
    if (this.waiting === 0 && this.#bucket.take(nowMs)) return "now";
    this.#delayed ??= new BoundedQueue<T>(DELAYED_LINES_MAX);
    return this.#delayed.push(line) ? "delayed" : "refused";
  }

  /** The next line whose turn has come. */
  takeDue(nowMs: number): T | undefined {
    if (this.waiting === 0 || this.#bucket?.take(nowMs) !== true) return undefined;
    return this.#delayed?.shift();
  }

  get waiting(): number {
    return this.#delayed?.size ?? 0;
  }

  /** When the first waiting line has its turn; null when none waits. */
  get nextDueMs(): number | null {
    return this.waiting === 0 || this.#bucket === null ? null : this.#bucket.nextTokenMs;
  }
}
