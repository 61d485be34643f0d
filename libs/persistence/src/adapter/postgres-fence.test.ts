// Goal: whatever was decided before a take-over, or written late, never wins over what came after;
// and the forms that look like fences and are none are shown to be none.

import assert from "node:assert/strict";
import { test } from "node:test";
import { eachPostgres } from "@ambon/testing/adapter/each-postgres";
import type { PostgresServer } from "@ambon/testing/adapter/postgres-server";
import type pg from "pg";
import type { AggregateRow, AggregateStore } from "../store.ts";
import { claimPlaces, goldOf, next, openClient, openStore } from "../testing/postgres-rows.ts";
import { updateStatement, updateValues } from "./postgres-cut.ts";

const ME = "e1#a";
const STALE = 1;
const NEW = 500;

/** A fence in a row of its own, for the forms that we do not use. */
const FENCE = `
  CREATE TABLE fence (id int PRIMARY KEY, owner text, epoch bigint);
  INSERT INTO fence VALUES (1, 'e1#a', 2);
  CREATE TABLE data (id int PRIMARY KEY, gold int);
  INSERT INTO data VALUES (1, 0);`;
const TAKE_OVER = `
  UPDATE fence SET owner = 'e2#b', epoch = 3 WHERE id = 1;
  UPDATE data SET gold = ${NEW} WHERE id = 1;`;

/** Resolves when a statement of `application` waits for somebody's lock. */
async function whenWaiting(server: PostgresServer, application: string): Promise<void> {
  const sql = `SELECT FROM pg_stat_activity
               WHERE application_name = '${application}' AND wait_event_type = 'Lock'`;
  while ((await server.admin(sql)).length === 0);
}

