/**
 * xoshiro128** (Blackman and Vigna, 2018) on 32-bit integers, seeded by splitmix32.
 *
 * The state is plain data, so that it lives in snapshots; a zone has one stream per purpose, so
 * that a new kind of roll does not shift the old ones.
 */

export type PrngState = [number, number, number, number];

const splitmix = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x9e3779b9) >>> 0;
    let z = state;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  };
};

/** A stream that depends on every bit of `seed` (uint32). */
export const seedPrng = (seed: number): PrngState => {
  const next = splitmix(seed);
  return [next(), next(), next(), (next() | 1) >>> 0];
};

const rotl = (x: number, k: number): number => (x << k) | (x >>> (32 - k));

/** The next uint32; advances `state` in place. */
export const nextUint32 = (state: PrngState): number => {
  const result = Math.imul(rotl(Math.imul(state[1], 5), 7), 9) >>> 0;
  const t = state[1] << 9;
  state[2] = (state[2] ^ state[0]) >>> 0;
  state[3] = (state[3] ^ state[1]) >>> 0;
  state[1] = (state[1] ^ state[2]) >>> 0;
  state[0] = (state[0] ^ state[3]) >>> 0;
  state[2] = (state[2] ^ t) >>> 0;
  state[3] = rotl(state[3], 11) >>> 0;
  return result;
};

/** Uniform in 0 … bound−1, without modulo bias; 1 ≤ bound ≤ 2^32. Advances `state`. */
export const below = (state: PrngState, bound: number): number => {
  const limit = 0x100000000 - (0x100000000 % bound);
  let draw = nextUint32(state);
  while (draw >= limit) draw = nextUint32(state);
  return draw % bound;
};

/** Uniform in min … max, both included. Advances `state`. */
export const between = (state: PrngState, min: number, max: number): number =>
  min >= max ? min : min + below(state, max - min + 1);
