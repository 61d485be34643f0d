/**
 * Runs ticks in their cadence: one timer, never two ticks at once, and between two ticks sockets
 * always have their turn.
 */

import { type CadenceOptions, nextTickAt } from "../cadence.ts";
import type { HostTime, HostTimer } from "./host-time.ts";

export interface TickLoopOptions {
  readonly time: HostTime;
  readonly cadence: CadenceOptions;
  /** True when something waits for the next tick. */
  readonly waiting: () => boolean;
  readonly tick: (startMs: number) => void;
}

export class TickLoop {
  readonly #options: TickLoopOptions;
  #timer: HostTimer | null = null;
  #dueMs = 0;
  #lastStartMs: number;
  #lastEndMs: number;
  #running = false;
  #inTick = false;

  constructor(options: TickLoopOptions) {
    this.#options = options;
    this.#lastStartMs = options.time.now();
    this.#lastEndMs = this.#lastStartMs;
  }

  start(): void {
    this.#running = true;
    this.#schedule();
  }

  /** No tick starts after this. */
  stop(): void {
    this.#running = false;
    this.#timer?.cancel();
    this.#timer = null;
  }

  /** Something came in: the next tick may have to be earlier. */
  nudge(): void {
    if (this.#running && !this.#inTick) this.#schedule();
  }

  #schedule(): void {
    const { time, cadence, waiting } = this.#options;
    const dueMs = nextTickAt(cadence, {
      lastStartMs: this.#lastStartMs,
      lastEndMs: this.#lastEndMs,
      waiting: waiting(),
    });
    if (this.#timer !== null && this.#dueMs <= dueMs) return;
    this.#timer?.cancel();
    this.#dueMs = dueMs;
    this.#timer = time.later(dueMs - time.now(), () => this.#run());
  }

  #run(): void {
    const { time, tick } = this.#options;
    this.#timer = null;
    this.#lastStartMs = time.now();
    this.#inTick = true;
    try {
      tick(this.#lastStartMs);
    } finally {
      this.#inTick = false;
      this.#lastEndMs = time.now();
    }
    if (this.#running) this.#schedule();
  }
}
