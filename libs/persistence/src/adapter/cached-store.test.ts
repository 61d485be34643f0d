// Goal: a store behind a cache keeps the contract of all stores, and the cache answers.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { postgresPrograms } from "@ambon/testing/adapter/postgres-program";
import { PostgresServer } from "@ambon/testing/adapter/postgres-server";
import { registerStoreContract } from "../contract/store.contract.ts";
import type { AggregateRow } from "../store.ts";
import { TestCache } from "../testing/cached.ts";
import {
  AUTH,
  claimed,
  created,
  cutOf,
  newPlayer,
  next,
  player,
} from "../testing/contract-rows.ts";
import { MemoryStore } from "./memory-store.ts";
import { PostgresStore } from "./postgres-store.ts";
import { ROW_TTL_MS } from "./redis-row-cache.ts";

let started: Promise<TestCache> | undefined;
const redis = (): Promise<TestCache> => {
  started ??= TestCache.start();
  return started;
};
after(async () => (await started)?.destroy());

registerStoreContract("memory behind Redis", async () => {
  const { store } = await (await redis()).over(new MemoryStore());
  return { store, cleanUp: () => store.close() };
});

for (const program of postgresPrograms()) {
  let server: Promise<PostgresServer> | undefined;
  after(async () => (await server)?.destroy());
  registerStoreContract(`Postgres ${program.major} behind Redis`, async () => {
    server ??= PostgresServer.start({ program });
    const url = await (await server).database();
    const open = async () =>
      (await redis()).over(await PostgresStore.open({ url, applicationName: "contract" }));
    let { store } = await open();
    return {
      store,
      reopen: async () => {
        await store.close();
        ({ store } = await open());
        return store;
      },
      cleanUp: () => store.close(),
    };
  });
}

/** Rows of cuts are sent in the next turn of the event loop. */
const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** A memory store that counts who asks it. */
class Asked extends MemoryStore {
  reads = 0;

  override async read(key: Parameters<MemoryStore["read"]>[0]) {
    this.reads += 1;
    return super.read(key);
  }

  override async findByName(...args: Parameters<MemoryStore["findByName"]>) {
    this.reads += 1;
    return super.findByName(...args);
  }
}

test("[RC3] what the store has said of a player is read from Redis, whatever changed it", async () => {
  const asked = new Asked();
  const cached = await (await redis()).over(asked);
  const { store } = cached;
  const ada = await created(store, "Ada");
  const look = async (): Promise<AggregateRow | undefined> => store.findByName("player", "aDA");
  assert.deepEqual(await look(), ada);
  const mine = await claimed(store, player(ada.id), "e1#a");
  assert.deepEqual(await look(), mine);
  await store.cut(cutOf(1, [next(mine, 7)]));
  await turn();
  assert.deepEqual(await store.read(player(ada.id)), await asked.read(player(ada.id)));
  await store.cut(cutOf(2, [{ ...next(mine, 8, mine.version + 2), release: true }]));
  await turn();
  const left = await look();
  assert.deepEqual([left?.owner, left?.version], [null, mine.version + 2]);
  const refused = await store.claim(player(ada.id), "e2#b", { owner: "x", epoch: 1 });
  assert.equal(refused.outcome, "refused");
  assert.equal(cached.reads("hit"), 4);
  assert.equal(asked.reads, 1, "the store was asked for what Redis has");
  await store.close();
});

test("[RC3] an entry lives an hour, secrets and other kinds never get there", async () => {
  const { store } = await (await redis()).over(new MemoryStore());
  const { admin } = await redis();
  const ada = await created(store, "Ada");
  await claimed(store, { kind: "zone", id: "town#1" }, "e1#a", "{}");
  await store.put({ kind: "ban", id: "grub" }, null, "{}");
  await store.read(player(ada.id));
  await store.readAuth(ada.id);
  const keys = await admin.keys("*");
  assert.deepEqual(keys.sort(), ["ambon:rows:player-name:ada", "ambon:rows:player:1"]);
  for (const key of keys) {
    const leftMs = await admin.pttl(key);
    assert.ok(leftMs > 0 && leftMs <= ROW_TTL_MS, `${key} lives ${leftMs} ms`);
  }
  assert.ok(
    !JSON.stringify(await admin.hgetall("ambon:rows:player:1")).includes(AUTH.passwordHash),
  );
  await store.close();
});

test("[RC4] nothing older takes the place of what is newer, and what is deleted stays so", async () => {
  const memory = new MemoryStore();
  const { store, cache } = await (await redis()).over(memory);
  const ada = await created(store, "Ada");
  const mine = await claimed(store, player(ada.id), "e1#a");
  cache.put(ada);
  assert.deepEqual(await cache.read(ada.id), mine);
  cache.advance({ ...next(mine, 3, mine.version), epoch: mine.epoch }, "e1#a");
  await turn();
  cache.advance({ ...next(mine, 3, mine.version + 9), epoch: mine.epoch - 1 }, "e0#z");
  await turn();
  assert.deepEqual(await cache.read(ada.id), mine);
  cache.advance({ ...next(mine, 3, mine.version + 1), epoch: mine.epoch + 1 }, "e2#b");
  await turn();
  assert.equal(await cache.read(ada.id), undefined, "an older row stayed beside a newer one");
  cache.put(mine);
  await store.put(player(ada.id), null, null);
  cache.put(mine);
  assert.equal(await cache.read(ada.id), undefined);
  assert.equal(await store.findByName("player", "Ada"), undefined);
  await store.close();
});

test("[RC4] a name leads only to a row that bears it", async () => {
  const { store, cache } = await (await redis()).over(new MemoryStore());
  const ada = await claimed(store, player((await created(store, "Ada")).id), "t#1");
  const mine = { owner: "t#1", epoch: ada.epoch };
  await store.replace(player(ada.id), mine, { name: "Ava", state: "{}" });
  assert.equal(await cache.readByName("ada"), undefined);
  assert.equal((await cache.readByName("AVA"))?.id, ada.id);
  const second = await store.createPlayer(newPlayer("Ada"));
  assert.ok(second.outcome === "created");
  assert.equal((await cache.readByName("ada"))?.id, second.row.id);
  await store.put(player(second.row.id), "Ava", "{}");
  assert.equal((await store.findByName("player", "ava"))?.id, second.row.id);
  assert.equal((await store.read(player(ada.id)))?.name, null);
  await store.close();
});

test("[RC3] of a row that changes before its turn the newest state is sent, and nobody reads an older", async () => {
  const cached = await (await redis()).over(new MemoryStore());
  const { store, cache } = cached;
  const mine = await claimed(store, player((await created(store, "Ada")).id), "e1#a");
  await cache.read(mine.id);
  const written = cached.writes("written");
  for (const gold of [1, 2, 3])
    await store.cut(cutOf(gold, [next(mine, gold, mine.version + gold)]));
  const read = cache.read(mine.id);
  assert.equal(await read, undefined, "a state was read that was no more");
  await turn();
  assert.equal((await cache.read(mine.id))?.version, mine.version + 3);
  assert.ok(cached.writes("written") <= written + 3);
  await store.close();
});
