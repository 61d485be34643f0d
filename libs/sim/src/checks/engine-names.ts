/**
 * Which run has the name of each engine. One that was replaced while it stood still learns of it by
 * its next renewal (CL14): until its lease is over it may let its zones act, in vain.
 */

import type { AggregateRow } from "@ambon/persistence/store";

export class EngineNames {
  readonly #leaseMs: number;
  /** Engine → who has its name, and since when. */
  readonly #names = new Map<string, { readonly owner: string; readonly sinceMs: number }>();

  constructor(leaseMs: number) {
    this.#leaseMs = leaseMs;
  }

  changed({ kind, id, owner }: AggregateRow, nowMs: number): void {
    if (kind !== "lease" || owner === null || this.#names.get(id)?.owner === owner) return;
    this.#names.set(id, { owner, sinceMs: nowMs });
  }

  /** Another run has its name, and it need not know that yet. */
  mayNotKnow(owner: string, nowMs: number): boolean {
    const [engine = ""] = owner.split("#");
    const name = this.#names.get(engine);
    if (name === undefined || name.owner === owner) return false;
    return nowMs - name.sinceMs <= this.#leaseMs;
  }
}
