// Goal: every store behaves alike. Each adapter registers these tests for itself, with a factory
// that gives an empty store and, for durable ones, a way to open the same place again.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { AggregateKey } from "../store.ts";
import {
  AUTH,
  claimed,
  created,
  cutOf,
  newPlayer,
  next,
  player,
  type Run,
  rowOf,
  type StoreFactory,
  type StoreUnderTest,
  stateOf,
  zone,
} from "../testing/contract-rows.ts";
import { registerReplacing } from "./replace.contract.ts";

/** Registers the whole suite under `label`. */
export function registerStoreContract(label: string, make: StoreFactory): void {
  const run = (title: string, body: (under: StoreUnderTest) => Promise<void>): void => {
    test(`${title} (${label})`, async () => {
      const under = await make();
      try {
        await body(under);
      } finally {
        await under.cleanUp();
      }
    });
  };
  registerCreation(run);
  registerClaims(run);
  registerCuts(run);
  registerRest(run);
  registerReplacing(run);
  registerReopening(run);
}

function registerCreation(run: Run): void {
  run("[PS1] a new player gets a growing decimal id, version 1, epoch 1, no owner", async (u) => {
    const first = await created(u.store, "Ada");
    const second = await created(u.store, "Bo");
    assert.match(first.id, /^[1-9]\d*$/);
    assert.ok(BigInt(second.id) > BigInt(first.id));
    assert.deepEqual(first, {
      kind: "player",
      id: first.id,
      name: "Ada",
      state: stateOf(first.id, 0),
      version: 1,
      owner: null,
      epoch: 1,
    });
    assert.deepEqual(await u.store.read(player(first.id)), first);
  });

  run("[PS2] a name is taken in any case, and found in any case", async (u) => {
    const ada = await created(u.store, "Ada");
    assert.deepEqual(await u.store.createPlayer(newPlayer("aDA")), { outcome: "nameTaken" });
    assert.deepEqual(await u.store.findByName("player", "ADA"), ada);
    assert.equal(await u.store.findByName("player", "Adam"), undefined);
    assert.equal(await u.store.findByName("zone", "Ada"), undefined);
  });

  run("[PS3] of many creations racing for one name exactly one wins", async (u) => {
    const names = ["Rex", "REX", "rex", "rEx", "Rex", "reX", "Rex", "REx"];
    const results = await Promise.all(names.map((name) => u.store.createPlayer(newPlayer(name))));
    const won = results.filter((result) => result.outcome === "created");
    assert.equal(won.length, 1);
    assert.equal((await u.store.list("player", null, 10)).length, 1);
  });
}

