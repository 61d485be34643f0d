/**
 * Leases of zones in Postgres: the time until which a row is its owner's stands in the row, on the
 * server's clock, and is compared by the very statement that takes the row. `clock_timestamp()` is
 * the moment of the comparison; `now()` would be the beginning of a transaction that waited.
 */

import { type AggregateKind, StoreUnavailableError } from "../store.ts";
import { type HeldLease, LEASED_KINDS, type TakeOrder, type TakeResult } from "../zone-leases.ts";
import { makeRow } from "./postgres-claim.ts";
import type { PostgresPool } from "./postgres-pool.ts";
import { ROW_COLUMNS, type StoredRow, toRow } from "./postgres-row.ts";

const TTL = (parameter: string): string =>
  `clock_timestamp() + ${parameter} * interval '1 millisecond'`;

const TAKE = `
  UPDATE ambon.aggregates
  SET owner = $3, epoch = epoch + 1, lease_until = ${TTL("$6::bigint")}, updated_at = now()
  WHERE kind = $1 AND id = $2
    AND (owner IS NULL OR lease_until <= clock_timestamp()
         OR (owner = $4 AND epoch = $5))
  RETURNING ${ROW_COLUMNS}`;

const LOOK = `
  SELECT owner, epoch,
    ceil(extract(epoch FROM lease_until - clock_timestamp()) * 1000)::text AS left_ms
  FROM ambon.aggregates WHERE kind = $1 AND id = $2 AND owner IS NOT NULL`;

interface Holder {
  readonly owner: string;
  readonly epoch: string;
  readonly left_ms: string | null;
}

/** How often a row may change hands between the claim and the look at it. */
const TRIES_MAX = 5;

/** Throws StoreUnavailableError. */
export async function takeLease(pool: PostgresPool, order: TakeOrder): Promise<TakeResult> {
  const { key, owner, from, initialState, ttlMs } = order;
  const values = [key.kind, key.id, owner, from?.owner ?? null, from?.epoch ?? null, ttlMs];
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    const { rows } = await pool.query<StoredRow>(TAKE, values);
    if (rows[0] !== undefined) return { outcome: "taken", row: toRow(rows[0]) };
    const holder = (await pool.query<Holder>(LOOK, [key.kind, key.id])).rows[0];
    if (holder === undefined) await makeRow(pool, { key, owner, expected: null, initialState });
    else if (holder.left_ms === null || Number(holder.left_ms) > 0) return heldBy(holder);
  }
  throw new StoreUnavailableError(`${key.kind} ${key.id} keeps changing hands: try again`);
}

const heldBy = ({ owner, epoch, left_ms: leftMs }: Holder): TakeResult => ({
  outcome: "held",
  owner,
  epoch: Number(epoch),
  leftMs: leftMs === null ? null : Number(leftMs),
});

export async function renewLeases(
  pool: PostgresPool,
  owner: string,
  ttlMs: number,
): Promise<readonly HeldLease[]> {
  const { rows } = await pool.query<{ kind: AggregateKind; id: string; epoch: string }>(
    `UPDATE ambon.aggregates SET lease_until = ${TTL("$2::bigint")}
     WHERE owner = $1 AND kind = ANY($3::text[]) RETURNING kind, id, epoch`,
    [owner, ttlMs, LEASED_KINDS],
  );
  return rows.map(({ kind, id, epoch }) => ({ kind, id, epoch: Number(epoch) }));
}

export async function hasLapsed(pool: PostgresPool, owner: string): Promise<boolean> {
  const { rows } = await pool.query(
    "SELECT FROM ambon.aggregates WHERE owner = $1 AND lease_until > clock_timestamp() LIMIT 1",
    [owner],
  );
  return rows.length === 0;
}
