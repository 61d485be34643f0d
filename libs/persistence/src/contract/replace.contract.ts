// Goal: a tool changes or deletes a row only while the row is its own, and takes no name from
// anybody.

import assert from "node:assert/strict";
import {
  claimed,
  created,
  cutOf,
  newPlayer,
  next,
  player,
  type Run,
  rowOf,
  stateOf,
  zone,
} from "../testing/contract-rows.ts";

const TOOL = "operator#1";

export function registerReplacing(run: Run): void {
  run("[PS42] replace gives a row a new name and state, and frees it", async (u) => {
    const ada = await claimed(u.store, player((await created(u.store, "Ada")).id), TOOL);
    const to = { name: "Ava", state: stateOf(ada.id, 9) };
    assert.equal(
      await u.store.replace(player(ada.id), { owner: TOOL, epoch: ada.epoch }, to),
      "replaced",
    );
    const row = await rowOf(u.store, player(ada.id));
    assert.deepEqual(row, { ...ada, ...to, version: ada.version + 1, owner: null });
    assert.deepEqual(await u.store.findByName("player", "ava"), row);
    assert.equal(await u.store.findByName("player", "Ada"), undefined);
    assert.equal((await u.store.createPlayer(newPlayer("Ada"))).outcome, "created");
    const late = await u.store.cut(cutOf(1, [next(ada, 1, ada.version + 5)], TOOL));
    assert.equal(late.outcome, "fenced");
  });

  run("[PS42] replace takes neither a row that is not one's own nor a name", async (u) => {
    const ada = await claimed(u.store, player((await created(u.store, "Ada")).id), TOOL);
    await created(u.store, "Bo");
    const key = player(ada.id);
    const to = { name: "Ava", state: stateOf(ada.id, 9) };
    const mine = { owner: TOOL, epoch: ada.epoch };
    for (const other of [
      { ...mine, owner: "e1#a" },
      { ...mine, epoch: ada.epoch - 1 },
    ]) {
      assert.equal(await u.store.replace(key, other, to), "fenced");
      assert.equal(await u.store.replace(key, other, null), "fenced");
    }
    assert.equal(await u.store.replace(key, mine, { ...to, name: "bO" }), "nameTaken");
    assert.equal(await u.store.replace(player("424242"), mine, to), "fenced");
    assert.deepEqual(await rowOf(u.store, key), ada);
    assert.equal(await u.store.replace(key, mine, { ...to, name: "ADA" }), "replaced");
    assert.equal(await u.store.replace(key, mine, to), "fenced");
  });

  run("[PS42] replace by nothing deletes the row and its secrets", async (u) => {
    const ada = await claimed(u.store, player((await created(u.store, "Ada")).id), TOOL);
    const mine = { owner: TOOL, epoch: ada.epoch };
    assert.equal(await u.store.replace(player(ada.id), mine, null), "replaced");
    assert.equal(await u.store.read(player(ada.id)), undefined);
    assert.equal(await u.store.readAuth(ada.id), undefined);
    assert.equal((await u.store.createPlayer(newPlayer("Ada"))).outcome, "created");
    const town = await claimed(u.store, zone("town#1"), TOOL, stateOf("town#1", 5));
    const its = { owner: TOOL, epoch: town.epoch };
    const to = { name: null, state: stateOf("town#1", 6) };
    assert.equal(await u.store.replace(zone("town#1"), its, to), "replaced");
    assert.equal((await rowOf(u.store, zone("town#1"))).state, to.state);
  });

  run("[PS42] of a replace and a take-over exactly one wins", async (u) => {
    const ada = await claimed(u.store, player((await created(u.store, "Ada")).id), TOOL);
    const mine = { owner: TOOL, epoch: ada.epoch };
    const to = { name: "Ada", state: stateOf(ada.id, 9) };
    const [replaced, claim] = await Promise.all([
      u.store.replace(player(ada.id), mine, to),
      u.store.claim(player(ada.id), "e1#a", mine),
    ]);
    assert.notEqual(replaced === "replaced", claim.outcome === "claimed");
  });
}
