/**
 * The rows of a cut of which nobody knows whether it was written: the host claims each of them
 * again, so that a late commit is fenced, or finds that it has lost it.
 *
 *   begun ─▶ asked for ── reclaimed, or lost ─▶ answered ── the last one ─▶ over
 *               ▲ └───── failed ─┐
 *               └── its time ────┘
 */

import { keyText } from "./row-rules.ts";
import type { AggregateKey } from "./store.ts";

export class Reclaim {
  readonly #open = new Map<string, AggregateKey>();
  /** Those of them whose claim failed and is to be tried again. */
  readonly #failed = new Map<string, AggregateKey>();
  #lost: AggregateKey[] = [];
  #againAtMs: number | undefined;

  /** How many have no answer. */
  get size(): number {
    return this.#open.size;
  }

  has(key: AggregateKey): boolean {
    return this.#open.has(keyText(key));
  }

  /** All that are to be asked for now. */
  begin(rows: readonly AggregateKey[]): readonly AggregateKey[] {
    for (const { kind, id } of rows) this.#open.set(keyText({ kind, id }), { kind, id });
    return [...this.#open.values()];
  }

  /** True when this was the last one. */
  answered(key: AggregateKey): boolean {
    return this.#open.delete(keyText(key)) && this.#open.size === 0;
  }

  /** Somebody else has it; `answered` comes as well. */
  lost(key: AggregateKey): void {
    if (this.has(key)) this.#lost.push(key);
  }

  takeLost(): readonly AggregateKey[] {
    const lost = this.#lost;
    this.#lost = [];
    return lost;
  }

  /** It is to be asked for again; `atMs` says when, unless that is settled for another one. */
  failed(key: AggregateKey, atMs: () => number): void {
    this.#failed.set(keyText(key), key);
    this.#againAtMs ??= atMs();
  }

  /** Those that are to be asked for again now; undefined: none. */
  takeDue(nowMs: number): readonly AggregateKey[] | undefined {
    if (this.#againAtMs === undefined || nowMs < this.#againAtMs) return undefined;
    this.#againAtMs = undefined;
    const due = [...this.#failed.values()];
    this.#failed.clear();
    return due;
  }
}
