/**
 * What has to be stored, and how far it is. The store always gets whole tick edges: a cut holds
 * every aggregate that was dirty at one edge, and one cut is under way at a time.
 *
 *   dirty ──edge──▶ under way ──saved────▶ durable: held output and goodbyes are let go
 *     ▲                │ unavailable ─▶ a fresh cut after a wait, of what is dirty by then
 *     └────────────────┤ unknown ─────▶ epochs are raised by claims, then a fresh cut
 *                      │ fenced ──────▶ fatal: the rows have another owner
 *
 * Cuts are numbered; a later cut contains what an earlier failed one held, so "durable up to n" is
 * all that anybody waits for. The set of dirty rows is bounded by the rows that are tracked.
 */

import { assert } from "@ambon/kernel/assert";
import type { Metrics } from "@ambon/kernel/ports";
import type { AggregateKey, AggregateRow, Cut, CutRow } from "@ambon/persistence/store";

/** Class B changes wait at most this long for a cut. */
export const CUT_EVERY_MS = 1000;
const RETRY_FIRST_MS = 250;
const RETRY_MAX_MS = 5000;

export type SaveOutcome = "saved" | "unavailable" | "unknown";

interface Tracked {
  readonly key: AggregateKey;
  readonly epoch: number;
  readonly version: number;
}

interface Final {
  readonly state: string;
  readonly then: () => void;
}

const nameOf = (key: AggregateKey): string => `${key.kind}/${key.id}`;

export class Savings {
  readonly #owner: string;
  readonly #metrics: Metrics;
  readonly #rows = new Map<string, Tracked>();
  /** Row name → when it became dirty. */
  readonly #dirty = new Map<string, number>();
  /** Rows to be written once more and given back. */
  readonly #finals = new Map<string, Final>();
  #underWay: Cut | null = null;
  #finalsUnderWay = new Map<string, Final>();
  #seq = 0;
  #durable = 0;
  #urgent = false;
  #nextCutMs = 0;
  #retryMs = 0;
  #available = true;

  constructor(owner: string, metrics: Metrics) {
    this.#owner = owner;
    this.#metrics = metrics;
  }

  /** False from the first failed write until the next one that succeeds. */
  get available(): boolean {
    return this.#available;
  }

  /** All cuts up to this number are durable. */
  get durable(): number {
    return this.#durable;
  }

  /** True when nothing waits and nothing is under way. */
  get settled(): boolean {
    return this.#underWay === null && this.#dirty.size === 0 && this.#finals.size === 0;
  }

  /** A row is ours from now on, as the claim gave it. */
  track(row: AggregateRow): void {
    const { kind, id, epoch, version } = row;
    this.#rows.set(`${kind}/${id}`, { key: { kind, id }, epoch, version });
  }

  /** Its state is to be in the next cut. */
  dirty(key: AggregateKey, nowMs: number): void {
    const name = nameOf(key);
    if (!this.#rows.has(name) || this.#finals.has(name) || this.#dirty.has(name)) return;
    this.#dirty.set(name, nowMs);
  }

  /** Writes `state` at the next edge and gives the row back; `then` when that is durable. */
  release(key: AggregateKey, state: string, nowMs: number, then: () => void): void {
    const name = nameOf(key);
    assert(this.#rows.has(name), `${name} is given back without being ours`);
    this.#dirty.set(name, nowMs);
    this.#finals.set(name, { state, then });
    this.#urgent = true;
  }

  /** The next edge must be cut at once; the number of the cut that will contain it. */
  urgent(): number {
    this.#urgent = true;
    return this.#seq + 1;
  }

  /** At a tick's edge: the cut to write now, if it is time for one. */
  edge(nowMs: number, stateOf: (key: AggregateKey) => string | undefined): Cut | undefined {
    this.#measure(nowMs);
    if (this.#underWay !== null) return undefined;
    const waiting = this.#available ? this.#urgent : false;
    if (!waiting && (this.#dirty.size === 0 || nowMs < this.#nextCutMs)) return undefined;
    this.#seq += 1;
    this.#urgent = false;
    this.#nextCutMs = nowMs + CUT_EVERY_MS;
    const rows = this.#rowsToWrite(stateOf);
    this.#dirty.clear();
    if (rows.length === 0) {
      this.#durable = this.#seq;
      return undefined;
    }
    this.#finalsUnderWay = new Map(this.#finals);
    this.#finals.clear();
    this.#underWay = { seq: this.#seq, owner: this.#owner, rows };
    return this.#underWay;
  }

  /** The cut under way is durable. Says whom to tell, in order. */
  saved(): readonly (() => void)[] {
    const cut = this.#taken();
    for (const { kind, id, version, epoch, release } of cut.rows) {
      const name = `${kind}/${id}`;
      if (release === true) this.#rows.delete(name);
      else this.#rows.set(name, { key: { kind, id }, epoch, version });
    }
    this.#durable = cut.seq;
    this.#available = true;
    this.#retryMs = 0;
    const finals = [...this.#finalsUnderWay.values()];
    this.#finalsUnderWay = new Map();
    return finals.map(({ then }) => then);
  }

  /** Nothing of the cut is stored for certain: all of it is dirty again, and written after a wait. */
  failed(nowMs: number): Cut {
    const cut = this.#taken();
    for (const { kind, id } of cut.rows) {
      const name = `${kind}/${id}`;
      if (!this.#dirty.has(name)) this.#dirty.set(name, nowMs);
    }
    for (const [name, final] of this.#finalsUnderWay) this.#finals.set(name, final);
    this.#finalsUnderWay = new Map();
    this.#available = false;
    this.#retryMs = Math.min(RETRY_MAX_MS, Math.max(RETRY_FIRST_MS, this.#retryMs * 2));
    this.#nextCutMs = nowMs + this.#retryMs;
    return cut;
  }

  #taken(): Cut {
    const cut = this.#underWay;
    assert(cut !== null, "a cut came back that was not under way");
    this.#underWay = null;
    return cut;
  }

  #rowsToWrite(stateOf: (key: AggregateKey) => string | undefined): CutRow[] {
    const rows: CutRow[] = [];
    for (const name of [...this.#dirty.keys()].sort()) {
      const tracked = this.#rows.get(name);
      if (tracked === undefined) continue;
      const { key, epoch } = tracked;
      const final = this.#finals.get(name);
      const state = final?.state ?? stateOf(key);
      if (state === undefined) continue;
      const row = { ...key, state, epoch, version: tracked.version + 1 };
      rows.push(final === undefined ? row : { ...row, release: true });
    }
    return rows;
  }

  #measure(nowMs: number): void {
    const oldest = this.#dirty.values().next().value ?? nowMs;
    this.#metrics.gauge("persistence_dirty_rows", this.#dirty.size);
    this.#metrics.gauge("persistence_oldest_dirty_seconds", Math.max(0, nowMs - oldest) / 1000);
  }
}
