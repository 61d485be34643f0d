/**
 * Latencies in bounded memory: logarithmic buckets of 128 steps per power of two, so a percentile
 * is never more than 1/128 above the true one. The maximum is exact.
 */

const STEP_BITS = 7;
const STEPS = 1 << STEP_BITS;
/** 2^31 µs are 35 minutes; longer ones count as that. */
const VALUE_MAX = 0x7fffffff;
const BUCKETS = (31 - STEP_BITS + 1) * STEPS;

const bucketOf = (value: number): number => {
  if (value < STEPS) return value;
  const shift = 31 - Math.clz32(value) - STEP_BITS;
  return (shift + 1) * STEPS + ((value >> shift) & (STEPS - 1));
};

/** The largest value of a bucket. */
const topOf = (bucket: number): number => {
  if (bucket < STEPS) return bucket;
  const shift = Math.floor(bucket / STEPS) - 1;
  return (STEPS + (bucket % STEPS) + 1) * 2 ** shift - 1;
};

export class Histogram {
  readonly #counts = new Uint32Array(BUCKETS);
  #count = 0;
  #maxUs = 0;

  get count(): number {
    return this.#count;
  }

  get maxMs(): number {
    return this.#maxUs / 1000;
  }

  /** Adds one latency in milliseconds; negative ones count as 0. */
  add(ms: number): void {
    const us = Math.min(VALUE_MAX, Math.max(0, Math.round(ms * 1000)));
    const bucket = bucketOf(us);
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#count += 1;
    if (us > this.#maxUs) this.#maxUs = us;
  }

  merge(other: Histogram): void {
    other.#counts.forEach((count, bucket) => {
      if (count > 0) this.#counts[bucket] = (this.#counts[bucket] ?? 0) + count;
    });
    this.#count += other.#count;
    this.#maxUs = Math.max(this.#maxUs, other.#maxUs);
  }

  /** Milliseconds that `permille` of the latencies do not exceed (nearest rank); 0 when empty. */
  percentileMs(permille: number): number {
    const rank = Math.max(1, Math.ceil((this.#count * permille) / 1000));
    let seen = 0;
    for (let bucket = 0; bucket < BUCKETS; bucket += 1) {
      seen += this.#counts[bucket] ?? 0;
      if (seen >= rank) return Math.min(topOf(bucket), this.#maxUs) / 1000;
    }
    return 0;
  }
}
