/** Rows of another store, as they were there: one transaction for all that are given. */

import { compareIds, nameKey } from "../row-rules.ts";
import type { MovedRow } from "../store.ts";
import { type Client, type PostgresPool, unavailable } from "./postgres-pool.ts";
import { reserveId } from "./postgres-put.ts";

const LOAD_ROW = `
  INSERT INTO ambon.aggregates (kind, id, name, name_key, state, version, owner, epoch)
  VALUES ($1, $2, $3, $4, $5::json, $6, $7, $8)
  ON CONFLICT (kind, id) DO UPDATE
  SET name = excluded.name, name_key = excluded.name_key, state = excluded.state,
      version = excluded.version, owner = excluded.owner, epoch = excluded.epoch,
      updated_at = now()`;

const LOAD_SECRETS = `
  INSERT INTO ambon.secrets (player_id, password_hash, failures, locked_until_ms, version)
  VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (player_id) DO UPDATE
  SET password_hash = excluded.password_hash, failures = excluded.failures,
      locked_until_ms = excluded.locked_until_ms, version = excluded.version`;

/** Throws StoreUnavailableError; then none of them is there. */
export async function loadRows(pool: PostgresPool, moved: readonly MovedRow[]): Promise<void> {
  try {
    await pool.run("cut", async (client) => {
      await client.query("BEGIN");
      for (const one of moved) await loadRow(client, one);
      const ids = moved
        .filter(({ row }) => row.kind === "player" && /^\d{1,18}$/.test(row.id))
        .map(({ row }) => row.id)
        .sort(compareIds);
      const last = ids.at(-1);
      if (last !== undefined) await reserveId(client, last);
      await client.query("COMMIT");
    });
  } catch (error) {
    throw unavailable(error);
  }
}

async function loadRow(client: Client, { row, auth }: MovedRow): Promise<void> {
  const { kind, id, name, state, version, owner, epoch } = row;
  const key = name === null ? null : nameKey(name);
  await client.query(LOAD_ROW, [kind, id, name, key, state, version, owner, epoch]);
  if (auth === undefined) return;
  const { passwordHash, failures, lockedUntilMs } = auth;
  await client.query(LOAD_SECRETS, [id, passwordHash, failures, lockedUntilMs, auth.version]);
}
