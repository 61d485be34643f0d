/** Tests that run on every Postgres of this machine. */

import { after } from "node:test";
import { postgresPrograms } from "./postgres-program.ts";
import { PostgresServer } from "./postgres-server.ts";

/**
 * Registers tests once per version. `server` starts it for the first test that asks, and all tests
 * of the file share it, each with a database of its own.
 */
export function eachPostgres(
  register: (label: string, server: () => Promise<PostgresServer>) => void,
): void {
  for (const program of postgresPrograms()) {
    let started: Promise<PostgresServer> | undefined;
    after(async () => (await started)?.destroy());
    register(`Postgres ${program.major}`, () => {
      started ??= PostgresServer.start({ program });
      return started;
    });
  }
}
