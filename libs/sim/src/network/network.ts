/**
 * The network between places: one Route per ordered pair. A blocked route lets nothing through and
 * loses nothing by itself (that is what streams see of a partition: retransmission, until somebody
 * gives up); a slow one adds to every delay. Routes of the two directions are apart, so partitions
 * may be one-way.
 */

import type { Dice } from "../time/dice.ts";
import type { VirtualTime } from "../time/virtual-time.ts";

export interface Delays {
  readonly minMs: number;
  readonly meanMs: number;
  /** A segment lost on the way costs its retransmission. */
  readonly lossPermille: number;
}

const RETRANSMIT_MS = 200;

export class Route {
  blocked = false;
  /** Added to every delay (a clogged path). */
  extraMs = 0;
  readonly #delays: Delays;
  readonly #dice: Dice;
  #waiting: (() => void)[] = [];

  constructor(delays: Delays, dice: Dice) {
    this.#delays = delays;
    this.#dice = dice;
  }

  delayMs(): number {
    const { minMs, meanMs, lossPermille } = this.#delays;
    const lost = this.#dice.permille(lossPermille) ? RETRANSMIT_MS : 0;
    return minMs + this.#dice.exponential(meanMs) + lost + this.extraMs;
  }

  /** Runs once when the route is open again. */
  whenOpen(run: () => void): void {
    this.#waiting.push(run);
  }

  open(): void {
    this.blocked = false;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const run of waiting) run();
  }
}

export class Network {
  readonly time: VirtualTime;
  readonly dice: Dice;
  readonly #delays: Delays;
  readonly #routes = new Map<string, Route>();

  constructor(time: VirtualTime, dice: Dice, delays: Delays) {
    this.time = time;
    this.dice = dice;
    this.#delays = delays;
  }

  route(from: string, to: string): Route {
    const key = `${from}>${to}`;
    let route = this.#routes.get(key);
    if (route === undefined) {
      route = new Route(this.#delays, this.dice.fork(key));
      this.#routes.set(key, route);
    }
    return route;
  }

  /** Every route is open and as fast as it can be. */
  heal(): void {
    for (const route of this.#routes.values()) {
      route.extraMs = 0;
      route.open();
    }
  }
}
