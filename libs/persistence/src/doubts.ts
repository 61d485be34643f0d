/**
 * Rows of which the cache may hold something older than this process has seen, with the time since
 * when. Each is forgotten when its entry must have died; beyond DOUBTFUL_MAX of them nothing is
 * trusted for that long.
 */

export const DOUBTFUL_MAX = 10_000;

export class Doubts {
  readonly #ttlMs: number;
  readonly #since = new Map<string, number>();
  #untilMs = 0;

  /** `ttlMs`: how long an entry of the cache lives. */
  constructor(ttlMs: number) {
    this.#ttlMs = ttlMs;
  }

  /** Since when a row is doubtful; undefined = it is not known to be. */
  since(id: string): number | undefined {
    return this.#since.get(id);
  }

  add(id: string, sinceMs: number, nowMs: number): void {
    this.#since.set(id, sinceMs);
    if (this.#since.size <= DOUBTFUL_MAX) return;
    this.#since.clear();
    this.#untilMs = nowMs + this.#ttlMs;
  }

  remove(id: string): void {
    this.#since.delete(id);
  }

  has(id: string, nowMs: number): boolean {
    if (nowMs < this.#untilMs) return true;
    const sinceMs = this.#since.get(id);
    if (sinceMs === undefined) return false;
    if (nowMs - sinceMs < this.#ttlMs) return true;
    this.#since.delete(id);
    return false;
  }
}
