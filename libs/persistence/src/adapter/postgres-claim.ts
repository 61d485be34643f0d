/**
 * Taking ownership: one UPDATE that is its own comparison. What it refuses is read afterwards, only
 * to be told; a row that was freed between the two is asked for again.
 */

import type { ClaimOrder } from "../row-rules.ts";
import { type AggregateRow, type ClaimResult, StoreUnavailableError } from "../store.ts";
import { LEASED_KINDS } from "../zone-leases.ts";
import type { PostgresPool } from "./postgres-pool.ts";
import { ROW_COLUMNS, type StoredRow, toRow } from "./postgres-row.ts";

/** How often a row may change hands between the claim and the look at it. */
const TRIES_MAX = 5;

const CLAIM = `
  UPDATE ambon.aggregates
  SET owner = $3, epoch = epoch + 1, updated_at = now(),
    lease_until = CASE WHEN owner = $3 THEN lease_until END
  WHERE kind = $1 AND id = $2
    AND CASE WHEN $4::text IS NULL THEN owner IS NULL
             ELSE owner = $4 AND epoch = $5 END
  RETURNING ${ROW_COLUMNS}`;

/** Throws StoreUnavailableError. */
export async function claimRow(pool: PostgresPool, order: ClaimOrder): Promise<ClaimResult> {
  const { key, owner, expected } = order;
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const { rows } = await pool.query<StoredRow>(CLAIM, [
      key.kind,
      key.id,
      owner,
      expected?.owner ?? null,
      expected?.epoch ?? null,
    ]);
    if (rows[0] !== undefined) return { outcome: "claimed", row: toRow(rows[0]) };
    const found = await readRow(pool, key.kind, key.id);
    if (found !== undefined && !isFree(found, order)) return { outcome: "refused", row: found };
    if (found === undefined && !(await makeRow(pool, order))) return { outcome: "missing" };
  }
  throw new StoreUnavailableError(`${key.kind} ${key.id} keeps changing hands: try again`);
}

export async function readRow(
  pool: PostgresPool,
  kind: string,
  id: string,
): Promise<AggregateRow | undefined> {
  const { rows } = await pool.query<StoredRow>(
    `SELECT ${ROW_COLUMNS} FROM ambon.aggregates WHERE kind = $1 AND id = $2`,
    [kind, id],
  );
  return rows[0] === undefined ? undefined : toRow(rows[0]);
}

const isFree = (row: AggregateRow, { expected }: ClaimOrder): boolean =>
  expected === null
    ? row.owner === null
    : row.owner === expected.owner && row.epoch === expected.epoch;

/** A place that was never stored; false when none is to be made. */
export async function makeRow(pool: PostgresPool, order: ClaimOrder): Promise<boolean> {
  const { key, expected, initialState } = order;
  if (initialState === undefined || expected !== null) return false;
  if (!LEASED_KINDS.includes(key.kind)) return false;
  await pool.query(
    `INSERT INTO ambon.aggregates (kind, id, state, version, epoch)
     VALUES ($1, $2, $3::json, 1, 1) ON CONFLICT (kind, id) DO NOTHING`,
    [key.kind, key.id, initialState],
  );
  return true;
}
