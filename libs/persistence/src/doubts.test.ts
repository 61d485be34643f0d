// Goal: what may be older than we know is not trusted, for as long as it may live and no longer.

import assert from "node:assert/strict";
import { test } from "node:test";
import { DOUBTFUL_MAX, Doubts } from "./doubts.ts";

const TTL_MS = 1000;

test("[RC6] a doubt ends with the entry's life, or when it is taken back", () => {
  const doubts = new Doubts(TTL_MS);
  doubts.add("1", 100, 100);
  doubts.add("2", 100, 100);
  doubts.remove("2");
  assert.ok(doubts.has("1", 100) && doubts.has("1", 1099) && !doubts.has("2", 100));
  assert.equal(doubts.since("1"), 100);
  assert.ok(!doubts.has("1", 1100));
  assert.equal(doubts.since("1"), undefined);
});

test("[RC6] too many doubts are one about everything", () => {
  const doubts = new Doubts(TTL_MS);
  for (let id = 0; id <= DOUBTFUL_MAX; id += 1) doubts.add(String(id), 5, 5);
  assert.ok(doubts.has("never seen", 1004));
  assert.ok(!doubts.has("never seen", 1005) && !doubts.has("1", 1005));
});
