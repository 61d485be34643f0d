/**
 * Lines that were typed while the dialogue is busy. They wait in order; the newest beyond the bound
 * is dropped, which is told once until all that waited was taken.
 */

import { BoundedQueue } from "@ambon/kernel/bounded-queue";
import type { Metrics } from "@ambon/kernel/ports";
import type { Client } from "./client.ts";
import type { TypedLine } from "./line-flow.ts";
import { LINES_REFUSED } from "./metric-names.ts";

/** Lines that may wait. */
export const TYPED_AHEAD_MAX = 16;

export class TypedAhead {
  readonly #client: Client;
  readonly #metrics: Metrics;
  #lines: BoundedQueue<TypedLine> | null = null;
  #isTold = false;

  constructor(client: Client, metrics: Metrics) {
    this.#client = client;
    this.#metrics = metrics;
  }

  /** What is typed now comes after what was typed before: also when that was just taken. */
  get waits(): boolean {
    return this.#lines !== null;
  }

  keep(line: TypedLine): void {
    this.#lines ??= new BoundedQueue<TypedLine>(TYPED_AHEAD_MAX);
    if (this.#lines.push(line)) return;
    if (line.n !== undefined) this.#client.refused(line.n);
    this.#metrics.count(LINES_REFUSED, 1, { reason: "typedAhead" });
    if (this.#isTold) return;
    this.#isTold = true;
    this.#client.notice("error", "Too many lines at once: the last ones were dropped.");
  }

  /** The oldest; undefined: nothing waits any more. */
  take(): TypedLine | undefined {
    const line = this.#lines?.shift();
    if (line === undefined) {
      this.#lines = null;
      this.#isTold = false;
    }
    return line;
  }

  /** Nobody will take them. */
  forget(): void {
    this.#lines = null;
  }
}
