/** What the bots saw: answers with their latencies, and everything that went wrong. */

import { Histogram } from "./histogram.ts";
import { KINDS, type Kind } from "./mix.ts";

/** Different errors that are told apart; the rest counts as "other errors". */
const ERROR_KINDS_MAX = 32;
const OTHER = "other errors";

export class Tally {
  readonly #maxLatencyMs: number;
  #histograms = newHistograms();
  /** Since the last `takeSecond`, for progress. */
  #second = new Histogram();
  readonly errors = new Map<string, number>();
  timeouts = 0;
  late = 0;
  lines = 0;

  /** Answers later than this many milliseconds are misses. */
  constructor(maxLatencyMs: number) {
    this.#maxLatencyMs = maxLatencyMs;
  }

  get missed(): number {
    return this.timeouts + this.late;
  }

  get answers(): number {
    return KINDS.reduce((sum, kind) => sum + this.#histograms[kind].count, 0);
  }

  get errorCount(): number {
    return [...this.errors.values()].reduce((sum, count) => sum + count, 0);
  }

  histogram(kind: Kind): Histogram {
    return this.#histograms[kind];
  }

  all(): Histogram {
    const all = new Histogram();
    for (const kind of KINDS) all.merge(this.#histograms[kind]);
    return all;
  }

  answer(kind: Kind, latencyMs: number): void {
    this.#histograms[kind].add(latencyMs);
    this.#second.add(latencyMs);
    if (latencyMs > this.#maxLatencyMs) this.late += 1;
  }

  error(what: string): void {
    const known = this.errors.has(what) || this.errors.size < ERROR_KINDS_MAX;
    const key = known ? what : OTHER;
    this.errors.set(key, (this.errors.get(key) ?? 0) + 1);
  }

  takeSecond(): Histogram {
    const second = this.#second;
    this.#second = new Histogram();
    return second;
  }

  /** The measurement begins: latencies start anew; misses and errors stay, they are failures. */
  startMeasuring(): void {
    this.#histograms = newHistograms();
    this.lines = 0;
  }
}

const newHistograms = (): Record<Kind, Histogram> => ({
  look: new Histogram(),
  say: new Histogram(),
  move: new Histogram(),
  who: new Histogram(),
  fight: new Histogram(),
});
