/**
 * How long this engine may run its zones, by its own clock.
 *
 *   renewed ── a third of the time is over ─▶ asks ── answer ─▶ renewed
 *      │                                        └─ no answer ─▶ asks again
 *      └── deadline ─▶ frozen: zones stand still ── answer that still finds all ─▶ renewed
 *                                                └─ one is missing ─▶ lost
 *
 * The deadline counts from before the question was sent, less a margin for the two clocks. An
 * engine that was paused looks at the deadline first thing when it wakes, so it does nothing more
 * before it has asked. All zones are renewed at once, and so is their fate: an engine that has lost
 * one of them has been given up by the others (ADR 0021).
 */

export interface LeaseTimes {
  /** What the store is asked for. */
  readonly ttlMs: number;
}

/** Of the time, by which we stop before others may begin. */
const MARGIN_SHARE = 5;
const RENEWALS_PER_TTL = 3;
/** An answer that does not come is asked for again after so long. */
const ASK_AGAIN_MS = 1000;

export class ZoneLease {
  readonly #ttlMs: number;
  #deadlineMs: number | null = null;
  #askedAtMs: number | null = null;
  #nextAskMs = 0;

  constructor({ ttlMs }: LeaseTimes) {
    this.#ttlMs = ttlMs;
  }

  /** True when zones may not act. Without any zone there is nothing to lose. */
  isOver(nowMs: number): boolean {
    return this.#deadlineMs !== null && nowMs >= this.#deadlineMs;
  }

  /** Milliseconds left; null = nothing is held. */
  leftMs(nowMs: number): number | null {
    return this.#deadlineMs === null ? null : Math.max(0, this.#deadlineMs - nowMs);
  }

  /** A zone was taken by a question sent at `askedAtMs`: it may run so long at least. */
  taken(askedAtMs: number): void {
    this.#deadlineMs ??= this.deadlineOf(askedAtMs);
  }

  /** Until when a zone may run that was taken, or found, by a question sent at `askedAtMs`. */
  deadlineOf(askedAtMs: number): number {
    return askedAtMs + this.#ttlMs - Math.floor(this.#ttlMs / MARGIN_SHARE);
  }

  /** True when the store is to be asked now; the caller sends the question. */
  wantsRenewal(nowMs: number): boolean {
    if (this.#deadlineMs === null || nowMs < this.#nextAskMs) return false;
    if (this.#askedAtMs !== null && nowMs - this.#askedAtMs < ASK_AGAIN_MS) return false;
    this.#askedAtMs = nowMs;
    return true;
  }

  /** The question sent at `askedAtMs` was answered, and everything was found. */
  renewed(askedAtMs: number): void {
    // A late answer to an earlier question leaves the newest one under way.
    if (askedAtMs === this.#askedAtMs) this.#askedAtMs = null;
    this.#deadlineMs = Math.max(this.#deadlineMs ?? 0, this.deadlineOf(askedAtMs));
    const nextMs = askedAtMs + Math.floor(this.#ttlMs / RENEWALS_PER_TTL);
    this.#nextAskMs = Math.max(this.#nextAskMs, nextMs);
  }

  /** The store could not answer: it is asked again soon. */
  unanswered(nowMs: number): void {
    this.#nextAskMs = nowMs + Math.min(ASK_AGAIN_MS, Math.floor(this.#ttlMs / RENEWALS_PER_TTL));
    this.#askedAtMs = null;
  }
}
