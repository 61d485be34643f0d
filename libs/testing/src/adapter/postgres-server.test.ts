// Goal: the Postgres that other tests trust is killed, started again and frozen as they are told.

import assert from "node:assert/strict";
import { test } from "node:test";
import pg from "pg";
import { postgresPrograms } from "./postgres-program.ts";
import { PostgresServer } from "./postgres-server.ts";

for (const program of postgresPrograms()) {
  test(`[PG1] what was committed is there after kill -9 (Postgres ${program.major})`, async () => {
    const server = await PostgresServer.start({ program });
    try {
      const url = await server.database();
      const client = new pg.Client({ connectionString: url });
      client.on("error", () => undefined); // the kill
      await client.connect();
      await client.query("CREATE TABLE kept (word text)");
      await client.query("INSERT INTO kept VALUES ('yes')");
      await client.query("BEGIN");
      await client.query("INSERT INTO kept VALUES ('no')");
      await server.kill();
      await assert.rejects(server.admin("SELECT 1"), { code: "ECONNREFUSED" });
      await server.again();
      assert.deepEqual(await server.admin("SELECT word FROM kept", "game_1"), [{ word: "yes" }]);
    } finally {
      await server.destroy();
    }
  });
}

test("[PG1] a frozen Postgres keeps its connections and answers when it is thawed", async () => {
  const server = await PostgresServer.start();
  try {
    const connectionString = await server.database();
    const client = new pg.Client({ connectionString, application_name: "frozen" });
    await client.connect();
    const [pid] = await server.backends("frozen");
    assert.equal(pid, (client as unknown as { processID: number }).processID);
    server.freezeBackend(Number(pid));
    const answer = client.query("SELECT 1 AS one");
    assert.equal((await server.backends("frozen")).length, 1, "only that backend is frozen");
    server.freeze();
    server.thaw();
    assert.deepEqual((await answer).rows, [{ one: 1 }]);
    await client.end();
  } finally {
    await server.destroy();
  }
});
