/**
 * What was seen once is not taken again as long as its timestamp would let it in.
 *
 * Bound: `capacity` nonces. When it is full of nonces that could still come again, nothing new is
 * taken: forgetting one would let it in a second time.
 */

export type NonceVerdict = "new" | "seen" | "full";

export class NonceMemory {
  readonly #keepMs: number;
  readonly #capacity: number;
  /** Nonce → when it may be forgotten, in the order in which they came. */
  readonly #until = new Map<string, number>();

  /** `keepMs` covers the whole time in which one timestamp is accepted: twice the tolerance. */
  constructor(keepMs: number, capacity: number) {
    this.#keepMs = keepMs;
    this.#capacity = capacity;
  }

  get size(): number {
    return this.#until.size;
  }

  /** Remembers a nonce that is `new`. */
  admit(nowMs: number, nonce: string): NonceVerdict {
    for (const [old, untilMs] of this.#until) {
      if (untilMs > nowMs) break;
      this.#until.delete(old);
    }
    if (this.#until.has(nonce)) return "seen";
    if (this.#until.size >= this.#capacity) return "full";
    this.#until.set(nonce, nowMs + this.#keepMs);
    return "new";
  }
}
