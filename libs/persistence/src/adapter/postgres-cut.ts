/**
 * A cut as one transaction.
 *
 *   BEGIN ─▶ UPDATE … RETURNING, batch by batch ─▶ all there? ─▶ COMMIT ─▶ saved
 *                                                     └─▶ a row fenced ─▶ ROLLBACK ─▶ fenced
 *
 * - The epoch and the version that are tested are those of the row that is written, so a take-over
 *   that commits while the update waits for the row is seen: Postgres looks at the row again. (A
 *   fence in another row is not looked at again: measured, the stale write wins.)
 * - Rows are locked in the order of their keys, over all batches, so two cuts that want the same
 *   rows wait for each other and never in a circle.
 * - A row that does not come back is read: same epoch and a version not below ours = it is stored
 *   already; anything else fences the whole cut.
 * - An error before COMMIT was sent is `unavailable`: without COMMIT nothing is ever written,
 *   however late a stopped backend goes on. After it, only an answer that proves the rollback is;
 *   all else is `unknown`.
 */

import { keyText } from "../row-rules.ts";
import {
  type AggregateKey,
  type Cut,
  type CutResult,
  type CutRow,
  StoreUnavailableError,
} from "../store.ts";
import { failureReason, provesRollback } from "./postgres-error.ts";
import type { Client, PostgresPool } from "./postgres-pool.ts";

/** Rows of one statement, and characters of state in it: what this process does in one go. */
const BATCH_ROWS = 250;
const BATCH_CHARACTERS = 512 * 1024;
/** Parameters before the states. */
const FIRST_STATE = 7;

/** Never throws what the store or its connection does. */
export async function writeCut(pool: PostgresPool, cut: Cut): Promise<CutResult> {
  const progress = { commitSent: false };
  try {
    return await pool.run("cut", (client) => transaction(client, cut, progress));
  } catch (error) {
    const reason = error instanceof StoreUnavailableError ? error.message : failureReason(error);
    const isUnknown = progress.commitSent && !provesRollback(error);
    return { outcome: isUnknown ? "unknown" : "unavailable", reason };
  }
}

async function transaction(
  client: Client,
  cut: Cut,
  progress: { commitSent: boolean },
): Promise<CutResult> {
  await client.query("BEGIN");
  const fenced = new Set<string>();
  for (const batch of batches(cut.rows)) {
    for (const key of await writeBatch(client, cut.owner, batch)) fenced.add(key);
  }
  if (fenced.size > 0) {
    await client.query("ROLLBACK");
    const rows = cut.rows.filter((row) => fenced.has(keyText(row)));
    return { outcome: "fenced", rows: rows.map(({ kind, id }) => ({ kind, id })) };
  }
  progress.commitSent = true;
  const { command } = await client.query("COMMIT");
  // Postgres answers the COMMIT of a failed transaction so, and calls it no error.
  if (command !== "COMMIT") return { outcome: "unavailable", reason: "Postgres rolled it back" };
  return { outcome: "saved" };
}

const compareKeys = (left: AggregateKey, right: AggregateKey): number =>
  left.kind === right.kind ? (left.id < right.id ? -1 : 1) : left.kind < right.kind ? -1 : 1;

function* batches(rows: readonly CutRow[]): Generator<readonly CutRow[]> {
  let batch: CutRow[] = [];
  let characters = 0;
  for (const row of [...rows].sort(compareKeys)) {
    const isFull = batch.length >= BATCH_ROWS || characters + row.state.length > BATCH_CHARACTERS;
    if (isFull && batch.length > 0) {
      yield batch;
      batch = [];
      characters = 0;
    }
    batch.push(row);
    characters += row.state.length;
  }
  if (batch.length > 0) yield batch;
}

/**
 * Writes the rows that are `$6`'s. States are parameters of their own: as elements of one array
 * they would be escaped and unescaped, which costs three times as much here.
 */
export const updateStatement = (rows: number): string => {
  const states = Array.from({ length: rows }, (_, index) => `$${FIRST_STATE + index}`).join(",");
  return `
    WITH given AS (
      SELECT * FROM unnest($1::text[], $2::text[], $3::bigint[], $4::bigint[], $5::boolean[],
                           ARRAY[${states}]::text[])
        AS given (kind, id, epoch, version, release, state)
    ), locked AS MATERIALIZED (
      SELECT kind, id FROM ambon.aggregates JOIN given USING (kind, id)
      ORDER BY kind, id FOR UPDATE OF aggregates
    )
    UPDATE ambon.aggregates AS stored
    SET state = given.state::json, version = given.version, updated_at = now(),
        owner = CASE WHEN given.release THEN NULL ELSE $6 END,
        lease_until = CASE WHEN given.release THEN NULL ELSE lease_until END
    FROM given JOIN locked USING (kind, id)
    WHERE stored.kind = given.kind AND stored.id = given.id AND stored.owner = $6
      AND stored.epoch = given.epoch AND stored.version < given.version
    RETURNING stored.kind, stored.id`;
};

export const updateValues = (owner: string, rows: readonly CutRow[]): unknown[] => [
  rows.map(({ kind }) => kind),
  rows.map(({ id }) => id),
  rows.map(({ epoch }) => epoch),
  rows.map(({ version }) => version),
  rows.map(({ release }) => release === true),
  owner,
  ...rows.map(({ state }) => state),
];

/** The keys of those that are fenced. */
async function writeBatch(
  client: Client,
  owner: string,
  rows: readonly CutRow[],
): Promise<readonly string[]> {
  const written = await client.query<AggregateKey>(
    updateStatement(rows.length),
    updateValues(owner, rows),
  );
  if (written.rows.length === rows.length) return [];
  const done = new Set(written.rows.map(keyText));
  const missing = rows.filter((row) => !done.has(keyText(row)));
  const { rows: found } = await client.query<AggregateKey & { epoch: string; version: string }>(
    `SELECT kind, id, epoch, version
     FROM ambon.aggregates
     JOIN unnest($1::text[], $2::text[]) AS missing (kind, id) USING (kind, id)`,
    [missing.map(({ kind }) => kind), missing.map(({ id }) => id)],
  );
  const stored = new Map(found.map((row) => [keyText(row), row]));
  return missing
    .filter((row) => {
      const there = stored.get(keyText(row));
      const isStored = Number(there?.epoch) === row.epoch && Number(there?.version) >= row.version;
      return !isStored;
    })
    .map(keyText);
}