function registerClaims(run: Run): void {
  run(
    "[PS4] a claim raises the epoch; a second owner is refused and told who has it",
    async (u) => {
      const ada = await created(u.store, "Ada");
      const mine = await claimed(u.store, player(ada.id), "e1#a");
      assert.deepEqual(mine, { ...ada, owner: "e1#a", epoch: 2 });
      const other = await u.store.claim(player(ada.id), "e2#b", null);
      assert.deepEqual(other, { outcome: "refused", row: mine });
      const twin = await u.store.claim(player(ada.id), "e1#a", null);
      assert.deepEqual(twin, { outcome: "refused", row: mine });
      const again = await u.store.claim(player(ada.id), "e1#a", { owner: "e1#a", epoch: 2 });
      assert.deepEqual(again, { outcome: "claimed", row: { ...mine, epoch: 3 } });
      assert.deepEqual(await u.store.claim(player("999999"), "e1#a", null), { outcome: "missing" });
    },
  );

  run("[PS5] a take-over succeeds only from the owner and epoch it expects", async (u) => {
    const ada = await created(u.store, "Ada");
    const mine = await claimed(u.store, player(ada.id), "e1#a");
    const key = player(ada.id);
    const wrong = await u.store.claim(key, "e2#b", { owner: "e1#a", epoch: mine.epoch - 1 });
    assert.equal(wrong.outcome, "refused");
    const wrongOwner = await u.store.claim(key, "e2#b", { owner: "e9#z", epoch: mine.epoch });
    assert.equal(wrongOwner.outcome, "refused");
    const right = await u.store.claim(key, "e2#b", { owner: "e1#a", epoch: mine.epoch });
    assert.deepEqual(right, {
      outcome: "claimed",
      row: { ...mine, owner: "e2#b", epoch: mine.epoch + 1 },
    });
  });

  run("[PS6] of racing take-overs exactly one wins", async (u) => {
    const ada = await created(u.store, "Ada");
    const mine = await claimed(u.store, player(ada.id), "e1#a");
    const expected = { owner: "e1#a", epoch: mine.epoch };
    const owners = ["e2#b", "e3#c", "e4#d", "e5#e", "e6#f"];
    const results = await Promise.all(
      owners.map((owner) => u.store.claim(player(ada.id), owner, expected)),
    );
    const won = results.filter((result) => result.outcome === "claimed");
    assert.equal(won.length, 1);
    assert.deepEqual(won[0], { outcome: "claimed", row: await rowOf(u.store, player(ada.id)) });
  });

  run("[PS7] a place that is not stored yet is made from its initial state", async (u) => {
    const town = await claimed(u.store, zone("town#1"), "e1#a", stateOf("town#1", 5));
    assert.equal(town.state, stateOf("town#1", 5));
    assert.equal(town.owner, "e1#a");
    const again = await u.store.claim(zone("town#1"), "e2#b", null, stateOf("town#1", 9));
    assert.deepEqual(again, { outcome: "refused", row: town });
    assert.equal((await u.store.claim(zone("moor#1"), "e1#a", null)).outcome, "missing");
    const person = await u.store.claim(player("77"), "e1#a", null, "{}");
    assert.equal(person.outcome, "missing");
  });
}

function registerCuts(run: Run): void {
  run("[PS8] a cut writes all its rows and releases those that leave", async (u) => {
    const ada = await claimed(u.store, player((await created(u.store, "Ada")).id), "e1#a");
    const town = await claimed(u.store, zone("town#1"), "e1#a", stateOf("town#1", 5));
    const cut = cutOf(1, [{ ...next(ada, 7), release: true }, next(town, 3)]);
    assert.deepEqual(await u.store.cut(cut), { outcome: "saved" });
    assert.deepEqual(await rowOf(u.store, player(ada.id)), {
      ...ada,
      state: stateOf(ada.id, 7),
      version: ada.version + 1,
      owner: null,
    });
    assert.equal((await rowOf(u.store, zone("town#1"))).state, stateOf("town#1", 3));
    assert.equal((await u.store.claim(player(ada.id), "e2#b", null)).outcome, "claimed");
  });

  run("[PS9] one fenced row refuses the whole cut and is named", async (u) => {
    const ada = await claimed(u.store, player((await created(u.store, "Ada")).id), "e1#a");
    const bo = await claimed(u.store, player((await created(u.store, "Bo")).id), "e1#a");
    await u.store.claim(player(bo.id), "e2#b", { owner: "e1#a", epoch: bo.epoch });
    const result = await u.store.cut(cutOf(1, [next(ada, 1), next(bo, 1)]));
    assert.deepEqual(result, { outcome: "fenced", rows: [player(bo.id)] });
    assert.equal((await rowOf(u.store, player(ada.id))).state, stateOf(ada.id, 0));
  });

  run("[PS9] rows that nobody claimed, or that do not exist, are fenced", async (u) => {
    const ada = await created(u.store, "Ada");
    const ghost = { ...ada, id: "424242" };
    const result = await u.store.cut(cutOf(1, [next(ada, 1), next(ghost, 1)]));
    assert.deepEqual(result, { outcome: "fenced", rows: [player(ada.id), player("424242")] });
  });

  run("[PS9] an owner's own claim fences what it wrote under the epoch before", async (u) => {
    const ada = await claimed(u.store, player((await created(u.store, "Ada")).id), "e1#a");
    const mine = { owner: "e1#a", epoch: ada.epoch };
    const claim = await u.store.claim(player(ada.id), "e1#a", mine);
    assert.ok(claim.outcome === "claimed");
    const again = claim.row;
    const late = await u.store.cut(cutOf(1, [next(ada, 9)]));
    assert.deepEqual(late, { outcome: "fenced", rows: [player(ada.id)] });
    assert.deepEqual(await u.store.cut(cutOf(2, [next(again, 7)])), { outcome: "saved" });
  });

  run(
    "[PS10] a repeated cut, and an older version, change nothing and count as saved",
    async (u) => {
      const ada = await claimed(u.store, player((await created(u.store, "Ada")).id), "e1#a");
      const cut = cutOf(1, [{ ...next(ada, 7), release: true }]);
      assert.deepEqual(await u.store.cut(cut), { outcome: "saved" });
      assert.deepEqual(await u.store.cut(cut), { outcome: "saved" });
      const older = cutOf(2, [next(ada, 1, ada.version)]);
      assert.deepEqual(await u.store.cut(older), { outcome: "saved" });
      assert.equal((await rowOf(u.store, player(ada.id))).state, stateOf(ada.id, 7));
    },
  );

  run("[PS11] whoever has let a row go writes no newer version of it", async (u) => {
    const ada = await claimed(u.store, player((await created(u.store, "Ada")).id), "e1#a");
    await u.store.cut(cutOf(1, [{ ...next(ada, 7), release: true }]));
    const late = await u.store.cut(cutOf(2, [next(ada, 9, ada.version + 2)]));
    assert.deepEqual(late, { outcome: "fenced", rows: [player(ada.id)] });
  });
}

