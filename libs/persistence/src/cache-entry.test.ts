// Goal: only what can be a row comes out of the cache.

import assert from "node:assert/strict";
import { test } from "node:test";
import { bears, entryOf, rowOf } from "./cache-entry.ts";
import type { AggregateRow } from "./store.ts";

const ROW: AggregateRow = {
  kind: "player",
  id: "12",
  name: "Zoë",
  state: '{"gold":5,"name":"Zoë"}',
  version: 3,
  owner: "e1#a",
  epoch: 2,
};

test("[RC2] a row comes back from its entry as it was, nulls too", () => {
  for (const row of [ROW, { ...ROW, name: null, owner: null }]) {
    assert.deepEqual(rowOf(row.id, entryOf(row)), row);
  }
  assert.ok(bears(ROW, "zOË") && !bears(ROW, "Zoe") && !bears({ ...ROW, name: null }, "Zoë"));
});

test("[RC2] what is no row is none: missing, strange or senseless fields", () => {
  const good = entryOf(ROW);
  const { state: _state, ...stateless } = good;
  for (const fields of [
    {},
    stateless,
    { ...good, state: "" },
    { ...good, state: "[]" },
    { ...good, state: '{"gold":' },
    { ...good, state: "null" },
    { ...good, version: "0" },
    { ...good, version: "-1" },
    { ...good, version: "1.5" },
    { ...good, version: "1e9" },
    { ...good, epoch: "" },
    { ...good, epoch: "99999999999999999999" },
    { ...good, kind: "zone" },
  ]) {
    assert.equal(rowOf("12", fields), undefined, JSON.stringify(fields));
  }
});
