/** Rows as Postgres gives them. 64-bit numbers come as text: the driver makes no doubles of it. */

import type { AggregateKind, AggregateRow, AuthRecord } from "../store.ts";

/** What to select for `toRow`: the state as text, or the driver would parse it. */
export const ROW_COLUMNS = "kind, id, name, state::text AS state, version, owner, epoch";

export interface StoredRow {
  readonly kind: AggregateKind;
  readonly id: string;
  readonly name: string | null;
  readonly state: string;
  readonly version: string;
  readonly owner: string | null;
  readonly epoch: string;
}

export const toRow = (stored: StoredRow): AggregateRow => ({
  kind: stored.kind,
  id: stored.id,
  name: stored.name,
  state: stored.state,
  version: Number(stored.version),
  owner: stored.owner,
  epoch: Number(stored.epoch),
});

export const AUTH_COLUMNS = "password_hash, failures, locked_until_ms, version";

export interface StoredAuth {
  readonly password_hash: string;
  readonly failures: number;
  readonly locked_until_ms: string;
  readonly version: string;
}

export const toAuth = (stored: StoredAuth): AuthRecord => ({
  passwordHash: stored.password_hash,
  failures: stored.failures,
  lockedUntilMs: Number(stored.locked_until_ms),
  version: Number(stored.version),
});
