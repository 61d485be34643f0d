/**
 * Redis is killed, frozen or emptied at a moment drawn from a seed while rows are saved through it,
 * round after round: no save notices, and whoever reads through it reads what was saved last.
 * `AMBON_SEED=n` draws the same moments.
 */

import assert from "node:assert/strict";
import process from "node:process";
import { test } from "node:test";
import { below, seedPrng } from "@ambon/kernel/prng";
import { PostgresStore } from "@ambon/persistence/adapter/postgres-store";
import type { AggregateRow } from "@ambon/persistence/store";
import { TestCache } from "@ambon/persistence/testing/cached";
import { claimed, created, cutOf, next, player } from "@ambon/persistence/testing/contract-rows";
import { PostgresServer } from "@ambon/testing/adapter/postgres-server";

const ROUNDS = process.env.AMBON_SOAK === "1" ? 200 : 20;
const SEED = Number(process.env.AMBON_SEED ?? 20_260_201);
/** Cuts of a round; the trouble comes at one of them and ends at a later one. */
const CUTS = 24;
const TROUBLES = ["kill", "freeze", "empty"] as const;
const GAP_MS = 3;

interface Trouble {
  readonly begin: () => Promise<unknown>;
  readonly end: () => Promise<unknown>;
}

const troublesOf = (redis: TestCache): Readonly<Record<(typeof TROUBLES)[number], Trouble>> => ({
  kill: { begin: () => redis.server.kill(), end: () => redis.server.again() },
  freeze: { begin: async () => redis.server.freeze(), end: async () => redis.server.thaw() },
  empty: { begin: () => redis.admin.flushall(), end: async () => undefined },
});

const pause = (ms: number): Promise<void> =>
  ms === 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));

test("[RC8] killed, frozen or emptied in the middle of saves, Redis costs no save and shows nothing old", async () => {
  const rng = seedPrng(SEED);
  const postgres = await PostgresServer.start();
  const redis = await TestCache.start();
  const url = await postgres.database();
  const rows = await PostgresStore.open({ url, applicationName: "redis-kill" });
  const cached = await redis.over(rows);
  const troubles = troublesOf(redis);
  const seen = { hits: 0, failed: 0 };
  try {
    const names = ["Ada", "Bo", "Cy"];
    const owned: AggregateRow[] = [];
    for (const name of names) {
      owned.push(
        await claimed(cached.store, player((await created(cached.store, name)).id), "e#1"),
      );
    }
    let version = 1;
    for (let round = 0; round < ROUNDS; round += 1) {
      const trouble = troubles[TROUBLES[below(rng, TROUBLES.length)] ?? "kill"];
      const from = below(rng, CUTS / 2);
      const to = from + 1 + below(rng, CUTS / 2 - 1);
      let begun: Promise<unknown> = Promise.resolve();
      for (let cut = 0; cut < CUTS; cut += 1) {
        if (cut === from) begun = trouble.begin();
        if (cut === to) {
          await begun;
          await trouble.end();
        }
        version += 1;
        const changes = owned.map((row) => next(row, version, version));
        const result = await cached.store.cut(cutOf(version, changes, "e#1"));
        const where = `round ${round}, cut ${cut}, again with AMBON_SEED=${SEED}`;
        assert.deepEqual(result, { outcome: "saved" }, where);
        // At once, when it is not sent yet, or a moment later.
        await pause(below(rng, GAP_MS));
        const index = below(rng, names.length);
        const read = await cached.store.findByName("player", names[index] ?? "");
        assert.equal(read?.version, version, `${where}: what was saved is not what is read`);
      }
      await cached.untilAnswered();
    }
    seen.hits = cached.reads("hit");
    seen.failed = cached.reads("failed") + cached.writes("failed");
    console.log(`seed ${SEED}: ${ROUNDS} troubles, ${version} cuts, ${JSON.stringify(seen)}`);
    assert.ok(
      seen.hits > ROUNDS && seen.failed > 0,
      "the cache was hardly used, or never in trouble",
    );
  } finally {
    await cached.store.close();
    await redis.destroy();
    await postgres.destroy();
  }
});
