/** Host time that moves only when a test winds it. */

import type { HostTime, HostTimer } from "../adapter/host-time.ts";

interface Waiting {
  readonly dueMs: number;
  readonly seq: number;
  readonly run: () => void;
}

export class ManualTime implements HostTime {
  #nowMs = 1_000_000;
  #seq = 0;
  #waiting: Waiting[] = [];

  now(): number {
    return this.#nowMs;
  }

  later(delayMs: number, run: () => void): HostTimer {
    this.#seq += 1;
    const timer = { dueMs: this.#nowMs + Math.max(0, delayMs), seq: this.#seq, run };
    this.#waiting.push(timer);
    return {
      cancel: () => {
        this.#waiting = this.#waiting.filter((one) => one !== timer);
      },
    };
  }

  /** Time that passes inside a tick. */
  burn(ms: number): void {
    this.#nowMs += ms;
  }

  /** Runs what is due within `ms`, in order; answers of promises come in between. */
  async wind(ms: number): Promise<void> {
    const untilMs = this.#nowMs + ms;
    for (;;) {
      await new Promise<void>((done) => setImmediate(done));
      const [next] = this.#waiting.sort((a, b) => a.dueMs - b.dueMs || a.seq - b.seq);
      if (next === undefined || next.dueMs > untilMs) break;
      this.#waiting = this.#waiting.filter((one) => one !== next);
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      next.run();
    }
    this.#nowMs = Math.max(this.#nowMs, untilMs);
  }
}
