/** Another name and state for a row that is still its owner's: one statement that compares. */

import { nameKey } from "../row-rules.ts";
import type { AggregateKey, Ownership, ReplaceResult } from "../store.ts";
import { sqlState } from "./postgres-error.ts";
import { type PostgresPool, unavailable } from "./postgres-pool.ts";

const TAKEN = "23505";

const REPLACE = `
  UPDATE ambon.aggregates AS stored
  SET name = $5, name_key = $6, state = $7::json, version = version + 1, owner = NULL,
      updated_at = now()
  WHERE kind = $1 AND id = $2 AND owner = $3 AND epoch = $4
    AND NOT EXISTS (SELECT FROM ambon.aggregates AS other
                    WHERE other.kind = $1 AND other.name_key = $6 AND other.id <> $2)
  RETURNING id`;

const REMOVE = `
  WITH gone AS (
    DELETE FROM ambon.aggregates
    WHERE kind = $1 AND id = $2 AND owner = $3 AND epoch = $4 RETURNING kind, id
  ), secrets AS (
    DELETE FROM ambon.secrets USING gone WHERE gone.kind = 'player' AND player_id = gone.id
  )
  SELECT id FROM gone`;

const IS_OWNERS = `
  SELECT id FROM ambon.aggregates WHERE kind = $1 AND id = $2 AND owner = $3 AND epoch = $4`;

/** Throws StoreUnavailableError. */
export async function replaceRow(
  pool: PostgresPool,
  { kind, id }: AggregateKey,
  { owner, epoch }: Ownership,
  next: { readonly name: string | null; readonly state: string } | null,
): Promise<ReplaceResult> {
  const mine = [kind, id, owner, epoch];
  try {
    return await pool.run("call", async (client) => {
      if (next === null) {
        return (await client.query(REMOVE, mine)).rowCount === 1 ? "replaced" : "fenced";
      }
      const key = next.name === null ? null : nameKey(next.name);
      const { rowCount } = await client.query(REPLACE, [...mine, next.name, key, next.state]);
      if (rowCount === 1) return "replaced";
      return (await client.query(IS_OWNERS, mine)).rowCount === 1 ? "nameTaken" : "fenced";
    });
  } catch (error) {
    // Somebody took the name between the statement's look and its write.
    if (sqlState(error) === TAKEN) return "nameTaken";
    throw unavailable(error);
  }
}
