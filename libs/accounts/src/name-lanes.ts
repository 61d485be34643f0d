/**
 * Login attempts on one name, one after the other, so that failures are counted one by one. Bounded
 * per name and in all; what does not fit is refused.
 */

/** Attempts on one name that may wait or run. */
export const ATTEMPTS_PER_NAME_MAX = 4;

export class NameLanes {
  readonly #most: number;
  readonly #lanes = new Map<string, (() => void)[]>();
  #size = 0;

  /** `most` attempts in all. */
  constructor(most: number) {
    this.#most = most;
  }

  get isFull(): boolean {
    return this.#size >= this.#most;
  }

  /** Starts the attempt now or when those before it ended; false when there is no room. */
  enter(name: string, start: () => void): boolean {
    const lane = this.#lanes.get(name) ?? [];
    if (this.isFull || lane.length >= ATTEMPTS_PER_NAME_MAX) return false;
    lane.push(start);
    this.#size += 1;
    this.#lanes.set(name, lane);
    if (lane.length === 1) start();
    return true;
  }

  /** The first attempt of the lane has ended. */
  leave(name: string): void {
    const lane = this.#lanes.get(name);
    if (lane === undefined) return;
    lane.shift();
    this.#size -= 1;
    const next = lane[0];
    if (next === undefined) this.#lanes.delete(name);
    else next();
  }
}