eachPostgres((on, server) => {
  /** The gold that is left when a stale write waits for a take-over that then commits. */
  const goldAfter = async (
    write: (stale: pg.Client, takeOver: () => Promise<() => Promise<unknown>>) => Promise<unknown>,
  ): Promise<number> => {
    const url = await (await server()).database();
    const taker = await openClient(url);
    const stale = await openClient(url, "stale");
    try {
      await taker.query(FENCE);
      await write(stale, async () => {
        await taker.query("BEGIN");
        await taker.query(TAKE_OVER);
        return () => taker.query("COMMIT");
      });
      const { rows } = await taker.query<{ gold: number }>("SELECT gold FROM data");
      return rows[0]?.gold ?? -1;
    } finally {
      await taker.end();
      await stale.end();
    }
  };

  test(`[PG2] a look at the fence before the write is no fence (${on})`, async () => {
    const gold = await goldAfter(async (stale, takeOver) => {
      await stale.query("BEGIN");
      await stale.query("SELECT epoch FROM fence WHERE id = 1 AND epoch = 2");
      const commit = await takeOver();
      await commit();
      await stale.query(`UPDATE data SET gold = ${STALE} WHERE id = 1`);
      await stale.query("COMMIT");
    });
    assert.equal(gold, STALE);
  });

  test(`[PG2] a fence that is joined from another row is no fence (${on})`, async () => {
    const gold = await goldAfter(async (stale, takeOver) => {
      const commit = await takeOver();
      const write = stale.query(
        `UPDATE data SET gold = ${STALE} FROM fence
         WHERE data.id = 1 AND fence.id = 1 AND fence.epoch = 2`,
      );
      await whenWaiting(await server(), "stale");
      await commit();
      await write;
    });
    assert.equal(gold, STALE);
  });

  test(`[PG3] our write, waiting for a take-over that then commits, is refused (${on})`, async () => {
    const url = await (await server()).database();
    const store = await openStore(url);
    const taker = await openClient(url);
    const stale = await openClient(url, "ours");
    try {
      const rows = await claimPlaces(store, ME, 5);
      await taker.query("BEGIN");
      await taker.query(
        `UPDATE ambon.aggregates SET owner = 'e2#b', epoch = epoch + 1, version = version + 1,
           state = '{"gold":${NEW}}' WHERE id = 'p3#1'`,
      );
      const cut = rows.map((row) => next(row, STALE));
      const write = stale.query(updateStatement(cut.length), updateValues(ME, cut));
      await whenWaiting(await server(), "ours");
      await taker.query("COMMIT");
      const written = (await write).rows.map(({ id }: { id: string }) => id);
      assert.deepEqual(written.sort(), ["p1#1", "p2#1", "p4#1", "p5#1"]);
      assert.equal(await goldOf(store, rows[2] as (typeof rows)[0]), NEW);
    } finally {
      await Promise.all([taker.end(), stale.end(), store.close()]);
    }
  });

  /** A write of version + 1 in a stopped backend that goes on after `meanwhile`; rows written. */
  const lateWrite = async (
    meanwhile: (store: AggregateStore, row: AggregateRow) => Promise<void>,
    afterwards: (stored: AggregateRow | undefined, row: AggregateRow) => void,
  ): Promise<void> => {
    const running = await server();
    const url = await running.database();
    const store = await openStore(url);
    const late = await openClient(url, "late");
    try {
      const [row] = await claimPlaces(store, ME, 1);
      assert.ok(row !== undefined);
      const [pid = 0] = await running.backends("late");
      running.freezeBackend(pid);
      const write = late.query(updateStatement(1), updateValues(ME, [next(row, STALE)]));
      await meanwhile(store, row);
      running.thawBackend(pid);
      assert.equal((await write).rowCount, 0);
      afterwards(await store.read(row), row);
    } finally {
      await Promise.all([late.end(), store.close()]);
    }
  };

  test(`[PG4] a write that a stopped backend brings late loses to a newer version (${on})`, () =>
    lateWrite(
      async (store, row) => {
        const rows = [next(row, NEW, row.version + 2)];
        assert.deepEqual(await store.cut({ seq: 2, owner: ME, rows }), { outcome: "saved" });
      },
      (stored, row) => {
        assert.equal(stored?.version, row.version + 2);
        assert.equal(stored.state, `{"gold":${NEW}}`);
      },
    ));

  test(`[PG4] it loses to a raised epoch, before anything newer is written (${on})`, () =>
    lateWrite(
      async (store, row) => {
        const claim = await store.claim(row, ME, { owner: ME, epoch: row.epoch });
        assert.equal(claim.outcome, "claimed");
      },
      (stored, row) => assert.deepEqual(stored, { ...row, epoch: row.epoch + 1 }),
    ));

  test(`[PG5] two stores that claim one row: one wins, the other's cut is fenced (${on})`, async () => {
    const url = await (await server()).database();
    const stores = [await openStore(url, "one"), await openStore(url, "two")] as const;
    try {
      const [row] = await claimPlaces(stores[0], "e0#a", 1);
      assert.ok(row !== undefined);
      const expected = { owner: "e0#a", epoch: row.epoch };
      const claims = await Promise.all(
        stores.map((store, index) => store.claim(row, `e${index + 1}#b`, expected)),
      );
      assert.deepEqual(claims.map(({ outcome }) => outcome).sort(), ["claimed", "refused"]);
      const winner = claims.findIndex(({ outcome }) => outcome === "claimed");
      const cuts = await Promise.all([
        stores[0].cut({ seq: 1, owner: "e0#a", rows: [next(row, STALE, row.version + 8)] }),
        ...stores.map((store, index) => {
          const version = index === winner ? row.version + 1 : row.version + 9;
          const mine = { ...next(row, index + 1, version), epoch: row.epoch + 1 };
          return store.cut({ seq: 1, owner: `e${index + 1}#b`, rows: [mine] });
        }),
      ]);
      const fenced = { outcome: "fenced", rows: [{ kind: "zone", id: row.id }] };
      assert.deepEqual(cuts[0], fenced);
      assert.deepEqual(cuts[winner + 1], { outcome: "saved" });
      assert.deepEqual(cuts[2 - winner], fenced);
      assert.equal(await goldOf(stores[0], row), winner + 1);
    } finally {
      await Promise.all(stores.map((store) => store.close()));
    }
  });
});
