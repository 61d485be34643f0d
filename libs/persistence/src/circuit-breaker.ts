/**
 * When to stop asking somebody who does not answer.
 *
 *   closed ── FAILURES_MAX in a row ─▶ open ── after OPEN_MS ─▶ half open: one may ask
 *     ▲                                 ▲                            │
 *     └────────── it answered ──────────┼────────────────────────────┤
 *                                       └────── it did not ──────────┘
 */

/** So many failures in a row open it. */
export const FAILURES_MAX = 5;
/** Nobody asks for so long; then one does. */
export const OPEN_MS = 5000;

export class CircuitBreaker {
  #failures = 0;
  /** Set while it is open. */
  #openedMs: number | undefined;
  #isProbing = false;

  get isOpen(): boolean {
    return this.#openedMs !== undefined;
  }

  /** Whether somebody may ask now; whoever may has to tell how it went. */
  allows(nowMs: number): boolean {
    if (this.#openedMs === undefined) return true;
    if (this.#isProbing || nowMs - this.#openedMs < OPEN_MS) return false;
    this.#isProbing = true;
    return true;
  }

  /** It answered; true when that closed the breaker. */
  succeeded(): boolean {
    const wasOpen = this.isOpen;
    this.#failures = 0;
    this.#openedMs = undefined;
    this.#isProbing = false;
    return wasOpen;
  }

  /** It did not; true when that opened the breaker. */
  failed(nowMs: number): boolean {
    this.#failures += 1;
    const wasOpen = this.isOpen;
    if (!wasOpen && this.#failures < FAILURES_MAX) return false;
    this.#openedMs = nowMs;
    this.#isProbing = false;
    return !wasOpen;
  }
}
