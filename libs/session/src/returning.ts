/**
 * Sessions that wait to be told that their engine is back. All of a gateway's sessions at once
 * would be thousands of claims in one tick, from every gateway in the same moment; so they go in
 * slices. When the links come back at all is jittered below (libs/bus).
 */

export const SESSIONS_PER_SLICE = 100;
export const SLICE_MS = 50;

export class Returning<S> {
  #waiting = new Set<S>();
  #nextMs: number | null = null;

  /** When the next slice is due; null = nobody waits. */
  get nextDueMs(): number | null {
    return this.#nextMs;
  }

  /** The link is back: these are told from now on, the first slice at once. */
  begin(nowMs: number, sessions: Iterable<S>): void {
    this.#waiting = new Set(sessions);
    this.#nextMs = this.#waiting.size === 0 ? null : nowMs;
  }

  /** The link is lost again: nobody is told any more. */
  stop(): void {
    this.#waiting.clear();
    this.#nextMs = null;
  }

  forget(session: S): void {
    this.#waiting.delete(session);
    if (this.#waiting.size === 0) this.#nextMs = null;
  }

  takeDue(nowMs: number): readonly S[] {
    if (this.#nextMs === null || nowMs < this.#nextMs) return [];
    const slice: S[] = [];
    for (const session of this.#waiting) {
      if (slice.length === SESSIONS_PER_SLICE) break;
      slice.push(session);
      this.#waiting.delete(session);
    }
    this.#nextMs = this.#waiting.size === 0 ? null : nowMs + SLICE_MS;
    return slice;
  }
}
