/**
 * The table of leases on node ids, without a store around it. `adapter/lease-scripts.ts` says the
 * same in Lua; the contract suite compares the two step by step.
 *
 * - The clock never goes back: an earlier time counts as the latest one that was seen.
 * - `acquire` goes round the node ids and takes the next one whose ceiling has passed, so it rested
 *   as long as possible and the new floor, which is now, is no lower than its old ceiling. A holder
 *   that has a lease gets that one again: asking twice is asking once.
 * - `renew` raises the ceiling to now + window, as long as the old one has not passed.
 * - No ceiling is ever beyond now + window. So when window (or ttl, if that is longer) has gone by,
 *   whatever was granted before is over: that is the quarantine of a store that has forgotten.
 *
 * What was forgotten shows itself: a claim that still runs, for a grant which the table does not
 * know. Nobody can have been granted that node id since, because its ceiling has not passed; so the
 * claim is adopted and its holder goes on, while new grants wait for the quarantine. If the table
 * has already granted a timestamp of it to another, the claim is lost.
 *
 * Records whose ceiling has passed say nothing more and are dropped: at most nodeIds are kept.
 */

import {
  type AcquireAnswer,
  type Granted,
  type LeaseClaim,
  type LeaseTerms,
  quarantineMs,
  type RenewAnswer,
} from "./lease.ts";

export interface LeaseRecord {
  readonly nodeId: number;
  readonly floorMs: number;
  readonly ceilingMs: number;
  /** Null = given back; the node id rests until its ceiling has passed. */
  readonly holder: string | null;
}

/** Everything a table is, to be kept and restored. */
export interface LeaseTableState {
  readonly clockMs: number;
  readonly quarantineUntilMs: number;
  /** The node id that is tried next. */
  readonly cursor: number;
  readonly records: readonly LeaseRecord[];
}

export interface LeaseTableStatus {
  readonly clockMs: number;
  /** 0 = none. */
  readonly quarantineMs: number;
  /** Leases that run. */
  readonly held: number;
}

export const VIRGIN_TABLE: LeaseTableState = {
  clockMs: 0,
  quarantineUntilMs: 0,
  cursor: 0,
  records: [],
};

export class LeaseTable {
  readonly #terms: LeaseTerms;
  readonly #records = new Map<number, LeaseRecord>();
  readonly #byHolder = new Map<string, number>();
  #clockMs: number;
  #quarantineUntilMs: number;
  #cursor: number;

  constructor(terms: LeaseTerms, state: LeaseTableState = VIRGIN_TABLE) {
    this.#terms = terms;
    this.#clockMs = state.clockMs;
    this.#quarantineUntilMs = state.quarantineUntilMs;
    this.#cursor = state.cursor;
    for (const record of state.records) this.#put(record);
  }

  acquire(nowMs: number, holder: string): AcquireAnswer {
    const now = this.#tick(nowMs);
    const own = this.#records.get(this.#byHolder.get(holder) ?? -1);
    if (own !== undefined && own.ceilingMs > now) return this.#extend(now, own);
    if (now < this.#quarantineUntilMs) {
      return { outcome: "quarantined", retryAfterMs: this.#quarantineUntilMs - now };
    }
    const { nodeIds } = this.#terms;
    let freeAtMs = Number.POSITIVE_INFINITY;
    for (let step = 0; step < nodeIds; step += 1) {
      const nodeId = (this.#cursor + step) % nodeIds;
      const ceilingMs = this.#records.get(nodeId)?.ceilingMs ?? 0;
      if (ceilingMs <= now) return this.#grant(now, nodeId, holder);
      freeAtMs = Math.min(freeAtMs, ceilingMs);
    }
    return { outcome: "full", retryAfterMs: freeAtMs - now };
  }

  renew(nowMs: number, claim: LeaseClaim): RenewAnswer {
    const now = this.#tick(nowMs);
    const { nodeId, holder, fence } = claim;
    const known = this.#records.get(nodeId);
    const isOwn = known?.floorMs === fence;
    if (isOwn && known.holder !== holder) return { outcome: "lost" };
    const ceilingMs = Math.max(claim.ceilingMs, isOwn ? known.ceilingMs : 0);
    if (ceilingMs <= now) return { outcome: "lost" };
    if (isOwn && claim.ceilingMs <= known.ceilingMs) return this.#extend(now, known);
    // What was granted before a quarantine began ends within it: this one was granted later.
    if (ceilingMs > this.#quarantineUntilMs) this.forgotten(now);
    if (ceilingMs > now + this.#terms.windowMs) return { outcome: "lost" };
    const another = isOwn ? 0 : (known?.ceilingMs ?? 0);
    if (another > fence) return { outcome: "lost" };
    return this.#extend(now, { nodeId, holder, floorMs: fence, ceilingMs });
  }

  /** Gives a lease back. It is no mistake if there is none. */
  release(nowMs: number, { nodeId, holder, fence }: LeaseClaim): void {
    this.#tick(nowMs);
    const known = this.#records.get(nodeId);
    if (known?.floorMs !== fence || known.holder !== holder) return;
    this.#put({ ...known, holder: null });
  }

  /** Grants may have been forgotten: nothing is granted until all of them must be over. */
  forgotten(nowMs: number): void {
    this.#quarantineUntilMs = this.#tick(nowMs) + quarantineMs(this.#terms);
  }

  /** Also drops the records that say nothing more. */
  status(nowMs: number): LeaseTableStatus {
    const now = this.#tick(nowMs);
    for (const record of this.#records.values()) {
      if (record.ceilingMs <= now) this.#drop(record);
    }
    const left = Math.max(0, this.#quarantineUntilMs - now);
    return { clockMs: now, quarantineMs: left, held: this.#byHolder.size };
  }

  state(): LeaseTableState {
    return {
      clockMs: this.#clockMs,
      quarantineUntilMs: this.#quarantineUntilMs,
      cursor: this.#cursor,
      records: [...this.#records.values()],
    };
  }

  #tick(nowMs: number): number {
    this.#clockMs = Math.max(this.#clockMs, nowMs);
    return this.#clockMs;
  }

  #grant(now: number, nodeId: number, holder: string): Granted {
    this.#cursor = (nodeId + 1) % this.#terms.nodeIds;
    return this.#extend(now, { nodeId, holder, floorMs: now, ceilingMs: 0 });
  }

  #extend(now: number, record: LeaseRecord): Granted {
    const ceilingMs = Math.max(record.ceilingMs, now + this.#terms.windowMs);
    this.#put({ ...record, ceilingMs });
    const { nodeId, holder, floorMs } = record;
    const { ttlMs } = this.#terms;
    const lease = { nodeId, holder: holder ?? "", fence: floorMs, ttlMs, floorMs, ceilingMs };
    return { outcome: "granted", lease };
  }

  #put(record: LeaseRecord): void {
    const before = this.#records.get(record.nodeId);
    if (before !== undefined) this.#drop(before);
    this.#records.set(record.nodeId, record);
    if (record.holder !== null) this.#byHolder.set(record.holder, record.nodeId);
  }

  #drop({ nodeId, holder }: LeaseRecord): void {
    this.#records.delete(nodeId);
    if (holder !== null && this.#byHolder.get(holder) === nodeId) this.#byHolder.delete(holder);
  }
}
