/**
 * Virtual milliseconds and a heap of events in (time, sequence) order. Nothing in a simulation
 * waits: an event runs to its end, may set others, and the clock jumps to the next one.
 */

import { TimerQueue } from "@ambon/kernel/timer-queue";

/** 2027-01-15 in wall milliseconds: ids and cores see a plausible clock. */
export const START_MS = 1_800_000_000_000;

export class VirtualTime {
  nowMs = START_MS;
  /** Events run so far. */
  events = 0;
  readonly #queue = new TimerQueue<() => void>();
  #seq = 0;

  /** Milliseconds since the simulation began. */
  get elapsedMs(): number {
    return this.nowMs - START_MS;
  }

  /** Runs after whole milliseconds, 0 or more; answers a number for `cancel`, never 0. */
  after(delayMs: number, what: () => void): number {
    this.#seq += 1;
    this.#queue.add({ due: this.nowMs + Math.max(0, Math.ceil(delayMs)), seq: this.#seq, what });
    return this.#seq;
  }

  cancel(timer: number): void {
    this.#queue.cancel(timer);
  }

  /** Runs every event up to `endMs` while `goesOn`; the clock stands at `endMs` afterwards. */
  runUntil(endMs: number, goesOn: () => boolean = () => true): void {
    for (;;) {
      if (!goesOn()) return;
      const next = this.#queue.takeDue(endMs);
      if (next === undefined) break;
      this.nowMs = Math.max(this.nowMs, next.due);
      this.events += 1;
      next.what();
    }
    this.nowMs = Math.max(this.nowMs, endMs);
  }

  /** Runs one event, whenever it is; false when there is none. */
  runNext(): boolean {
    const due = this.#queue.nextDue();
    if (due === undefined) return false;
    this.nowMs = Math.max(this.nowMs, due);
    const next = this.#queue.takeDue(due);
    this.events += 1;
    next?.what();
    return true;
  }
}
