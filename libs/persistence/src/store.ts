/**
 * The port `AggregateStore`: one row per aggregate, one linearization point per fact.
 *
 * Who owns an aggregate is `(owner, epoch)` in its own row. Every write of state carries the epoch
 * it was claimed under and a version that grows by one; a row with another epoch refuses it (the
 * writer is *fenced*), a row with an equal or newer version has it already (*superseded*).
 *
 * Adapters are asynchronous and live in `adapter/`; the cores see their results as inbox records.
 */

import { OperatorError } from "@ambon/kernel/operator-error";

export const AGGREGATE_KINDS = [
  "player",
  "zone",
  "document",
  "ban",
  /** The name of an engine, owned by the run that is it. */
  "lease",
  /** What a drained engine leaves for its next run. */
  "snapshot",
] as const;
export type AggregateKind = (typeof AGGREGATE_KINDS)[number];

export interface AggregateKey {
  readonly kind: AggregateKind;
  readonly id: string;
}

export interface AggregateRow extends AggregateKey {
  /** Unique per kind without regard to case; null where names mean nothing. */
  readonly name: string | null;
  /** Canonical JSON text, opaque to the store. */
  readonly state: string;
  readonly version: number;
  /** `engine#bootNonce`, null = nobody. */
  readonly owner: string | null;
  readonly epoch: number;
}

/** Login secrets beside the aggregate, written by the account service under a CAS of its own. */
export interface AuthRecord {
  /** argon2id in PHC form. */
  readonly passwordHash: string;
  readonly failures: number;
  /** Wall milliseconds; 0 = not locked. */
  readonly lockedUntilMs: number;
  readonly version: number;
}

export interface NewPlayerRow {
  readonly name: string;
  readonly auth: Omit<AuthRecord, "version">;
  /** Builds the state once the store has given the id. */
  readonly stateFor: (id: string) => string;
}

/** One aggregate's new state inside a cut. */
export interface CutRow extends AggregateKey {
  readonly state: string;
  readonly epoch: number;
  /** Higher than the last version this owner wrote or read; gaps are allowed. */
  readonly version: number;
  /** Players that leave the game with this cut: the row is free again. */
  readonly release?: boolean;
}

/** All aggregates that were dirty at one tick edge. Applied whole or not at all. */
export interface Cut {
  /** Growing per engine run; for logs and to recognize a repeated delivery. */
  readonly seq: number;
  readonly owner: string;
  /** Each key once. */
  readonly rows: readonly CutRow[];
}

export type CutResult =
  | { readonly outcome: "saved" }
  /** Nothing was written. These rows are not ours any more: evict and reload. */
  | { readonly outcome: "fenced"; readonly rows: readonly AggregateKey[] }
  /** Nothing was written and it may be tried again (disk full, connection refused …). */
  | { readonly outcome: "unavailable"; readonly reason: string }
  /** It may or may not have been written: bump the epoch by `claim` before writing again. */
  | { readonly outcome: "unknown"; readonly reason: string };

export class StoreUnavailableError extends OperatorError {
  override readonly name = "StoreUnavailableError";
}

export type CreateResult =
  | { readonly outcome: "created"; readonly row: AggregateRow }
  | { readonly outcome: "nameTaken" };

export type ClaimResult =
  | { readonly outcome: "claimed"; readonly row: AggregateRow }
  | { readonly outcome: "missing" }
  /** Somebody else has it under `row.epoch`. */
  | { readonly outcome: "refused"; readonly row: AggregateRow };

/** Who a row belongs to, as it was read. */
export interface Ownership {
  readonly owner: string;
  readonly epoch: number;
}

export type ReplaceResult =
  | "replaced"
  /** The row is not `expected`'s (any more): nothing was changed. */
  | "fenced"
  /** Another row bears the name: nothing was changed. */
  | "nameTaken";

/** Every call may throw StoreUnavailableError; nothing else. */
export interface AggregateStore {
  /** Gives the id (decimal digits, growing) and writes the row at version 1, epoch 1, unowned. */
  createPlayer(player: NewPlayerRow): Promise<CreateResult>;
  read(key: AggregateKey): Promise<AggregateRow | undefined>;
  findByName(kind: AggregateKind, name: string): Promise<AggregateRow | undefined>;
  readAuth(playerId: string): Promise<AuthRecord | undefined>;
  /** Compare-and-set on `version`; false when somebody was faster. */
  writeAuth(playerId: string, auth: Omit<AuthRecord, "version">, version: number): Promise<boolean>;
  /**
   * Takes ownership by compare-and-set: succeeds when the row's owner and epoch are still
   * `expected` (null = unowned), and makes the epoch one higher. So a claim that is carried out
   * late, after a later attempt, finds another epoch and does nothing. A missing row
   * of a kind that has leases is made from `initialState` first.
   */
  claim(
    key: AggregateKey,
    owner: string,
    expected: Ownership | null,
    initialState?: string,
  ): Promise<ClaimResult>;
  cut(cut: Cut): Promise<CutResult>;
  /** Ids and names of a kind in id order, after `after`; at most `limit`. */
  list(
    kind: AggregateKind,
    after: string | null,
    limit: number,
  ): Promise<readonly { readonly id: string; readonly name: string | null }[]>;
  /** Rows that have no owner and no version (bans): last writer wins; null deletes. */
  put(key: AggregateKey, name: string | null, state: string | null): Promise<void>;
  /**
   * Another name and state for a row that `expected` has, which gives it back; null deletes it,
   * with its secrets. Unlike `put` it takes nothing from anybody, neither a row nor a name.
   */
  replace(
    key: AggregateKey,
    expected: Ownership,
    next: { readonly name: string | null; readonly state: string } | null,
  ): Promise<ReplaceResult>;
  /** Waits for what is under way, then releases files, locks and connections. */
  close(): Promise<void>;
}

/** A row as another store had it, and a player's secrets. */
export interface MovedRow {
  readonly row: AggregateRow;
  readonly auth?: AuthRecord;
}

/** Stores that can be filled from another one. */
export interface LoadableStore extends AggregateStore {
  /**
   * Writes rows as they are, versions and epochs included, all or none; what was there is replaced.
   * Only while nobody owns anything in this store.
   */
  load(rows: readonly MovedRow[]): Promise<void>;
}
