// Goal: a Redis that is dead, frozen, emptied, or full of lies costs nothing but its own answers.

import assert from "node:assert/strict";
import { after, beforeEach, test } from "node:test";
import { FAILURES_MAX, OPEN_MS } from "../circuit-breaker.ts";
import { DOUBTFUL_MAX } from "../doubts.ts";
import { type Cached, TestCache } from "../testing/cached.ts";
import { claimed, created, cutOf, next, player, rowOf } from "../testing/contract-rows.ts";
import { MemoryStore } from "./memory-store.ts";
import { CACHE_WAIT_MS, ROW_TTL_MS, WRITES_MAX } from "./redis-row-cache.ts";

const ROW = "ambon:rows:player:1";
const NAME = "ambon:rows:player-name:ada";
/** What a busy machine may add to a wait. */
const SLACK_MS = 400;

let redis: TestCache;
let memory: MemoryStore;
let cached: Cached;
beforeEach(async () => {
  redis ??= await TestCache.start();
  await cached?.cache.close();
  memory = new MemoryStore();
  cached = await redis.over(memory);
});
after(async () => {
  await cached.cache.close();
  await redis.destroy();
});

/** Rows of cuts are sent in the next turn of the event loop. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Ada, owned by e1#a, in the store and in the cache. */
const ada = async () => {
  const row = await created(cached.store, "Ada");
  return claimed(cached.store, player(row.id), "e1#a");
};

test("[RC5] lies of every kind are not read, and the store is asked", async () => {
  const row = await ada();
  const honest = await redis.admin.hgetall(ROW);
  const lies: readonly (() => Promise<unknown>)[] = [
    () => redis.admin.del(ROW).then(() => redis.admin.set(ROW, "not a hash")),
    () => redis.admin.hset(ROW, { state: "{" }),
    () => redis.admin.hset(ROW, { version: "many" }),
    () => redis.admin.hset(ROW, { extra: "1" }),
    () => redis.admin.hdel(ROW, "state", "epoch"),
    () => redis.admin.del(ROW).then(() => redis.admin.lpush(ROW, "a", "b")),
  ];
  for (const lie of lies) {
    await redis.admin.del(ROW);
    await redis.admin.hset(ROW, honest);
    await lie();
    const before = cached.reads("poisoned");
    assert.deepEqual(await cached.store.read(player("1")), row, String(lie));
    assert.equal(cached.reads("poisoned"), before + 1, String(lie));
    assert.deepEqual(await cached.cache.read("1"), row, `${lie} was not put right`);
  }
  await redis.admin.del(NAME).then(() => redis.admin.sadd(NAME, "x"));
  assert.deepEqual(await cached.store.findByName("player", "ada"), row);
  await redis.admin.del(NAME).then(() => redis.admin.set(NAME, "999"));
  assert.deepEqual(await cached.store.findByName("player", "ada"), row);
});

test("[RC5] an entry that looks right and lies gives nobody a row and overwrites none", async () => {
  const row = await ada();
  await redis.admin.hset(ROW, { version: "900", epoch: "900", state: '{"gold":1000000}' });
  await redis.admin.hdel(ROW, "owner");
  const read = await cached.store.findByName("player", "ada");
  assert.deepEqual([read?.owner, read?.epoch], [null, 900], "the lie is not even believed");
  const stolen = await cached.store.claim(player("1"), "e2#b", null);
  assert.deepEqual(stolen, { outcome: "refused", row });
  const forged = { owner: "e1#a", epoch: 900 };
  assert.equal((await cached.store.claim(player("1"), "e2#b", forged)).outcome, "refused");
  assert.equal(await cached.store.replace(player("1"), forged, null), "fenced");
  const late = { ...next(row, 1, 901), epoch: 900 };
  assert.equal((await cached.store.cut(cutOf(1, [late], "e2#b"))).outcome, "fenced");
  assert.equal((await cached.store.cut(cutOf(2, [next(row, 5)]))).outcome, "saved");
  assert.deepEqual(await rowOf(memory, player("1")), {
    ...row,
    state: next(row, 5).state,
    version: row.version + 1,
  });
  const again = await cached.store.createPlayer({
    name: "ADA",
    auth: { passwordHash: "x", failures: 0, lockedUntilMs: 0 },
    stateFor: () => "{}",
  });
  assert.deepEqual(again, { outcome: "nameTaken" });
});

