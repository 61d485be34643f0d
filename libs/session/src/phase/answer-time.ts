/** How long a player waits: from the oldest line that no output has followed to that output. */

import type { Metrics } from "@ambon/kernel/ports";
import { INPUT_TO_OUTPUT_SECONDS } from "../metric-names.ts";

export class AnswerTime {
  /** When the oldest line was sent that no output has followed yet. */
  #waitingSinceMs: number | null = null;
  #isAnswered = false;

  sent(nowMs: number): void {
    this.#waitingSinceMs ??= nowMs;
  }

  answered(): void {
    this.#isAnswered = true;
  }

  /** What came is on its way to the client now. */
  flushed(nowMs: number, metrics: Metrics): void {
    if (this.#isAnswered && this.#waitingSinceMs !== null) {
      metrics.observe(INPUT_TO_OUTPUT_SECONDS, (nowMs - this.#waitingSinceMs) / 1000);
      this.#waitingSinceMs = null;
    }
    this.#isAnswered = false;
  }
}
