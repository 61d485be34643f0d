/** What goes into a step of write-behind, and what comes out of it (write-behind.ts). */

import type { AggregateKey, Cut, CutResult } from "./store.ts";

export interface Snapshot {
  /** Canonical JSON of the state at this tick edge. */
  readonly state: string;
  /** Epoch under which the host owns the row. */
  readonly epoch: number;
  /** The player leaves the game with this cut. */
  readonly release?: boolean;
}

export type TakeSnapshot = (key: AggregateKey) => Snapshot | undefined;

export type WriteBehindInput =
  | { readonly t: "adopt"; readonly key: AggregateKey; readonly version: number }
  | { readonly t: "dirty"; readonly key: AggregateKey }
  | { readonly t: "classA"; readonly parties: readonly string[] }
  | { readonly t: "cutDone"; readonly seq: number; readonly result: CutResult }
  | {
      readonly t: "evicted";
      readonly keys: readonly AggregateKey[];
      readonly parties: readonly string[];
    }
  /** The host gave these rows away or dropped them by itself. */
  | { readonly t: "forget"; readonly keys: readonly AggregateKey[] }
  | { readonly t: "reclaimed"; readonly key: AggregateKey; readonly version: number }
  | { readonly t: "lost"; readonly key: AggregateKey }
  | { readonly t: "reclaimFailed"; readonly key: AggregateKey; readonly reason: string }
  /** From now on everything is written at once (shutdown). */
  | { readonly t: "drain" };

export type WriteBehindEffect =
  | { readonly e: "cut"; readonly cut: Cut }
  | {
      readonly e: "durable";
      readonly seq: number;
      /** Players whose held output may be sent. */
      readonly parties: readonly string[];
      /** Rows that are free now: the host may forget them. */
      readonly released: readonly AggregateKey[];
    }
  | { readonly e: "storeAway"; readonly reason: string }
  | { readonly e: "storeBack" }
  | {
      readonly e: "evict";
      readonly keys: readonly AggregateKey[];
      /** Held by the cut that failed. */
      readonly parties: readonly string[];
    }
  | { readonly e: "reclaim"; readonly keys: readonly AggregateKey[] };
