/** How many sockets a gateway holds, in all and per address (CONNECTIONS, CONNECTIONS_PER_IP). */

import type { Limits } from "@ambon/kernel/limits";
import { addressKey, isLoopback } from "./address.ts";

export interface Refusal {
  /** Metric label. */
  readonly reason: "full" | "perAddress";
  readonly message: string;
}

export class ConnectionLimits {
  readonly #limits: Limits;
  /** Never larger than the number of open sockets. */
  readonly #perAddress = new Map<string, number>();
  #open = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  get open(): number {
    return this.#open;
  }

  /** Counts one more socket, or says why not. Every counted socket must be released once. */
  take(address: string): Refusal | undefined {
    if (this.#open >= this.#limits.CONNECTIONS) {
      return { reason: "full", message: "The game is full. Please try again in a few minutes." };
    }
    const key = addressKey(address);
    const mine = this.#perAddress.get(key) ?? 0;
    if (mine >= this.#limits.CONNECTIONS_PER_IP && !isLoopback(address)) {
      const most = this.#limits.CONNECTIONS_PER_IP;
      const message = `There are already ${most} connections from your address. Close one first.`;
      return { reason: "perAddress", message };
    }
    this.#open += 1;
    this.#perAddress.set(key, mine + 1);
    return undefined;
  }

  release(address: string): void {
    const key = addressKey(address);
    const mine = this.#perAddress.get(key) ?? 0;
    if (mine <= 1) this.#perAddress.delete(key);
    else this.#perAddress.set(key, mine - 1);
    this.#open -= 1;
  }
}
