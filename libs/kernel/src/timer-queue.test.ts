/** The heap against the simplest thing that is right: a sorted array. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Timer, TimerQueue } from "./timer-queue.ts";

type Act =
  | { readonly act: "add"; readonly delay: number }
  | { readonly act: "cancel"; readonly pick: number }
  | { readonly act: "undo" }
  | { readonly act: "take"; readonly step: number };

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ act: fc.constant("add" as const), delay: fc.nat(20) }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant("cancel" as const), pick: fc.nat() }) },
  { weight: 1, arbitrary: fc.record({ act: fc.constant("undo" as const) }) },
  { weight: 3, arbitrary: fc.record({ act: fc.constant("take" as const), step: fc.nat(8) }) },
);

const inOrder = (timers: Iterable<Timer<string>>): Timer<string>[] =>
  [...timers].sort((a, b) => a.due - b.due || a.seq - b.seq);

const play = (acts: readonly Act[]): void => {
  const queue = new TimerQueue<string>();
  let model: Timer<string>[] = [];
  let cancelled: Timer<string> | undefined;
  let now = 0;
  let seq = 0;
  const add = (timer: Timer<string>): void => {
    queue.add(timer);
    model = inOrder([...model, timer]);
  };
  for (const one of acts) {
    if (one.act === "add") {
      seq += 1;
      add({ due: now + one.delay, seq, what: `t${seq}` });
    } else if (one.act === "cancel") {
      const victim = model[one.pick % Math.max(1, model.length)];
      assert.equal(queue.cancel(victim?.seq ?? -1), victim);
      model = model.filter((timer) => timer !== victim);
      cancelled = victim;
    } else if (one.act === "undo") {
      if (cancelled !== undefined) add(cancelled);
      cancelled = undefined;
    } else {
      now += one.step;
      const expected = model[0] !== undefined && model[0].due <= now ? model[0] : undefined;
      assert.equal(queue.takeDue(now), expected);
      if (expected !== undefined) model = model.slice(1);
    }
    assert.equal(queue.size, model.length);
    assert.equal(queue.nextDue(), model[0]?.due);
  }
  assert.deepEqual(queue.toArray(), model);
};

test("[KN13] any play of add, cancel, undo and take agrees with a sorted array", () => {
  fc.assert(fc.property(fc.array(act, { maxLength: 300 }), play));
});

test("[KN13] timers of one moment run in the order they were set", () => {
  const queue = new TimerQueue<string>();
  for (const seq of [3, 1, 2]) queue.add({ due: 10, seq, what: `t${seq}` });
  const ran = [queue.takeDue(10), queue.takeDue(10), queue.takeDue(10), queue.takeDue(10)];
  assert.deepEqual(
    ran.map((timer) => timer?.seq),
    [1, 2, 3, undefined],
  );
});

test("[KN14] many cancellations keep the rest in order, and a cancelled timer never runs", () => {
  const queue = new TimerQueue<string>();
  for (let seq = 0; seq < 500; seq += 1) queue.add({ due: (seq * 7919) % 500, seq, what: "x" });
  for (let seq = 0; seq < 500; seq += 1) if (seq % 5 !== 0) queue.cancel(seq);
  assert.equal(queue.size, 100);
  assert.equal(queue.cancel(1), undefined);
  const dues: number[] = [];
  for (let next = queue.takeDue(1000); next !== undefined; next = queue.takeDue(1000)) {
    assert.equal(next.seq % 5, 0);
    dues.push(next.due);
  }
  assert.deepEqual(
    dues,
    [...dues].sort((a, b) => a - b),
  );
  assert.equal(dues.length, 100);
  assert.equal(queue.nextDue(), undefined);
});

test("[KN14] a cancelled timer that is put back runs once", () => {
  const queue = new TimerQueue<string>();
  queue.add({ due: 5, seq: 1, what: "regen" });
  const timer = queue.cancel(1);
  assert.ok(timer !== undefined);
  queue.add(timer);
  assert.equal(queue.takeDue(5), timer);
  assert.equal(queue.takeDue(5), undefined);
  assert.equal(queue.size, 0);
});
