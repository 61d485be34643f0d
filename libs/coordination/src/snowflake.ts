/**
 * 64-bit session ids (DESIGN §10): 41 bits of milliseconds since 2026-01-01, 12 bits of node id,
 * 10 bits of sequence. Ids of one generator grow strictly, whatever the clock does: time never
 * goes back, and when a millisecond's sequence is spent the generator's time moves on by itself.
 */

export const EPOCH_MS = 1_767_225_600_000;
const SEQUENCE_BITS = 10n;
const NODE_BITS = 12n;
const MAX_SEQUENCE = 1023;
const MAX_NODE = 4095;
/** The largest number of 41 bits. */
const MAX_TIME = 2_199_023_255_551;

export interface SnowflakeOptions {
  /** 0 … 4095, held by a lease. */
  readonly node: number;
  /** Milliseconds since EPOCH_MS: only [floor, ceiling) may be minted. */
  readonly floorMs: number;
  readonly ceilingMs: number;
}

export class Snowflake {
  readonly #node: bigint;
  #ceiling: number;
  #last: number;
  #sequence = MAX_SEQUENCE;

  constructor({ node, floorMs, ceilingMs }: SnowflakeOptions) {
    if (!Number.isInteger(node) || node < 0 || node > MAX_NODE) {
      throw new RangeError(`node id ${node} is not in 0 … ${MAX_NODE}`);
    }
    this.#node = BigInt(node);
    this.#ceiling = Math.min(ceilingMs, MAX_TIME);
    this.#last = Math.max(0, floorMs) - 1;
  }

  /** A renewed lease: the ceiling never goes down. */
  raiseCeiling(ceilingMs: number): void {
    this.#ceiling = Math.max(this.#ceiling, Math.min(ceilingMs, MAX_TIME));
  }

  /** Milliseconds since EPOCH_MS of the last id, or just below the floor. */
  get lastMs(): number {
    return this.#last;
  }

  /** Whether `next` would give an id. */
  canMint(nowMs: number): boolean {
    const time = Math.max(nowMs - EPOCH_MS, this.#last);
    const isSpent = time === this.#last && this.#sequence === MAX_SEQUENCE;
    return (isSpent ? time + 1 : time) < this.#ceiling;
  }

  /** The next id at wall time `nowMs`; undefined when the ceiling is reached. */
  next(nowMs: number): bigint | undefined {
    if (!this.canMint(nowMs)) return undefined;
    const time = Math.max(nowMs - EPOCH_MS, this.#last);
    if (time === this.#last && this.#sequence < MAX_SEQUENCE) {
      this.#sequence += 1;
    } else {
      this.#last = time === this.#last ? time + 1 : time;
      this.#sequence = 0;
    }
    const stamp = (BigInt(this.#last) << NODE_BITS) | this.#node;
    return (stamp << SEQUENCE_BITS) | BigInt(this.#sequence);
  }
}
