/**
 * The time in which a session has a socket but no engine: from the lost link to the answer of the
 * engine that has the session again. An engine that answers "not yet" is asked again.
 */

/** So long lines are still taken, to be applied when the engine is back; an older one does harm. */
export const AWAY_LINES_MS = 60_000;

export class Absence {
  #sinceMs: number | null = null;
  #askAtMs: number | null = null;

  /** True from the lost link until the engine has the session again. */
  get isOn(): boolean {
    return this.#sinceMs !== null;
  }

  /** When the engine is to be asked again; null = not. */
  get askAtMs(): number | null {
    return this.#askAtMs;
  }

  isTooLong(nowMs: number): boolean {
    return this.#sinceMs !== null && nowMs - this.#sinceMs >= AWAY_LINES_MS;
  }

  /** The link is lost (again). True when the session had its engine until now. */
  begin(nowMs: number): boolean {
    this.#askAtMs = null;
    if (this.#sinceMs !== null) return false;
    this.#sinceMs = nowMs;
    return true;
  }

  /** The engine is asked now. */
  asked(): void {
    this.#askAtMs = null;
  }

  /** It says that it cannot answer yet. */
  notYet(nowMs: number, retryMs: number): void {
    this.#askAtMs = nowMs + retryMs;
  }

  end(): void {
    this.#sinceMs = null;
    this.#askAtMs = null;
  }
}

/** The earlier of two times; null = never. */
export const earlier = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);
