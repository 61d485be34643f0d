/**
 * The time in which a session has a socket but no engine: from the lost link, or from the word that
 * it lives on elsewhere, to the answer of the engine that has it now.
 *
 *   the engine is asked that had it, or that was named ── "not yet" ─▶ asked again
 *                                                     ├─ "there" ─▶ that one is asked
 *                                                     └─ its link is away ─▶ after ROAM_MS another
 *                                                        engine, for it may have taken over
 */

/** So long lines are still taken, to be applied when the engine is back; an older one does harm. */
export const AWAY_LINES_MS = 60_000;
/** So long an engine may be away before others are asked, and between two of those. */
export const ROAM_MS = 1000;
/**
 * So long an engine is left that has the row at an earlier epoch than is known. One that was
 * overtaken has ended by then (its lease is shorter); later it is the truth: an older copy of the
 * rows was put back.
 */
export const OVERTAKEN_MS = 15_000;
/** How often one engine may name the next before there is a pause: two may disagree for a while. */
export const HOPS_MAX = 4;

export class Absence {
  #sinceMs: number | null = null;
  #askAtMs: number | null = null;
  #isQuiet = false;
  #hops = 0;

  /** True from the lost link until an engine has the session again. */
  get isOn(): boolean {
    return this.#sinceMs !== null;
  }

  /** The player was told nothing: a border was crossed. */
  get isQuiet(): boolean {
    return this.#isQuiet;
  }

  /** When an engine is to be asked again; null = not. */
  get askAtMs(): number | null {
    return this.#askAtMs;
  }

  isTooLong(nowMs: number): boolean {
    return this.#lasts(nowMs, AWAY_LINES_MS);
  }

  /** An earlier epoch than is known may not be believed yet. */
  doubtsEarlier(nowMs: number): boolean {
    return !this.#lasts(nowMs, OVERTAKEN_MS);
  }

  #lasts(nowMs: number, ms: number): boolean {
    return this.#sinceMs !== null && nowMs - this.#sinceMs >= ms;
  }

  /** The link is lost (again). True when the player has to be told. */
  lost(nowMs: number): boolean {
    this.#askAtMs = nowMs + ROAM_MS;
    const isNews = this.#sinceMs === null || this.#isQuiet;
    this.#sinceMs ??= nowMs;
    this.#isQuiet = false;
    return isNews;
  }

  /** The session lives on in an engine that was named. */
  moved(nowMs: number): void {
    if (this.#sinceMs === null) this.#isQuiet = true;
    this.#sinceMs ??= nowMs;
    this.#askAtMs = nowMs + ROAM_MS;
  }

  /** An engine is asked now. */
  asked(): void {
    this.#askAtMs = null;
  }

  /** It cannot answer yet, or there is none to ask. */
  notYet(nowMs: number, retryMs = ROAM_MS): void {
    this.#hops = 0;
    this.#askAtMs = nowMs + retryMs;
  }

  /** It names another. False when that has happened too often: a pause is due. */
  hop(): boolean {
    this.#hops += 1;
    return this.#hops <= HOPS_MAX;
  }

  end(): void {
    this.#sinceMs = null;
    this.#askAtMs = null;
    this.#isQuiet = false;
    this.#hops = 0;
  }
}

/** The earlier of two times; null = never. */
export const earlier = (a: number | null, b: number | null): number | null =>
  a === null || b === null ? (a ?? b) : Math.min(a, b);
