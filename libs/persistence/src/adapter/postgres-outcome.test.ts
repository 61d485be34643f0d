// Goal: a cut that went wrong says what is known of it, and what is not known is settled by a claim
// before anything is written again; nothing that comes late wins.

import assert from "node:assert/strict";
import { test } from "node:test";
import { eachPostgres } from "@ambon/testing/adapter/each-postgres";
import { type Judge, TcpProxy } from "@ambon/testing/adapter/tcp-proxy";
import pg from "pg";
import type { AggregateRow, AggregateStore, Cut } from "../store.ts";
import { claimPlaces, goldOf, next, openStore } from "../testing/postgres-rows.ts";
import { provesRollback } from "./postgres-error.ts";

const ME = "e1#a";
const cutOf = (seq: number, row: AggregateRow, gold: number): Cut => ({
  seq,
  owner: ME,
  rows: [next(row, gold, row.version + seq)],
});
const isCommit = (bytes: Buffer): boolean => bytes.includes("COMMIT\0");

/** What the engine does after an unknown outcome: claims until it succeeds. */
async function reclaimed(store: AggregateStore, row: AggregateRow): Promise<AggregateRow> {
  for (;;) {
    try {
      const { owner, epoch } = (await store.read(row)) ?? row;
      const claim = await store.claim(row, ME, { owner: owner ?? "", epoch });
      if (claim.outcome === "claimed") return claim.row;
    } catch (error) {
      assert.equal((error as Error).name, "StoreUnavailableError");
    }
  }
}

eachPostgres((on, server) => {
  /** A store behind a proxy whose judge is in force once the place is claimed. */
  const behind = async (
    story: (store: AggregateStore, row: AggregateRow, proxy: TcpProxy) => Promise<void>,
  ): Promise<void> => {
    const running = await server();
    const proxy = await TcpProxy.start(running.port);
    const url = (await running.database()).replace(`:${running.port}/`, `:${proxy.port}/`);
    const store = await openStore(url, "behind");
    try {
      const [row] = await claimPlaces(store, ME, 1);
      assert.ok(row !== undefined);
      await story(store, row, proxy);
    } finally {
      await store.close();
      await proxy.close();
    }
  };

  const brokenBy =
    (judge: Judge) => async (store: AggregateStore, row: AggregateRow, proxy: TcpProxy) => {
      proxy.judge = judge;
      const result = await store.cut(cutOf(1, row, 1));
      proxy.judge = () => "pass";
      return result.outcome;
    };

  test(`[PG6] what breaks before COMMIT was sent is unavailable, and was not written (${on})`, () =>
    behind(async (store, row, proxy) => {
      const breaks = brokenBy((_direction, bytes) => (bytes.includes("UPDATE") ? "lose" : "pass"));
      assert.equal(await breaks(store, row, proxy), "unavailable");
      assert.equal(await goldOf(store, row), 0);
      assert.deepEqual(await store.cut(cutOf(2, row, 2)), { outcome: "saved" });
    }));

  test(`[PG7] a COMMIT that got lost, or whose answer did, is unknown until a claim (${on})`, () =>
    behind(async (store, row, proxy) => {
      const lost = brokenBy((_direction, bytes) => (isCommit(bytes) ? "lose" : "pass"));
      assert.equal(await lost(store, row, proxy), "unknown");
      let mine = await reclaimed(store, row);
      assert.equal(mine.state, '{"gold":0}');
      let committing = false;
      const unanswered = brokenBy((direction, bytes) => {
        committing ||= isCommit(bytes);
        return committing && direction === "toClient" ? "lose" : "pass";
      });
      assert.equal(await unanswered(store, mine, proxy), "unknown");
      mine = await reclaimed(store, mine);
      assert.equal(mine.state, '{"gold":1}');
      assert.deepEqual(await store.cut(cutOf(2, mine, 2)), { outcome: "saved" });
    }));

  test(`[PG8] a COMMIT that arrives after the claim changes nothing any more (${on})`, () =>
    behind(async (store, row, proxy) => {
      const held = brokenBy((_direction, bytes) => (isCommit(bytes) ? "hold" : "pass"));
      const judge = held(store, row, proxy);
      assert.equal(await judge, "unknown");
      // The rows are locked until the server ends the silent session.
      const mine = await reclaimed(store, row);
      assert.deepEqual(await store.cut(cutOf(2, mine, 2)), { outcome: "saved" });
      await proxy.release();
      assert.equal(await goldOf(store, row), 2);
      assert.equal((await store.read(row))?.version, mine.version + 2);
    }));

  test(`[PG8] a cut in a stopped backend is given up, and never comes through later (${on})`, async () => {
    const running = await server();
    const store = await openStore(await running.database(), "stopped");
    try {
      const [row] = await claimPlaces(store, ME, 1);
      assert.ok(row !== undefined);
      assert.deepEqual(await store.cut(cutOf(1, row, 1)), { outcome: "saved" });
      const [pid = 0] = await running.backends("stopped cut");
      running.freezeBackend(pid);
      assert.equal((await store.cut(cutOf(2, row, 2))).outcome, "unavailable");
      assert.deepEqual(await store.cut(cutOf(3, row, 3)), { outcome: "saved" });
      running.thawBackend(pid);
      while ((await running.backends("stopped cut")).includes(pid));
      assert.equal(await goldOf(store, row), 3);
    } finally {
      await store.close();
    }
  });
});

test("[PG7] only a conflict or a broken constraint proves that a COMMIT did nothing", () => {
  const answer = (code: string): pg.DatabaseError =>
    Object.assign(new pg.DatabaseError("said", 4, "error"), { code });
  for (const code of ["40001", "40P01", "23505"]) assert.ok(provesRollback(answer(code)), code);
  for (const code of ["57P01", "40003", "08006", "XX000", "53100", "57014"]) {
    assert.ok(!provesRollback(answer(code)), code);
  }
  assert.ok(!provesRollback(new Error("Connection terminated unexpectedly")));
});
