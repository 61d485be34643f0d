/** Where a bot goes: a fixed number of steps first, then to and fro, or wherever there is a way. */

import { below, type PrngState } from "@ambon/kernel/prng";

export type Walk = "pace" | "wander";

const ALL_WAYS = ["north", "east", "south", "west"] as const;

export class Traveller {
  readonly #walk: Walk;
  readonly #prng: PrngState;
  #ways: readonly string[] = [];
  #stepsLeft: number;
  #forth = true;

  /** `spreadSteps` steps east come first, so that bots do not stand in one heap. */
  constructor(walk: Walk, prng: PrngState, spreadSteps: number) {
    this.#walk = walk;
    this.#prng = prng;
    this.#stepsLeft = spreadSteps;
  }

  get spreading(): boolean {
    return this.#stepsLeft > 0;
  }

  /** What the last view of a room said; ways that are closed are found out by trying. */
  sees(ways: readonly string[]): void {
    if (ways.length > 0) this.#ways = ways;
  }

  next(): string {
    if (this.#stepsLeft > 0) {
      this.#stepsLeft -= 1;
      return "east";
    }
    if (this.#walk === "pace") {
      const way = this.#forth ? "east" : "west";
      this.#forth = !this.#forth;
      return way;
    }
    const ways = this.#ways.length > 0 ? this.#ways : ALL_WAYS;
    return ways[below(this.#prng, ways.length)] ?? "look";
  }
}
