/**
 * What a counting player was told of an interruption, until the gold says what it did. The world
 * went back to one moment: of the lines that the lost engine had applied all up to some line are
 * there, with or without an answer, and all behind it are undone. How many those may be at most the
 * player was told.
 *
 *   answered before ─ in flight, never answered │ answered since
 *   ─────────────── one cut ───────────────────▶│ all there
 */

import { amountOf, type Flying, type Line, sumOf } from "./tally-lines.ts";

export interface Settled {
  readonly applied: readonly Line[];
  /** Applied, and no answer of it came. */
  readonly unseen: readonly Flying[];
  readonly undone: readonly (Line | Flying)[];
}

export class Interruption {
  /** Of the applied lines: how many were answered before it. */
  #before: number;
  /** How many commands are undone at most. */
  #undoneMax: number;
  /** In flight when it came, and no answer of them comes any more. */
  #passed: readonly Flying[] = [];
  #hasUndone = false;
  /** Something was answered since: what is in flight now is answered too. */
  isOver = false;

  constructor(before: number, undoneMax: number) {
    this.#before = before;
    this.#undoneMax = undoneMax;
  }

  get passed(): readonly Flying[] {
    return this.#passed;
  }

  /** Lines behind these were answered, or are counted in what is left. */
  pass(lines: readonly Flying[]): void {
    this.#passed = [...this.#passed, ...lines];
  }

  /** Told once more before anything was answered. */
  again(undone: number): void {
    this.#undoneMax += undone;
  }

  /** The one cut that leaves `spent`, the latest; undefined = there is none. */
  settle(applied: readonly Line[], spent: number, nowMs: number): Settled | undefined {
    const since = applied.slice(this.#before);
    const all = [...applied.slice(0, this.#before), ...this.#passed];
    // Behind what is undone nothing is there.
    let cut = this.#hasUndone ? this.#before : all.length;
    let sum = sumOf(all.slice(0, cut)) + sumOf(since);
    for (; sum > spent && cut > 0; cut -= 1) sum -= amountOf(all[cut - 1]?.n ?? 0);
    const undone = all.slice(cut);
    if (sum !== spent || undone.length > this.#undoneMax) return undefined;
    const unseen = this.#passed.slice(0, Math.max(0, cut - this.#before));
    const kept = applied.slice(0, Math.min(cut, this.#before));
    const before = [...kept, ...unseen.map(({ n }) => ({ n, knownMs: nowMs }))];
    this.#before = before.length;
    this.#undoneMax -= undone.length;
    this.#hasUndone ||= undone.length > 0;
    this.#passed = [];
    return { applied: [...before, ...since], unseen, undone };
  }
}
