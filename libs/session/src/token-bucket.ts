/** A token bucket in integers: full at first, `perPeriod` tokens come back evenly per period. */
export class TokenBucket {
  readonly #perPeriod: number;
  readonly #periodMs: number;
  readonly #fullParts: number;
  /** One token is `periodMs` parts, so that one millisecond gives back `perPeriod` of them. */
  #parts: number;
  #atMs: number;

  constructor(perPeriod: number, periodMs: number, burst: number, nowMs: number) {
    this.#perPeriod = perPeriod;
    this.#periodMs = periodMs;
    this.#fullParts = burst * periodMs;
    this.#parts = this.#fullParts;
    this.#atMs = nowMs;
  }

  /** Takes one token; false when there is none. A clock that goes back gives nothing. */
  take(nowMs: number): boolean {
    this.#refill(nowMs);
    if (this.#parts < this.#periodMs) return false;
    this.#parts -= this.#periodMs;
    return true;
  }

  /** True when `take` would give one now. */
  has(nowMs: number): boolean {
    this.#refill(nowMs);
    return this.#parts >= this.#periodMs;
  }

  /** When the next token is there, as far as the last `take` knows. */
  get nextTokenMs(): number {
    const missing = Math.max(0, this.#periodMs - this.#parts);
    return this.#atMs + Math.ceil(missing / this.#perPeriod);
  }

  #refill(nowMs: number): void {
    const elapsedMs = Math.max(0, nowMs - this.#atMs);
    this.#parts = Math.min(this.#fullParts, this.#parts + elapsedMs * this.#perPeriod);
    this.#atMs = Math.max(this.#atMs, nowMs);
  }
}
