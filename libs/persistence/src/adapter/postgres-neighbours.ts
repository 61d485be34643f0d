/** Who else of ours is connected to the database: engines and tools name themselves `ambon …`. */

import type { PostgresPool } from "./postgres-pool.ts";

/** Each process is there once per lane, with the lane behind its name. */
const OURS = `
  SELECT DISTINCT regexp_replace(application_name, ' (cut|call)$', '') AS name
  FROM pg_stat_activity
  WHERE datname = current_database() AND application_name LIKE 'ambon %' ORDER BY 1`;

/** Names of other processes of ours. Throws StoreUnavailableError. */
export async function neighbours(pool: PostgresPool, me: string): Promise<readonly string[]> {
  const { rows } = await pool.query<{ name: string }>(OURS, []);
  return rows.map(({ name }) => name).filter((name) => name !== me);
}
