/** Undoing: whatever a handler wrote before it threw, nothing of it stays. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeCanonical } from "@ambon/kernel/canonical";
import { below, type PrngState, seedPrng } from "@ambon/kernel/prng";
import { TimerQueue } from "@ambon/kernel/timer-queue";
import fc from "fast-check";
import { Mutations } from "./mutations.ts";

interface Field {
  a?: number;
  b: readonly number[];
}

const operation = fc.oneof(
  fc.record({ op: fc.constant("set" as const), value: fc.integer() }),
  fc.record({ op: fc.constant("list" as const), value: fc.integer() }),
  fc.record({ op: fc.constant("put" as const), value: fc.nat(5) }),
  fc.record({ op: fc.constant("drop" as const), value: fc.nat(5) }),
  fc.record({ op: fc.constant("timer" as const), value: fc.nat(100) }),
  fc.record({ op: fc.constant("cancel" as const), value: fc.nat(20) }),
  fc.record({ op: fc.constant("draw" as const), value: fc.nat(5) }),
);

const world = () => {
  const timers = new TimerQueue<string>();
  for (let seq = 1; seq <= 10; seq += 1) timers.add({ due: seq * 7, seq, what: "old" });
  const field: Field = { b: [1, 2] };
  const table = new Map<number, number>([
    [1, 10],
    [3, 30],
  ]);
  const stream: PrngState = seedPrng(5);
  return { timers, field, table, stream, mutations: new Mutations(timers) };
};

const look = (w: ReturnType<typeof world>): string =>
  encodeCanonical({
    field: w.field,
    table: w.table,
    stream: w.stream,
    timers: w.timers.toArray(),
  });

const apply = (w: ReturnType<typeof world>, op: string, value: number, nextSeq: number): void => {
  const { mutations, field, table, stream } = w;
  if (op === "set") mutations.set(field, "a", value);
  if (op === "list") mutations.set(field, "b", [...field.b, value]);
  if (op === "put") mutations.put(table, value, value * 2);
  if (op === "drop") mutations.drop(table, value);
  if (op === "timer") mutations.addTimer({ due: value, seq: nextSeq, what: "new" });
  if (op === "cancel") mutations.cancelTimer(value);
  if (op !== "draw") return;
  mutations.noteDraw(stream);
  below(stream, value + 1);
};

test("[ZN6] rollback restores every field, entry, timer and stream", () => {
  fc.assert(
    fc.property(fc.array(operation, { maxLength: 40 }), (operations) => {
      const w = world();
      const before = look(w);
      operations.forEach(({ op, value }, index) => {
        apply(w, op, value, 100 + index);
      });
      w.mutations.rollback();
      assert.equal(look(w), before);
    }),
  );
});

test("[ZN6] after a commit nothing is undone", () => {
  const w = world();
  apply(w, "set", 5, 100);
  apply(w, "drop", 1, 101);
  w.mutations.commit();
  const after = look(w);
  w.mutations.rollback();
  assert.equal(look(w), after);
});
