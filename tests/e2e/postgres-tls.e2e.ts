/** An address that asks for TLS gets it; a database that cannot prove who it is gets nothing. */

import assert from "node:assert/strict";
import { chmodSync, chownSync } from "node:fs";
import { test } from "node:test";
import { PostgresStore } from "@ambon/persistence/adapter/postgres-store";
import { serverUser } from "@ambon/testing/adapter/postgres-program";
import { PostgresServer } from "@ambon/testing/adapter/postgres-server";
import { inDirectory, makeCertificate } from "@ambon/testing/adapter/test-certificate";

const applicationName = "tls";

test("[PG17] a connection is encrypted and the server proven as the address asks", async () => {
  await inDirectory(async (directory) => {
    chmodSync(directory, 0o755);
    const { certFile, keyFile } = makeCertificate(directory, "database");
    const other = makeCertificate(directory, "other");
    const user = serverUser();
    if (user !== undefined) chownSync(keyFile, user.uid, user.gid);
    const settings = ["ssl=on", `ssl_cert_file=${certFile}`, `ssl_key_file=${keyFile}`];
    const server = await PostgresServer.start({ settings });
    try {
      const url = await server.database();
      const asking = (file: string): string => `${url}?sslmode=verify-full&sslrootcert=${file}`;
      const store = await PostgresStore.open({ url: asking(certFile), applicationName });
      const sql = `SELECT bool_and(ssl) AS encrypted
                   FROM pg_stat_ssl JOIN pg_stat_activity USING (pid)
                   WHERE application_name LIKE '${applicationName}%'`;
      assert.deepEqual(await server.admin(sql), [{ encrypted: true }]);
      await store.close();
      await assert.rejects(PostgresStore.open({ url: asking(other.certFile), applicationName }), {
        name: "PostgresOpenError",
        message: /cannot be used \(.*certificate.*\); check AMBON_DATABASE_URL/i,
      });
    } finally {
      await server.destroy();
    }
  });
});