test("[RC5] an old entry is put right by the claim that it misleads", async () => {
  const row = await ada();
  const taken = await memory.claim(player("1"), "e2#b", { owner: "e1#a", epoch: row.epoch });
  assert.equal(taken.outcome, "claimed");
  assert.equal((await cached.store.findByName("player", "ada"))?.owner, "e1#a");
  assert.equal((await cached.store.claim(player("1"), "e1#a", null)).outcome, "refused");
  assert.equal((await cached.store.findByName("player", "ada"))?.owner, "e2#b");
});

for (const trouble of ["dead", "frozen"] as const) {
  const begin = async (): Promise<void> => {
    if (trouble === "frozen") redis.server.freeze();
    else await redis.server.kill();
  };
  const end = async (): Promise<void> => {
    if (trouble === "frozen") redis.server.thaw();
    else await redis.server.again();
  };

  test(`[RC6] with a ${trouble} Redis every call is the store's, and soon nobody waits for it`, async () => {
    const row = await ada();
    await begin();
    for (let ask = 0; ask < FAILURES_MAX; ask += 1) {
      const startMs = performance.now();
      assert.deepEqual(await cached.store.findByName("player", "ada"), row);
      const waitedMs = performance.now() - startMs;
      assert.ok(waitedMs < CACHE_WAIT_MS + SLACK_MS, `waited ${waitedMs} ms`);
    }
    assert.ok(cached.reads("failed") > 0);
    assert.deepEqual(cached.events, ["row_cache_away"]);
    assert.equal(cached.counts.get("row_cache_up"), 0);
    const failed = cached.reads("failed");
    for (let ask = 0; ask < 50; ask += 1) {
      assert.deepEqual(await cached.store.read(player("1")), row);
    }
    assert.equal(cached.reads("failed"), failed, "somebody asked through an open breaker");
    assert.equal((await cached.store.cut(cutOf(1, [next(row, 5)]))).outcome, "saved");
    const saved = await rowOf(memory, player("1"));
    cached.nowMs += OPEN_MS;
    assert.deepEqual(await cached.store.read(player("1")), saved);
    await end();
    await cached.untilAnswered();
    assert.deepEqual(cached.events, ["row_cache_away", "row_cache_back"]);
    assert.equal(cached.counts.get("row_cache_up"), 1);
    assert.deepEqual(await cached.store.read(player("1")), saved, "what was left out is read");
    const hits = cached.reads("hit");
    assert.deepEqual(await cached.store.read(player("1")), saved);
    assert.equal(cached.reads("hit"), hits + 1, "the cache is not used again");
  });
}

test("[RC6] what could not be written is doubtful for as long as the old entry may live", async () => {
  const row = await ada();
  redis.server.freeze();
  for (let ask = 0; ask < FAILURES_MAX; ask += 1) await cached.cache.read("1");
  cached.cache.advance(next(row, 5), "e1#a");
  await turn();
  assert.equal(cached.writes("skipped"), 1);
  redis.server.thaw();
  await cached.untilAnswered();
  assert.deepEqual(await redis.admin.hget(ROW, "version"), String(row.version));
  assert.equal(await cached.cache.read("1"), undefined);
  assert.equal(cached.reads("doubtful"), 1);
  cached.nowMs += ROW_TTL_MS;
  assert.equal((await cached.cache.read("1"))?.version, row.version);
});

test("[RC6] writes under way and doubts are bounded", async () => {
  const row = await ada();
  await cached.untilAnswered();
  redis.server.freeze();
  for (let write = 0; write < WRITES_MAX + 5; write += 1) cached.cache.put(row);
  assert.equal(cached.writes("skipped"), 5);
  for (let id = 1; id <= DOUBTFUL_MAX + 1; id += 1) {
    cached.cache.advance({ ...next(row, 1), id: String(id) }, "e1#a");
  }
  redis.server.thaw();
  await cached.untilAnswered();
  assert.equal(await cached.cache.read("1"), undefined, "it trusts what it has lost count of");
});

test("[RC6] an emptied Redis is a cache without entries", async () => {
  const row = await ada();
  await redis.admin.flushall();
  const misses = cached.reads("miss");
  assert.deepEqual(await cached.store.findByName("player", "ada"), row);
  assert.equal(cached.reads("miss"), misses + 1);
  assert.deepEqual(await cached.store.findByName("player", "ada"), row);
  assert.equal(cached.reads("hit"), 1);
});
