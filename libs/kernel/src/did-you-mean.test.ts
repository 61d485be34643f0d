import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { editDistance, suggest } from "./did-you-mean.ts";

test("[KN16] counts each kind of slip as one", () => {
  assert.equal(editDistance("look", "look"), 0);
  assert.equal(editDistance("lok", "look"), 1);
  assert.equal(editDistance("loook", "look"), 1);
  assert.equal(editDistance("lood", "look"), 1);
  assert.equal(editDistance("olok", "look"), 1);
  assert.equal(editDistance("", "look"), 4);
  assert.equal(editDistance("kitten", "sitting"), 3);
});

test("[KN16] symmetric, zero only for equal words, and long words are cut", () => {
  const word = fc.string({ maxLength: 12 });
  fc.assert(
    fc.property(word, word, (left, right) => {
      const distance = editDistance(left, right);
      assert.equal(distance, editDistance(right, left));
      assert.equal(distance === 0, left === right);
      assert.ok(distance >= Math.abs(left.length - right.length));
      assert.ok(distance <= Math.max(left.length, right.length));
    }),
  );
  assert.equal(editDistance(`${"a".repeat(40)}bbb`, "a".repeat(40)), 0);
});

test("[KN17] nearest first, equal ones by name, nothing far away", () => {
  const verbs = ["north", "inventory", "invite", "look", "loot", "lock", "say"];
  assert.deepEqual(suggest("lool", verbs), ["look", "loot"]);
  assert.deepEqual(suggest("LOOK", verbs, 1), ["look"]);
  assert.deepEqual(suggest("inventroy", verbs), ["inventory"]);
  assert.deepEqual(suggest("xyzzy", verbs), []);
  assert.deepEqual(suggest("loo", ["lox", "log", "lob", "loa"]), ["loa", "lob", "log"]);
});
