// Goal: every store that several engines share gives zones away by the same rules. Adapters
// register these tests with an empty store whose clock the test can wait on.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { AggregateKey, AggregateRow, AggregateStore } from "../store.ts";
import type { TakeResult, ZoneLeases } from "../zone-leases.ts";

export interface LeasesUnderTest {
  readonly store: AggregateStore & ZoneLeases;
  /** Resolves when so much time has passed on the store's clock. */
  readonly pass: (ms: number) => Promise<void>;
  readonly cleanUp: () => Promise<void>;
}

const TOWN: AggregateKey = { kind: "zone", id: "town#1" };
const COMMONS: AggregateKey = { kind: "document", id: "@commons#1" };
const TTL_MS = 400;

const rowOf = (result: TakeResult): AggregateRow => {
  assert.equal(result.outcome, "taken");
  return (result as Extract<TakeResult, { outcome: "taken" }>).row;
};

/** Registers the suite under `name`. */
export const registerLeaseContract = (name: string, make: () => Promise<LeasesUnderTest>): void => {
  const run = (title: string, body: (u: LeasesUnderTest) => Promise<void>): void => {
    test(`${title} (${name})`, async () => {
      const u = await make();
      try {
        await body(u);
      } finally {
        await u.cleanUp();
      }
    });
  };
  const take = (
    { store }: LeasesUnderTest,
    key: AggregateKey,
    owner: string,
    from: { owner: string; epoch: number } | null = null,
  ) => store.take({ key, owner, from, initialState: "{}", ttlMs: TTL_MS });

  run("[ZL1] a zone that nobody has is made and taken; another is told who has it", async (u) => {
    const mine = rowOf(await take(u, TOWN, "e1#a"));
    assert.deepEqual([mine.owner, mine.state], ["e1#a", "{}"]);
    const refused = await take(u, TOWN, "e2#b");
    assert.ok(refused.outcome === "held" && refused.owner === "e1#a");
    assert.ok(refused.leftMs !== null && refused.leftMs > 0 && refused.leftMs <= TTL_MS);
    const own = await take(u, TOWN, "e1#a");
    assert.ok(own.outcome === "held" && own.owner === "e1#a" && own.epoch === mine.epoch);
  });

  run("[ZL2] renewed in time it stays, and everything of the owner with it", async (u) => {
    const town = rowOf(await take(u, TOWN, "e1#a"));
    const commons = rowOf(await take(u, COMMONS, "e1#a"));
    rowOf(await take(u, { kind: "zone", id: "moor#1" }, "e2#b"));
    await u.pass(TTL_MS / 2);
    const held = [...(await u.store.renew("e1#a", 10 * TTL_MS))];
    held.sort((a, b) => (a.id < b.id ? -1 : 1));
    assert.deepEqual(held, [
      { ...COMMONS, epoch: commons.epoch },
      { ...TOWN, epoch: town.epoch },
    ]);
    await u.pass(TTL_MS);
    assert.equal((await take(u, TOWN, "e2#b")).outcome, "held");
    assert.equal(await u.store.hasLapsed("e1#a"), false);
  });

  run("[ZL3] a lapsed zone is taken once, and its earlier owner is fenced", async (u) => {
    const mine = rowOf(await take(u, TOWN, "e1#a"));
    await u.pass(TTL_MS + 50);
    assert.equal(await u.store.hasLapsed("e1#a"), true);
    const results = await Promise.all(["e2#b", "e3#c"].map((owner) => take(u, TOWN, owner)));
    const taken = results.filter(({ outcome }) => outcome === "taken");
    assert.equal(taken.length, 1);
    assert.equal(rowOf(taken[0] as TakeResult).epoch, mine.epoch + 1);
    const row = { ...TOWN, state: '{"late":1}', epoch: mine.epoch, version: mine.version + 1 };
    const late = await u.store.cut({ seq: 1, owner: "e1#a", rows: [row] });
    assert.equal(late.outcome, "fenced");
    assert.deepEqual(await u.store.renew("e1#a", TTL_MS), []);
  });

  run("[ZL4] an owner that wakes up late and finds its zone keeps it", async (u) => {
    rowOf(await take(u, TOWN, "e1#a"));
    await u.pass(TTL_MS + 50);
    assert.equal((await u.store.renew("e1#a", TTL_MS)).length, 1);
    assert.equal((await take(u, TOWN, "e2#b")).outcome, "held");
    assert.equal(await u.store.hasLapsed("e1#a"), false);
  });

  run("[ZL5] an owner may be named that gives it up; one that has changed may not", async (u) => {
    const mine = rowOf(await take(u, TOWN, "e1#a"));
    const wrong = await take(u, TOWN, "e1#z", { owner: "e1#a", epoch: mine.epoch - 1 });
    assert.equal(wrong.outcome, "held");
    const next = await take(u, TOWN, "e1#z", { owner: "e1#a", epoch: mine.epoch });
    assert.deepEqual([rowOf(next).owner, rowOf(next).epoch], ["e1#z", mine.epoch + 1]);
  });

  run("[ZL7] an owner that claims its own zone once more keeps the lease", async (u) => {
    const { epoch } = rowOf(await take(u, TOWN, "e1#a"));
    const again = await u.store.claim(TOWN, "e1#a", { owner: "e1#a", epoch });
    assert.ok(again.outcome === "claimed" && again.row.epoch === epoch + 1);
    const refused = await take(u, TOWN, "e2#b");
    assert.ok(refused.outcome === "held" && refused.leftMs !== null && refused.leftMs <= TTL_MS);
    await u.pass(TTL_MS + 50);
    assert.equal(rowOf(await take(u, TOWN, "e2#b")).owner, "e2#b");
  });

  run("[ZL6] a row that is owned without a lease, or was given back, has none", async (u) => {
    const claimed = await u.store.claim(TOWN, "e1#a", null, "{}");
    assert.ok(claimed.outcome === "claimed");
    const refused = await take(u, TOWN, "e2#b");
    const { epoch, version } = claimed.row;
    assert.deepEqual(refused, { outcome: "held", owner: "e1#a", epoch, leftMs: null });
    const row = { ...TOWN, state: "{}", epoch, version: version + 1, release: true };
    await u.store.cut({ seq: 1, owner: "e1#a", rows: [row] });
    assert.equal(rowOf(await take(u, TOWN, "e2#b")).owner, "e2#b");
    assert.equal(await u.store.hasLapsed("e1#a"), true);
  });

  run("[ZL8] the name of an engine has a lease as zones have, renewed with them", async (u) => {
    const name: AggregateKey = { kind: "lease", id: "e1" };
    const mine = rowOf(await take(u, name, "e1#a"));
    assert.equal(await u.store.hasLapsed("e1#a"), false);
    const held = await u.store.renew("e1#a", TTL_MS);
    assert.deepEqual(held, [{ ...name, epoch: mine.epoch }]);
    const from = { owner: "e1#a", epoch: mine.epoch };
    assert.equal(rowOf(await take(u, name, "e1#b", from)).epoch, mine.epoch + 1);
    assert.deepEqual(await u.store.renew("e1#a", TTL_MS), []);
    assert.equal(await u.store.hasLapsed("e1#a"), true);
  });
};
