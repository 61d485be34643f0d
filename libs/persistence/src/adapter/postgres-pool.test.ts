// Goal: connections that break, and a server that dies or freezes, cost calls their answer and the
// process nothing else.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Labels, type Log, type Metrics, silentMetrics } from "@ambon/kernel/ports";
import { eachPostgres } from "@ambon/testing/adapter/each-postgres";
import { PostgresServer } from "@ambon/testing/adapter/postgres-server";
import { claimPlaces, goldOf, next, QUICK } from "../testing/postgres-rows.ts";
import { CALLS_MAX } from "./postgres-pool.ts";
import { PostgresStore } from "./postgres-store.ts";

const away = { name: "StoreUnavailableError" };

interface Watched {
  readonly metrics: Metrics;
  readonly log: Log;
  readonly failures: string[];
  readonly told: string[];
}

const watched = (): Watched => {
  const failures: string[] = [];
  const told: string[] = [];
  const count = (name: string, _amount?: number, labels?: Labels): void => {
    if (name === "postgres_failures_total") failures.push(labels?.kind ?? "");
  };
  const log: Log = { event: (_level, event) => void told.push(event) };
  return { metrics: { ...silentMetrics, count }, log, failures, told };
};

eachPostgres((on, server) => {
  test(`[PG12] a connection that the server ends while it rests is replaced (${on})`, async () => {
    const running = await server();
    const { failures, told, ...ports } = watched();
    const url = await running.database();
    const store = await PostgresStore.open({ url, applicationName: "rest", ...ports });
    try {
      const [row] = await claimPlaces(store, "e1#a", 1);
      assert.ok(row !== undefined);
      const end = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name";
      await running.admin(`${end} LIKE 'rest%'`);
      while (failures.length < 2) await running.admin("SELECT 1");
      assert.deepEqual(await store.cut({ seq: 1, owner: "e1#a", rows: [next(row, 5)] }), {
        outcome: "saved",
      });
      assert.equal(await goldOf(store, row), 5);
      assert.deepEqual(failures, ["connection", "connection"]);
      assert.deepEqual(told, ["postgres_failed", "postgres_failed"]);
    } finally {
      await store.close();
    }
  });
});

test("[PG12] while Postgres is dead every call says so, and all works when it is back", async () => {
  const server = await PostgresServer.start();
  const { told, ...ports } = watched();
  const url = await server.database();
  const store = await PostgresStore.open({ url, applicationName: "dead", ...ports });
  try {
    const [row] = await claimPlaces(store, "e1#a", 1);
    assert.ok(row !== undefined);
    await server.kill();
    const cut = { seq: 1, owner: "e1#a", rows: [next(row, 5)] };
    for (let tries = 0; tries < 3; tries += 1) {
      assert.equal((await store.cut(cut)).outcome, "unavailable");
      await assert.rejects(store.read(row), away);
    }
    assert.equal(told.length, 2, "once for each lane");
    await server.again();
    assert.deepEqual(await store.cut(cut), { outcome: "saved" });
    assert.equal(await goldOf(store, row), 5);
  } finally {
    await store.close();
    await server.destroy();
  }
});

test("[PG13] a frozen Postgres costs calls their deadline, and closing the store only seconds", async () => {
  const server = await PostgresServer.start();
  const url = await server.database();
  const timeouts = { ...QUICK, answerMs: 300, connectMs: 300 };
  const store = await PostgresStore.open({ url, applicationName: "frozen", timeouts });
  try {
    const [row] = await claimPlaces(store, "e1#a", 1);
    assert.ok(row !== undefined);
    server.freeze();
    await assert.rejects(store.read(row), { ...away, message: /timeout/i });
    const cut = { seq: 1, owner: "e1#a", rows: [next(row, 5)] };
    assert.equal((await store.cut(cut)).outcome, "unavailable");
    const flood = Array.from({ length: CALLS_MAX + 1 }, () => store.read(row));
    const results = await Promise.allSettled(flood);
    const reasons = results.map((one) =>
      one.status === "rejected" ? `${one.reason}` : "answered",
    );
    assert.match(reasons.at(-1) ?? "", /too much to do/);
    assert.ok(!reasons.includes("answered"));
    server.thaw();
    assert.equal(await goldOf(store, row), 0);
    server.freeze();
  } finally {
    await store.close();
    await server.destroy();
  }
});
