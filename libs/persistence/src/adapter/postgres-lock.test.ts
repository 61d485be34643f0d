// Goal: nobody waits for a row, a statement or a connection longer than was decided, and cuts that
// want the same rows wait for each other in one order.

import assert from "node:assert/strict";
import { test } from "node:test";
import { below, seedPrng } from "@ambon/kernel/prng";
import { eachPostgres } from "@ambon/testing/adapter/each-postgres";
import type pg from "pg";
import type { AggregateRow, AggregateStore, CutRow } from "../store.ts";
import { claimPlaces, goldOf, next, openClient, openStore } from "../testing/postgres-rows.ts";

const ROUNDS = 6;
/** So many that Postgres looks the rows up one by one, in the order in which it is given them. */
const STORED = 8000;
const CONTESTED = 500;
const MANY = 1100;

/** Players 1 to `count`, owned by e1#a. */
const seedPlayers = async (client: pg.Client, count: number): Promise<void> => {
  await client.query(
    `INSERT INTO ambon.aggregates (kind, id, state, version, owner, epoch)
     SELECT 'player', n, '{}', 1, 'e1#a', 1 FROM generate_series(1, ${count}) AS n`,
  );
  await client.query("ANALYZE ambon.aggregates");
};

const players = (count: number, state: string, version: number): CutRow[] =>
  Array.from({ length: count }, (_, index) => ({
    kind: "player",
    id: `${index + 1}`,
    state,
    epoch: 1,
    version,
  }));

const shuffled = <T>(items: readonly T[], seed: number): T[] => {
  const rng = seedPrng(seed);
  const left = [...items];
  return items.map(() => left.splice(below(rng, left.length), 1)[0] as T);
};

/** The owner claims once more what it has. */
const again = (store: AggregateStore, row: AggregateRow) =>
  store.claim(row, "e1#a", { owner: "e1#a", epoch: row.epoch });

eachPostgres((on, server) => {
  test(`[PG9] cuts over the same rows in any order never block each other for good (${on})`, async () => {
    const url = await (await server()).database();
    const stores = [await openStore(url, "one"), await openStore(url, "two")] as const;
    const seed = await openClient(url);
    try {
      await seedPlayers(seed, STORED);
      for (let round = 1; round <= ROUNDS; round += 1) {
        const cuts = stores.map((store, index) => {
          const rows = shuffled(players(CONTESTED, "{}", round + 1), round * 2 + index);
          return store.cut({ seq: round, owner: "e1#a", rows });
        });
        for (const result of await Promise.all(cuts))
          assert.deepEqual(result, { outcome: "saved" });
      }
      const sql = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()";
      assert.equal(Number((await seed.query<{ deadlocks: string }>(sql)).rows[0]?.deadlocks), 0);
    } finally {
      await Promise.all([seed.end(), ...stores.map((store) => store.close())]);
    }
  });

  test(`[PG10] a row that somebody holds makes a cut unavailable, not endless (${on})`, async () => {
    const url = await (await server()).database();
    const store = await openStore(url);
    const holder = await openClient(url);
    try {
      const rows = await claimPlaces(store, "e1#a", 2);
      await holder.query("BEGIN");
      await holder.query("SELECT FROM ambon.aggregates WHERE id = 'p2#1' FOR UPDATE");
      const cut = { seq: 1, owner: "e1#a", rows: rows.map((row) => next(row, 1)) };
      const held = await store.cut(cut);
      assert.equal(held.outcome, "unavailable");
      assert.match("reason" in held ? held.reason : "", /55P03.*lock timeout/);
      await assert.rejects(again(store, rows[1] as AggregateRow), {
        name: "StoreUnavailableError",
      });
      assert.equal(await goldOf(store, rows[0] as AggregateRow), 0);
      await holder.query("ROLLBACK");
      assert.deepEqual(await store.cut(cut), { outcome: "saved" });
    } finally {
      await Promise.all([holder.end(), store.close()]);
    }
  });

  test(`[PG10] calls that wait leave the cut its connection (${on})`, async () => {
    const url = await (await server()).database();
    const store = await openStore(url, "busy", { lockMs: 60_000, statementMs: 60_000 });
    const holder = await openClient(url);
    try {
      const [held, free] = await claimPlaces(store, "e1#a", 2);
      assert.ok(held !== undefined && free !== undefined);
      await holder.query("BEGIN");
      await holder.query("SELECT FROM ambon.aggregates WHERE id = 'p1#1' FOR UPDATE");
      const claims = Array.from({ length: 20 }, () => again(store, held));
      assert.deepEqual(await store.cut({ seq: 1, owner: "e1#a", rows: [next(free, 1)] }), {
        outcome: "saved",
      });
      await holder.query("ROLLBACK");
      const outcomes = (await Promise.all(claims)).map(({ outcome }) => outcome);
      // Each of them expected the same epoch.
      assert.equal(outcomes.filter((outcome) => outcome === "claimed").length, 1);
    } finally {
      await Promise.all([holder.end(), store.close()]);
    }
  });

  test(`[PG11] a cut of many large rows is written in parts and whole or not at all (${on})`, async () => {
    const url = await (await server()).database();
    const store = await openStore(url);
    const seed = await openClient(url);
    try {
      await seedPlayers(seed, MANY);
      const state = JSON.stringify({ text: "ü".repeat(4000) });
      const rows = players(MANY, state, 2);
      const stale = rows.with(700, { ...(rows[700] as CutRow), epoch: 7 });
      const refused = await store.cut({ seq: 1, owner: "e1#a", rows: stale });
      assert.deepEqual(refused, { outcome: "fenced", rows: [{ kind: "player", id: "701" }] });
      const written = async (): Promise<number> => {
        const sql = "SELECT count(*) AS n FROM ambon.aggregates WHERE version = 2";
        return Number((await seed.query<{ n: string }>(sql)).rows[0]?.n);
      };
      assert.equal(await written(), 0);
      assert.deepEqual(await store.cut({ seq: 2, owner: "e1#a", rows }), { outcome: "saved" });
      assert.equal(await written(), MANY);
      assert.equal((await store.read({ kind: "player", id: "42" }))?.state, state);
    } finally {
      await Promise.all([seed.end(), store.close()]);
    }
  });
});
