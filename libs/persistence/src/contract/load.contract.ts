// Goal: whole stores are moved without changing a row.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { LoadableStore, MovedRow } from "../store.ts";
import { AUTH, created, type StoreUnderTest, stateOf } from "../testing/contract-rows.ts";

const ADA: MovedRow = {
  row: {
    kind: "player",
    id: "4711",
    name: "Ada",
    state: stateOf("4711", 3),
    version: 41,
    owner: null,
    epoch: 12,
  },
  auth: { ...AUTH, failures: 3, lockedUntilMs: 1_893_456_000_000, version: 9 },
};
const TOWN: MovedRow = {
  row: {
    kind: "zone",
    id: "town#1",
    name: null,
    state: '{"b":1.5, "a":"\\ud800"}',
    version: 7,
    owner: "e1#a",
    epoch: 3,
  },
};

export interface LoadableUnderTest extends StoreUnderTest {
  readonly store: LoadableStore;
}

/** For the stores that can be filled; registered beside the suite of all stores. */
export function registerLoadContract(label: string, make: () => Promise<LoadableUnderTest>): void {
  test(`[PS43] loaded rows and secrets are as they were elsewhere, also twice (${label})`, async () => {
    const under = await make();
    try {
      const { store } = under;
      for (const gold of [1, 2]) {
        const changed = { ...ADA, row: { ...ADA.row, state: stateOf("4711", gold) } };
        await store.load([changed, TOWN]);
        assert.deepEqual(await store.findByName("player", "ADA"), changed.row);
      }
      await store.load([ADA, TOWN]);
      const again = (await under.reopen?.()) ?? store;
      for (const { row } of [ADA, TOWN]) assert.deepEqual(await again.read(row), row);
      assert.deepEqual(await again.readAuth("4711"), ADA.auth);
      assert.equal((await created(again, "Bo")).id, "4712");
    } finally {
      await under.cleanUp();
    }
  });
}
