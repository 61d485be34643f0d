// Goal: what keeps the store from opening is a sentence that says what to mend, without the
// password; and the tables are made once, by whoever comes first.

import assert from "node:assert/strict";
import { test } from "node:test";
import { eachPostgres } from "@ambon/testing/adapter/each-postgres";
import { freePort } from "@ambon/testing/adapter/free-port";
import type { PostgresServer } from "@ambon/testing/adapter/postgres-server";
import { openClient, openStore } from "../testing/postgres-rows.ts";
import { tooOld } from "./postgres-migrate.ts";
import { SCHEMA_VERSION } from "./postgres-schema.ts";

const PASSWORD = "hunter2";

/** What the operator reads. */
async function sentenceOf(url: string): Promise<string> {
  try {
    await (await openStore(url)).close();
    return "opened";
  } catch (error) {
    assert.equal((error as Error).name, "PostgresOpenError");
    assert.doesNotMatch(`${(error as Error).stack}`, /hunter2/);
    return (error as Error).message;
  }
}

const nameOf = (url: string): string => new URL(url).pathname.slice(1);
const guest = (server: PostgresServer, url: string): string =>
  server.url(nameOf(url), "guest", PASSWORD);

test("[PG14] a server that is not there is named with host and port", async () => {
  const port = await freePort();
  const url = `postgres://ambon:${PASSWORD}@127.0.0.1:${port}/game`;
  assert.equal(
    await sentenceOf(url),
    `Postgres at 127.0.0.1:${port} takes no connections. ` +
      "Start it, or check AMBON_DATABASE_URL for host and port.",
  );
  const nowhere = await sentenceOf(`postgres://ambon:${PASSWORD}@nowhere.invalid/game`);
  assert.match(nowhere, /nowhere\.invalid.*check AMBON_DATABASE_URL/);
  const wrong = await sentenceOf(`postgres://ambon:${PASSWORD}@[::1/game`);
  assert.match(wrong, /^AMBON_DATABASE_URL cannot be read/);
});

test("[PG14] a server older than 15 is refused", () => {
  assert.match(tooOld(140_012)?.message ?? "", /Postgres 14; 15 or newer is needed/);
  assert.equal(tooOld(150_000), undefined);
  assert.equal(tooOld(180_004), undefined);
});

eachPostgres((on, server) => {
  test(`[PG14] a wrong password, role or database is told apart (${on})`, async () => {
    const running = await server();
    const database = nameOf(await running.database());
    const where = `Postgres at 127.0.0.1:${running.port}`;
    assert.equal(
      await sentenceOf(running.url(database, "ambon", PASSWORD)),
      `${where} refuses the role ambon or its password; check AMBON_DATABASE_URL.`,
    );
    assert.match(await sentenceOf(running.url(database, "nobody", PASSWORD)), /role nobody or its/);
    assert.equal(
      await sentenceOf(running.url("nothing")),
      `${where} has no database nothing. Make it: CREATE DATABASE nothing OWNER ambon; ` +
        "or check AMBON_DATABASE_URL.",
    );
  });

  test(`[PG14] missing rights are named, and the schema alone is enough (${on})`, async () => {
    const running = await server();
    const url = await running.database();
    const role = `CREATE ROLE guest LOGIN PASSWORD '${PASSWORD}'`;
    await running.admin(`DROP ROLE IF EXISTS guest; ${role}`);
    assert.match(
      await sentenceOf(guest(running, url)),
      /The role guest may not create.*CREATE SCHEMA ambon AUTHORIZATION guest/,
    );
    await running.admin("CREATE SCHEMA ambon AUTHORIZATION guest", nameOf(url));
    assert.equal(await sentenceOf(guest(running, url)), "opened");
    await running.admin("DROP OWNED BY guest CASCADE; DROP ROLE guest", nameOf(url));
  });

  test(`[PG14] a standby is told (${on})`, async () => {
    const running = await server();
    const url = await running.database();
    await running.admin(`ALTER DATABASE ${nameOf(url)} SET default_transaction_read_only = on`);
    assert.match(await sentenceOf(url), /takes no writes: it is a standby/);
  });

  test(`[PG15] of many that start at once one makes the tables (${on})`, async () => {
    const url = await (await server()).database();
    const client = await openClient(url);
    try {
      const stores = await Promise.all([1, 2, 3, 4, 5].map(() => openStore(url)));
      await Promise.all(stores.map((store) => store.close()));
      const { rows } = await client.query("SELECT version FROM ambon.schema_versions");
      assert.deepEqual(
        rows,
        Array.from({ length: SCHEMA_VERSION }, (_, index) => ({ version: index + 1 })),
      );
    } finally {
      await client.end();
    }
  });

  test(`[PG15] tables of a newer program are refused and not touched (${on})`, async () => {
    const url = await (await server()).database();
    await (await openStore(url)).close();
    const client = await openClient(url);
    try {
      const newer = SCHEMA_VERSION + 1;
      await client.query("INSERT INTO ambon.schema_versions (version) VALUES ($1)", [newer]);
      const sentence = await sentenceOf(url);
      assert.match(sentence, new RegExp(`version ${newer} and this version .* ${SCHEMA_VERSION}:`));
      const { rows } = await client.query(
        "SELECT max(version) AS version FROM ambon.schema_versions",
      );
      assert.deepEqual(rows, [{ version: newer }]);
    } finally {
      await client.end();
    }
  });

  test(`[PG15] a migration that fails leaves nothing behind (${on})`, async () => {
    const running = await server();
    const url = await running.database();
    const client = await openClient(url);
    try {
      // In the way of a table that the first step makes.
      await client.query("CREATE SCHEMA ambon; CREATE TABLE ambon.secrets ()");
      assert.match(await sentenceOf(url), /cannot be used \(Postgres says 42P07/);
      const { rows } = await client.query(
        "SELECT table_name FROM information_schema.tables WHERE table_schema = 'ambon'",
      );
      assert.deepEqual(rows, [{ table_name: "secrets" }]);
    } finally {
      await client.end();
    }
  });
});