function registerRest(run: Run): void {
  run("[PS12] lists come in id order, page by page", async (u) => {
    const ids: string[] = [];
    for (let index = 0; index < 12; index += 1) {
      ids.push((await created(u.store, `Name${"abcdefghijkl"[index]}`)).id);
    }
    const pages: string[] = [];
    let after: string | null = null;
    for (;;) {
      const page: readonly { readonly id: string }[] = await u.store.list("player", after, 5);
      if (page.length === 0) break;
      assert.ok(page.length <= 5);
      pages.push(...page.map((entry) => entry.id));
      after = pages.at(-1) ?? null;
    }
    assert.deepEqual(pages, ids);
    assert.deepEqual(await u.store.list("player", null, 1), [{ id: ids[0], name: "Namea" }]);
    assert.deepEqual(await u.store.list("ban", null, 5), []);
  });

  run("[PS13] secrets are written by compare-and-set on their version", async (u) => {
    const ada = await created(u.store, "Ada");
    assert.deepEqual(await u.store.readAuth(ada.id), { ...AUTH, version: 1 });
    const changed = { ...AUTH, failures: 2, lockedUntilMs: 1_893_456_000_000 };
    assert.equal(await u.store.writeAuth(ada.id, changed, 1), true);
    assert.equal(await u.store.writeAuth(ada.id, AUTH, 1), false);
    assert.deepEqual(await u.store.readAuth(ada.id), { ...changed, version: 2 });
    const racing = [1, 2, 3].map((failures) => u.store.writeAuth(ada.id, { ...AUTH, failures }, 2));
    assert.equal((await Promise.all(racing)).filter((won) => won).length, 1);
    assert.equal(await u.store.readAuth("424242"), undefined);
    assert.equal(await u.store.writeAuth("424242", AUTH, 0), false);
  });

  run("[PS14] put writes, the last writer wins, and null deletes", async (u) => {
    const ban: AggregateKey = { kind: "ban", id: "cidr:10.0.0.0/8" };
    await u.store.put(ban, null, '{"reason":"one"}');
    await u.store.put(ban, null, '{"reason":"two"}');
    assert.equal((await rowOf(u.store, ban)).state, '{"reason":"two"}');
    assert.deepEqual(await u.store.list("ban", null, 9), [{ id: ban.id, name: null }]);
    await u.store.put(ban, null, null);
    await u.store.put(ban, null, null);
    assert.equal(await u.store.read(ban), undefined);
  });

  run("[PS14] deleting a player frees the name and forgets the secrets", async (u) => {
    const ada = await created(u.store, "Ada");
    await u.store.put(player(ada.id), null, null);
    assert.equal(await u.store.readAuth(ada.id), undefined);
    assert.equal(await u.store.findByName("player", "Ada"), undefined);
    const second = await created(u.store, "Ada");
    assert.notEqual(second.id, ada.id);
  });

  run("[PS15] put outranks an owner, and takes a name from whoever bore it", async (u) => {
    const ada = await claimed(u.store, player((await created(u.store, "Ada")).id), "e1#a");
    await u.store.put(player(ada.id), "Ava", stateOf(ada.id, 3));
    const result = await u.store.cut(cutOf(1, [next(ada, 9)]));
    assert.deepEqual(result, { outcome: "fenced", rows: [player(ada.id)] });
    const bo = await created(u.store, "Bo");
    await u.store.put(player(bo.id), "AVA", stateOf(bo.id, 4));
    assert.equal((await u.store.findByName("player", "ava"))?.id, bo.id);
    assert.equal((await rowOf(u.store, player(ada.id))).name, null);
  });

  run("[PS16] text of any script, and 64-bit ids as text, come back as they were", async (u) => {
    const state =
      '{"__proto__":"x","a b":"Ünïcødé 漢字 🐉","big":"9223372036854775807",' +
      '"empty":{},"line":"one\\ntwo\\u0000\\u0085\\u2028","list":[],"null":null,' +
      '"quote":"\\"\'#: - yes 1e3 0x1f ~","yes":"no"}';
    const odd = zone("höhle/..%#1");
    await u.store.claim(odd, "e1#a", null, state);
    assert.equal((await rowOf(u.store, odd)).state, state);
    const text = zone("raw#1");
    await u.store.claim(text, "e1#a", null, '{"b":1.5, "lone":"\\ud800"}');
    assert.equal((await rowOf(u.store, text)).state, '{"b":1.5, "lone":"\\ud800"}');
  });
}

