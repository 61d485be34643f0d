/**
 * The port `ZoneLeases`: who may run a zone, and which run an engine is, for stores that several
 * engines share.
 *
 * The authority over a zone is its row: `(owner, epoch)` as for every row, and the time until which
 * the owner need not be asked, on the store's own clock. An owner prolongs all it has with one
 * statement. When it does not, and its time is over, anybody may take the row by compare-and-set;
 * the higher epoch then refuses whatever the earlier owner still writes. So a lease decides only
 * when somebody may take over, never whether a write is good (DESIGN §12).
 *
 * Zones and documents have leases, and names of engines (kind `lease`); players have none: their
 * owner is alive as long as one lease of that owner is.
 */

import type { AggregateKey, AggregateKind, AggregateRow } from "./store.ts";

export const LEASED_KINDS: readonly AggregateKind[] = ["zone", "document", "lease"];

export interface HeldLease extends AggregateKey {
  readonly epoch: number;
}

export interface TakeOrder {
  readonly key: AggregateKey;
  readonly owner: string;
  /** An owner that gives the row up to us, or is an earlier run of us, or we; null = nobody has. */
  readonly from: { readonly owner: string; readonly epoch: number } | null;
  /** For a row that was never stored. */
  readonly initialState: string;
  readonly ttlMs: number;
}

export type TakeResult =
  | { readonly outcome: "taken"; readonly row: AggregateRow }
  /** `leftMs`: what is left of the owner's time; null = it has it without a lease, for good. */
  | {
      readonly outcome: "held";
      readonly owner: string;
      readonly epoch: number;
      readonly leftMs: number | null;
    };

/** Every call may throw StoreUnavailableError; nothing else. */
export interface ZoneLeases {
  /**
   * Makes the row ours when nobody owns it, its lease is over, or it is still as `from` says; the
   * epoch becomes one higher and the lease begins. Only kinds that have leases.
   */
  take(order: TakeOrder): Promise<TakeResult>;
  /** Prolongs all leases of `owner` to `ttlMs` from now; those are returned. */
  renew(owner: string, ttlMs: number): Promise<readonly HeldLease[]>;
  /** True when no lease of this owner is left: whoever owned its players is gone. */
  hasLapsed(owner: string): Promise<boolean>;
}
