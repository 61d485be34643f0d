/**
 * Brings the tables to the version this program knows.
 *
 * One transaction under an advisory lock, so that of several processes that start at once one does
 * it and the others find it done. Tables of a newer program are refused and not touched.
 */

import { PostgresOpenError } from "./postgres-error.ts";
import type { Client } from "./postgres-pool.ts";
import { MIGRATIONS, SCHEMA_VERSION } from "./postgres-schema.ts";

/** Any number that no other program of the database uses: "ambon" in ASCII. */
const LOCK = 0x616d626f6e;
const OLDEST_SERVER = 150_000;
/** Somebody else may be migrating large tables. */
const MIGRATION_MS = 600_000;

/** Throws PostgresOpenError, or what Postgres says. */
export async function migrate(client: Client): Promise<void> {
  await mustBeRecent(client);
  await client.query("BEGIN");
  for (const timeout of ["statement_timeout", "lock_timeout"]) {
    await client.query(`SET LOCAL ${timeout} = ${MIGRATION_MS}`);
  }
  await ask(client, `SELECT pg_advisory_xact_lock(${LOCK})`);
  const version = await currentVersion(client);
  if (version > SCHEMA_VERSION) {
    throw new PostgresOpenError(
      `The database has tables of version ${version} and this version of the server knows ` +
        `${SCHEMA_VERSION}: start the newer version, or restore a backup made before it.`,
    );
  }
  for (const [index, step] of MIGRATIONS.entries()) {
    if (index < version) continue;
    await ask(client, step);
    await client.query("INSERT INTO ambon.schema_versions (version) VALUES ($1)", [index + 1]);
  }
  await client.query("COMMIT");
}

/** The pool's own deadline is for the game's small statements. */
const ask = (client: Client, text: string) =>
  client.query({ text, query_timeout: MIGRATION_MS } as { text: string });

async function mustBeRecent(client: Client): Promise<void> {
  const { rows } = await client.query<{ server_version_num: string }>("SHOW server_version_num");
  const refusal = tooOld(Number(rows[0]?.server_version_num));
  if (refusal !== undefined) throw refusal;
}

/** For `server_version_num`: 150004 is 15.4. */
export function tooOld(version: number): PostgresOpenError | undefined {
  if (version >= OLDEST_SERVER) return undefined;
  const major = Math.floor(version / 10_000);
  return new PostgresOpenError(`The database server is Postgres ${major}; 15 or newer is needed.`);
}

/** 0 = nothing there yet; the schema is made first, if an administrator has not done it. */
async function currentVersion(client: Client): Promise<number> {
  const { rows: found } = await client.query<{ schema: boolean; table: boolean }>(
    `SELECT to_regnamespace('ambon') IS NOT NULL AS schema,
            to_regclass('ambon.schema_versions') IS NOT NULL AS table`,
  );
  if (found[0]?.schema !== true) await client.query("CREATE SCHEMA ambon");
  if (found[0]?.table !== true) {
    await client.query(
      `CREATE TABLE ambon.schema_versions (
         version integer PRIMARY KEY, applied_at timestamptz NOT NULL DEFAULT now())`,
    );
  }
  const { rows } = await client.query<{ version: number | null }>(
    "SELECT max(version) AS version FROM ambon.schema_versions",
  );
  return rows[0]?.version ?? 0;
}
