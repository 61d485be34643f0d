import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { BoundedQueue } from "./bounded-queue.ts";

test("[KN15] agrees with an array that refuses beyond its capacity", () => {
  const act = fc.constantFrom("push", "push", "push", "shift", "shift", "clear");
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 90 }), fc.array(act, { maxLength: 400 }), (cap, acts) => {
      const queue = new BoundedQueue<number>(cap);
      let model: number[] = [];
      acts.forEach((one, index) => {
        if (one === "push") {
          const taken = model.length < cap;
          if (taken) model.push(index);
          assert.equal(queue.push(index), taken);
        } else if (one === "shift") {
          assert.equal(queue.shift(), model.shift());
        } else if (index % 7 === 0) {
          queue.clear();
          model = [];
        }
        assert.equal(queue.size, model.length);
        assert.equal(queue.peek(), model[0]);
      });
    }),
  );
});

test("[KN15] stays in order far beyond its capacity", () => {
  const queue = new BoundedQueue<number>(3);
  queue.push(0);
  for (let next = 1; next < 1000; next += 1) {
    assert.equal(queue.push(next), true);
    assert.equal(queue.shift(), next - 1);
  }
  assert.equal(queue.size, 1);
});