function registerReopening(run: Run): void {
  run(
    "[PS17] closing and opening again keeps everything, for stores that are durable",
    async (u) => {
      const ada = await claimed(u.store, player((await created(u.store, "Ada")).id), "e1#a");
      const town = await claimed(u.store, zone("town#1"), "e1#a", '{"t":"漢字 \\u0000 yes"}');
      await u.store.put({ kind: "ban", id: "ip:::1" }, null, '{"reason":"x"}');
      await u.store.cut(cutOf(1, [next(ada, 7)]));
      await u.store.writeAuth(ada.id, { ...AUTH, failures: 3 }, 1);
      if (u.reopen === undefined) {
        await u.store.close();
        await assert.rejects(u.store.read(player(ada.id)), /the store is closed/);
        return;
      }
      const store = await u.reopen();
      assert.deepEqual(await rowOf(store, player(ada.id)), {
        ...ada,
        state: stateOf(ada.id, 7),
        version: ada.version + 1,
      });
      assert.deepEqual(await rowOf(store, zone("town#1")), town);
      assert.equal((await store.readAuth(ada.id))?.failures, 3);
      assert.equal((await store.list("ban", null, 5)).length, 1);
      assert.equal((await store.createPlayer(newPlayer("ADA"))).outcome, "nameTaken");
      const bo = await created(store, "Bo");
      assert.ok(BigInt(bo.id) > BigInt(ada.id));
      const late = await store.cut(cutOf(1, [next(ada, 9, ada.version)]));
      assert.deepEqual(late, { outcome: "saved" });
    },
  );

  run("[PS18] a closed store answers every call with unavailable", async (u) => {
    await u.store.close();
    const gone = { name: "StoreUnavailableError" };
    await assert.rejects(u.store.createPlayer(newPlayer("Ada")), gone);
    await assert.rejects(u.store.readAuth("1"), gone);
    await assert.rejects(u.store.claim(player("1"), "e1#a", null), gone);
    await assert.rejects(u.store.list("player", null, 1), gone);
    await assert.rejects(u.store.put(player("1"), null, null), gone);
    assert.equal((await u.store.cut(cutOf(1, []))).outcome, "unavailable");
  });
}
