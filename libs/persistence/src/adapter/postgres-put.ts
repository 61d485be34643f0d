/** Rows written over their owners' heads, and taken away: in one transaction each. */

import { nameKey } from "../row-rules.ts";
import type { AggregateKey } from "../store.ts";
import { sqlState } from "./postgres-error.ts";
import { type Client, type PostgresPool, unavailable } from "./postgres-pool.ts";

/** How often somebody may take the name between our look and our write. */
const TRIES_MAX = 5;
const TAKEN = "23505";
/** Whoever moves the sequence of ids: "ids" in ASCII, no other program's number. */
const IDS_LOCK = 0x616d626f6e696473n.toString();

/** Throws StoreUnavailableError. */
export async function putRow(
  pool: PostgresPool,
  key: AggregateKey,
  name: string | null,
  state: string | null,
): Promise<void> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await pool.run("call", async (client) => {
        await client.query("BEGIN");
        if (state === null) await removeRow(client, key);
        else await writeRow(client, key, name, state);
        await client.query("COMMIT");
      });
    } catch (error) {
      if (sqlState(error) !== TAKEN || tries >= TRIES_MAX) throw unavailable(error);
    }
  }
}

async function removeRow(client: Client, { kind, id }: AggregateKey): Promise<void> {
  await client.query("DELETE FROM ambon.aggregates WHERE kind = $1 AND id = $2", [kind, id]);
  if (kind !== "player") return;
  await client.query("DELETE FROM ambon.secrets WHERE player_id = $1", [id]);
}

async function writeRow(
  client: Client,
  { kind, id }: AggregateKey,
  name: string | null,
  state: string,
): Promise<void> {
  const key = name === null ? null : nameKey(name);
  // Both rows are locked in the order in which cuts lock them.
  await client.query(
    `SELECT FROM ambon.aggregates WHERE kind = $1 AND (id = $2 OR name_key = $3)
     ORDER BY kind, id FOR UPDATE`,
    [kind, id, key],
  );
  await client.query(
    `UPDATE ambon.aggregates
     SET name = NULL, name_key = NULL, version = version + 1, updated_at = now()
     WHERE kind = $1 AND name_key = $2 AND id <> $3`,
    [kind, key, id],
  );
  await client.query(
    `INSERT INTO ambon.aggregates AS stored (kind, id, name, name_key, state, version, epoch)
     VALUES ($1, $2, $3, $4, $5::json, 1, 1)
     ON CONFLICT (kind, id) DO UPDATE
     SET name = excluded.name, name_key = excluded.name_key, state = excluded.state,
         version = stored.version + 1, epoch = stored.epoch + 1, owner = NULL, updated_at = now()`,
    [kind, id, name, key, state],
  );
  if (kind === "player" && /^\d{1,18}$/.test(id)) await reserveId(client, id);
}

/** New players get ids above `id`: it came from elsewhere. Within a transaction. */
export async function reserveId(client: Client, id: string): Promise<void> {
  await client.query("SELECT pg_advisory_xact_lock($1)", [IDS_LOCK]);
  await client.query(
    `SELECT setval('ambon.player_ids', $1::bigint) FROM ambon.player_ids
     WHERE last_value < $1::bigint`,
    [id],
  );
}
