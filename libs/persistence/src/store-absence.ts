/**
 * Whether the store is away, as whoever writes to it sees it, and when it is tried again: after
 * RETRY_MS_MIN, doubling to RETRY_MS_MAX, and from the beginning when it was there.
 */

export const RETRY_MS_MIN = 250;
export const RETRY_MS_MAX = 5000;

export class StoreAbsence {
  #isAway = false;
  #retryMs = RETRY_MS_MIN;
  #retryAtMs = 0;

  get isAway(): boolean {
    return this.#isAway;
  }

  /** It has not answered. False: that was known. */
  begin(): boolean {
    const isNews = !this.#isAway;
    this.#isAway = true;
    return isNews;
  }

  /** It has answered. False: nobody had missed it. */
  end(): boolean {
    this.#retryMs = RETRY_MS_MIN;
    this.#retryAtMs = 0;
    const isNews = this.#isAway;
    this.#isAway = false;
    return isNews;
  }

  /** Nothing is written before the next try. */
  wait(nowMs: number): void {
    this.#retryAtMs = nowMs + this.delayMs();
  }

  mayTry(nowMs: number): boolean {
    return nowMs >= this.#retryAtMs;
  }

  /** How long the next try waits; the one after it waits longer. */
  delayMs(): number {
    const delayMs = this.#retryMs;
    this.#retryMs = Math.min(RETRY_MS_MAX, delayMs * 2);
    return delayMs;
  }
}
