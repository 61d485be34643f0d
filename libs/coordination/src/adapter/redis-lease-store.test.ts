/** Leases in a real Redis: the contract, and how the store is found to have forgotten. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { RedisServer } from "@ambon/testing/adapter/redis-server";
import { Redis } from "ioredis";
import { leaseStoreContract } from "../contract/lease-store.contract.ts";
import { LEASE_TERMS, type LeaseTerms } from "../lease.ts";
import { type Scratch, scratch } from "../testing/scratch.ts";
import { LedgerFile } from "./lease-ledger.ts";
import { LeaseStoreAwayError } from "./lease-store.ts";
import { LEASES_KEY, RedisLeaseStore } from "./redis-lease-store.ts";

/** Ahead of Redis's own clock: so it stands still, and goes on when the test says so. */
const START_MS = Date.now() + 30 * 24 * 3_600_000;

let server: RedisServer;
let admin: Redis;
const homes: Scratch[] = [];
const open = new Set<RedisLeaseStore>();

before(async () => {
  server = await RedisServer.start();
  admin = new Redis(server.url);
  admin.on("error", () => undefined); // it is killed on purpose
});

after(async () => {
  for (const store of open) await store.close();
  for (const home of homes) await home.remove();
  admin.disconnect();
  await server.kill();
});

const newHome = async (): Promise<string> => {
  const home = await scratch();
  homes.push(home);
  return home.directory;
};

/** A store that answers. */
const storeIn = async (directory: string, terms = LEASE_TERMS): Promise<RedisLeaseStore> => {
  const ledger = await LedgerFile.open(directory);
  const store = await RedisLeaseStore.open({ terms, url: server.url, ledger, firstNodeId: 0 });
  open.add(store);
  await answering(store);
  return store;
};

const answering = async (store: RedisLeaseStore): Promise<void> => {
  const deadline = Date.now() + 20_000;
  for (;;) {
    try {
      await store.status();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await admin.ping().catch(() => undefined); // a turn of the network
    }
  }
};

leaseStoreContract("redis", async (terms: LeaseTerms) => {
  let nowMs = START_MS;
  const setClock = (): Promise<unknown> => admin.hset(LEASES_KEY, "clock", nowMs);
  await admin.flushall();
  await setClock();
  const directories = [await newHome(), await newHome(), await newHome()];
  const openAll = (): Promise<RedisLeaseStore[]> =>
    Promise.all(directories.map((directory) => storeIn(directory, terms)));
  let stores = await openAll();
  const closeAll = async (): Promise<void> => {
    for (const store of stores) {
      open.delete(store);
      await store.close();
    }
  };
  const again = async (): Promise<void> => {
    await closeAll();
    stores = await openAll();
  };
  return {
    get stores(): readonly [RedisLeaseStore, ...RedisLeaseStore[]] {
      const [first, ...others] = stores;
      return [first as RedisLeaseStore, ...others];
    },
    nowMs: () => nowMs,
    advance: async (ms) => {
      nowMs += ms;
      await setClock();
    },
    restart: again,
    forget: async () => {
      await closeAll();
      await admin.flushall();
      await setClock();
      stores = await openAll();
    },
    close: closeAll,
  };
});

const QUARANTINED = { outcome: "quarantined", retryAfterMs: LEASE_TERMS.windowMs };

/** Redis dies and comes up empty. */
const emptied = async (): Promise<void> => {
  await server.kill();
  await server.again();
};

/** An empty Redis whose clock is the test's. */
const fresh = async (nowMs = START_MS): Promise<void> => {
  await admin.flushall();
  await admin.hset(LEASES_KEY, "clock", nowMs);
};

const granted = async (store: RedisLeaseStore, holder: string) => {
  const answer = await store.acquire(holder);
  assert.equal(answer.outcome, "granted");
  return (answer as Extract<typeof answer, { outcome: "granted" }>).lease;
};

test("[NL53] all of it is one hash, so it is lost as a whole and kept on one node", async () => {
  await fresh();
  await granted(await storeIn(await newHome()), "a");
  assert.deepEqual(await admin.keys("*"), [LEASES_KEY]);
  assert.match(LEASES_KEY, /^[^{]*\{[^}]+\}/);
});

test("[NL54] a Redis that dies and comes back empty is in quarantine; leases go on", async () => {
  await fresh();
  const [one, two] = [await storeIn(await newHome()), await storeIn(await newHome())];
  const lease = await granted(one, "a");
  await two.status();
  await emptied();
  await answering(one);
  await answering(two);
  assert.deepEqual(await two.acquire("b"), QUARANTINED);
  assert.deepEqual(await one.acquire("b"), QUARANTINED);
  assert.deepEqual(await two.renew(lease), { outcome: "granted", lease });
});

test("[NL54] an emptied Redis with a clock behind does not take time back", async () => {
  await fresh();
  const store = await storeIn(await newHome());
  await store.status();
  await emptied();
  await answering(store);
  assert.equal((await store.status()).clockMs, START_MS);
});

test("[NL54] the process that knows better puts a store in quarantine that another began", async () => {
  await fresh();
  const knows = await storeIn(await newHome());
  await granted(knows, "a");
  await emptied();
  const newcomer = await storeIn(await newHome());
  assert.equal((await newcomer.acquire("b")).outcome, "granted");
  await answering(knows);
  const refused = await newcomer.acquire("c");
  assert.equal(refused.outcome, "quarantined");
});

test("[NL55] a Redis that went back to an old dump is in quarantine", async () => {
  await fresh();
  const store = await storeIn(await newHome());
  await granted(store, "a");
  const dump = await admin.dumpBuffer(LEASES_KEY);
  const forgotten = await granted(store, "b");
  await emptied();
  await admin.restore(LEASES_KEY, 0, dump as Buffer);
  await answering(store);
  assert.deepEqual(await store.acquire("c"), QUARANTINED);
  assert.deepEqual(await store.renew(forgotten), { outcome: "granted", lease: forgotten });
});

test("[NL56] while Redis is away calls fail at once with what it was; then it goes on", async () => {
  await fresh();
  const store = await storeIn(await newHome());
  const lease = await granted(store, "a");
  await server.kill();
  await assert.rejects(store.renew(lease), LeaseStoreAwayError);
  await assert.rejects(store.acquire("b"), { name: "LeaseStoreAwayError", message: /\S/ });
  await server.again();
  await answering(store);
  assert.equal((await store.renew(lease)).outcome, "granted");
});

test("[NL56] a call that took too long may have been done: asking again tells", async () => {
  await fresh();
  const store = await storeIn(await newHome());
  server.freeze();
  await assert.rejects(store.acquire("a"), LeaseStoreAwayError);
  server.thaw();
  await answering(store);
  // What Redis found in its socket when it woke has been done by now.
  assert.deepEqual(await admin.hget(LEASES_KEY, "h:a"), "0");
  assert.equal((await granted(store, "a")).nodeId, 0);
  assert.equal((await store.status()).held, 1);
});
