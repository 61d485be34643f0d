/** When an engine run ticks: the cadence that ships, on the clock of its host. */

import { DEFAULT_CADENCE, nextTickAt } from "@ambon/engine/cadence";
import type { InboxRecord } from "@ambon/engine/inbox";
import type { Process } from "../time/process.ts";

export interface EngineTicksOptions {
  /** One tick; `clock` tells how long it has taken so far. */
  readonly step: (nowMs: number, inbox: readonly InboxRecord[], clock: () => number) => void;
  /** Something is left over for the next tick. */
  readonly waits: () => boolean;
  /** Host milliseconds that each reading of the tick's clock shows to have passed. */
  readonly slowMs: () => number;
}

export class EngineTicks {
  readonly #process: Process;
  readonly #options: EngineTicksOptions;
  #inbox: InboxRecord[] = [];
  #timer = 0;
  #dueMs = 0;
  #lastStartMs: number;
  #lastEndMs: number;

  constructor(owner: Process, options: EngineTicksOptions) {
    this.#process = owner;
    this.#options = options;
    this.#lastStartMs = owner.nowMs;
    this.#lastEndMs = owner.nowMs;
  }

  /** For the next tick, which may come earlier for it. */
  feed(record: InboxRecord): void {
    this.#inbox.push(record);
    this.schedule();
  }

  schedule(): void {
    const owner = this.#process;
    if (owner.isDead) return;
    const dueMs = nextTickAt(DEFAULT_CADENCE, {
      lastStartMs: this.#lastStartMs,
      lastEndMs: this.#lastEndMs,
      waiting: this.#inbox.length > 0 || this.#options.waits(),
    });
    if (this.#timer !== 0 && this.#dueMs <= dueMs) return;
    owner.cancel(this.#timer);
    this.#dueMs = dueMs;
    this.#timer = owner.after(Math.max(0, dueMs - owner.nowMs), () => this.#tick());
  }

  #tick(): void {
    const { nowMs } = this.#process;
    this.#timer = 0;
    this.#lastStartMs = nowMs;
    const inbox = this.#inbox;
    this.#inbox = [];
    let elapsedMs = 0;
    this.#options.step(nowMs, inbox, () => {
      elapsedMs += this.#options.slowMs();
      return elapsedMs;
    });
    this.#lastEndMs = nowMs + elapsedMs;
    this.schedule();
  }
}
