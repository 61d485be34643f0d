/** What is wrong, and what rare things happened: the two lists that a simulation is run for. */

import type { Trace } from "../trace/trace.ts";

/** The invariants of the simulator guide; `fault` = a core threw or reported a broken handler. */
export const INVARIANTS = {
  I1: "each player is simulated by at most one engine whose effects are accepted",
  I2: "each player is in exactly one row, and in the end playing or cleanly offline",
  I3: "items and gold change only by what the ledgers say",
  I4: "epoch and version of a row never go back",
  I5: "what was shown of an irrevocable act is never undone",
  I6: "a crash loses at most W of progress",
  I7: "nothing of an older run is shown after the newer one",
  I8: "an accepted line is applied once, in order, unless the player was told",
  I9: "ids are unique",
  I10: "no queue is longer than its limit",
  I11: "a zone's recording replays to its hashes",
  I12: "no zone is without an owner for long",
  I13: "an engine that is asked to stop has saved everything in time",
  live: "after the faults everybody plays again",
  fault: "no core throws",
} as const;
export type Invariant = keyof typeof INVARIANTS;

export interface Wrong {
  readonly invariant: Invariant;
  readonly atMs: number;
  readonly what: string;
}

/** Broken invariants that a run reports; it ends at the first. */
const WRONGS_MAX = 8;

export class Checks {
  readonly wrongs: Wrong[] = [];
  readonly #trace: Trace;
  readonly #elapsedMs: () => number;

  constructor(trace: Trace, elapsedMs: () => number) {
    this.#trace = trace;
    this.#elapsedMs = elapsedMs;
  }

  get isRight(): boolean {
    return this.wrongs.length === 0;
  }

  wrong(invariant: Invariant, what: string): void {
    this.#trace.note("checks", "wrong", `${invariant} ${what}`);
    if (this.wrongs.length >= WRONGS_MAX) return;
    this.wrongs.push({ invariant, atMs: this.#elapsedMs(), what });
  }
}

/** Counts branches that must be reached now and then over many seeds. */
export class Sometimes {
  readonly counts = new Map<string, number>();

  count(what: string, amount = 1): void {
    this.counts.set(what, (this.counts.get(what) ?? 0) + amount);
  }
}
