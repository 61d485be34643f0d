/**
 * Chance from one seed. Each part of a simulation draws from a stream of its own, forked by name,
 * so that a new kind of roll in one part does not shift the others. Integers only: logarithms
 * differ between runtimes, so exponential delays come from a table of quantiles.
 */

import { hash32 } from "@ambon/kernel/hash";
import { below, between, type PrngState, seedPrng } from "@ambon/kernel/prng";

/** −1000·ln(1 − (i + ½)/64): the exponential distribution of mean 1000 in 64 equal shares. */
const QUANTILES = [
  ...[8, 24, 40, 56, 73, 90, 107, 125, 143, 161, 179, 198, 217, 237, 257, 277, 298, 319, 341],
  ...[363, 386, 409, 433, 458, 483, 508, 535, 562, 589, 618, 647, 678, 709, 741, 774, 809, 845],
  ...[882, 920, 960, 1002, 1045, 1091, 1138, 1188, 1241, 1297, 1356, 1418, 1485, 1556, 1633],
  ...[1717, 1808, 1908, 2019, 2144, 2287, 2454, 2655, 2906, 3243, 3753, 4852],
];
const PERMILLE = 1000;

export class Dice {
  readonly #seed: number;
  readonly #state: PrngState;

  /** `seed` is a uint32. */
  constructor(seed: number) {
    this.#seed = seed;
    this.#state = seedPrng(seed);
  }

  /** An independent stream; the same name gives the same stream. */
  fork(name: string): Dice {
    return new Dice(hash32(`${this.#seed}/${name}`));
  }

  /** 0 … bound−1. */
  below(bound: number): number {
    return below(this.#state, bound);
  }

  /** Both ends included. */
  between(min: number, max: number): number {
    return between(this.#state, min, max);
  }

  /** True so many times of a thousand. */
  permille(chance: number): boolean {
    return chance > 0 && this.below(PERMILLE) < chance;
  }

  pick<T>(all: readonly [T, ...T[]]): T;
  pick<T>(all: readonly T[]): T | undefined;
  pick<T>(all: readonly T[]): T | undefined {
    return all[this.below(Math.max(1, all.length))];
  }

  /** Whole milliseconds of an exponential distribution. */
  exponential(meanMs: number): number {
    const share = QUANTILES[this.below(QUANTILES.length)] ?? PERMILLE;
    return Math.floor((meanMs * share) / PERMILLE);
  }
}
