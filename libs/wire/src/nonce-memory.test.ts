// Goal: a nonce is taken once while it counts, and the memory stays within its bound.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { NonceMemory } from "./nonce-memory.ts";

test("[RB5] a nonce is new once within the time, and again after it", () => {
  const memory = new NonceMemory(60_000, 10);
  assert.equal(memory.admit(0, "a"), "new");
  assert.equal(memory.admit(59_999, "a"), "seen");
  assert.equal(memory.admit(60_000, "a"), "new");
});

test("[RB5] a full memory takes nothing new until something may be forgotten", () => {
  const memory = new NonceMemory(60_000, 2);
  assert.equal(memory.admit(0, "a"), "new");
  assert.equal(memory.admit(1, "b"), "new");
  assert.equal(memory.admit(2, "c"), "full");
  assert.equal(memory.admit(3, "a"), "seen");
  assert.equal(memory.admit(60_000, "c"), "new");
  assert.equal(memory.size, 2);
});

test("[RB5] whatever comes when, none is new twice within the time", () => {
  const event = fc.record({ step: fc.nat(50), nonce: fc.nat(20) });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 200 }), (events) => {
      const memory = new NonceMemory(100, 8);
      const last = new Map<number, number>();
      let nowMs = 0;
      for (const { step, nonce } of events) {
        nowMs += step;
        if (memory.admit(nowMs, `${nonce}`) !== "new") continue;
        const before = last.get(nonce);
        assert.ok(before === undefined || nowMs - before >= 100);
        last.set(nonce, nowMs);
        assert.ok(memory.size <= 8);
      }
    }),
  );
});
