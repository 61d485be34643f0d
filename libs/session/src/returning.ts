/**
 * Sessions that wait to be told that an engine is there. All of a gateway's sessions at once would
 * be thousands of claims in one tick, from every gateway in the same moment; so they go in slices.
 * When the links come back at all is jittered below (libs/bus).
 */

export const SESSIONS_PER_SLICE = 100;
export const SLICE_MS = 50;

export class Returning<S> {
  /** The engine each of them is to be told of. */
  readonly #waiting = new Map<S, string>();
  #nextMs: number | null = null;

  /** When the next slice is due; null = nobody waits. */
  get nextDueMs(): number | null {
    return this.#nextMs;
  }

  /** The link is there: these are told from now on, the first slice at once. */
  begin(nowMs: number, engine: string, sessions: Iterable<S>): void {
    for (const session of sessions) this.#waiting.set(session, engine);
    if (this.#waiting.size > 0) this.#nextMs ??= nowMs;
  }

  /** The link is lost again: nobody is told of it any more. */
  stop(engine: string): void {
    for (const [session, to] of this.#waiting) if (to === engine) this.forget(session);
  }

  forget(session: S): void {
    this.#waiting.delete(session);
    if (this.#waiting.size === 0) this.#nextMs = null;
  }

  takeDue(nowMs: number): readonly (readonly [S, string])[] {
    if (this.#nextMs === null || nowMs < this.#nextMs) return [];
    const slice: (readonly [S, string])[] = [];
    for (const [session, engine] of this.#waiting) {
      if (slice.length === SESSIONS_PER_SLICE) break;
      slice.push([session, engine]);
      this.#waiting.delete(session);
    }
    this.#nextMs = this.#waiting.size === 0 ? null : nowMs + SLICE_MS;
    return slice;
  }
}
