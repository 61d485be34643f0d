// Goal: the ledger of the counting players finds each kind of wrong, and only that.

import assert from "node:assert/strict";
import { test } from "node:test";
import { amountOf, START_GOLD, TallyLedger } from "./tally-ledger.ts";

const after = (...lines: readonly number[]): number =>
  lines.reduce((gold, n) => gold - amountOf(n), START_GOLD);

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** All lines up to `last` are sent, answered one a second, and confirmed. */
const played = (last: number): TallyLedger => {
  const ledger = new TallyLedger();
  for (const n of range(1, last)) {
    assert.equal(ledger.send(), n);
    ledger.answered(n, n * 1000);
  }
  ledger.saw(after(...range(1, last)), last * 1000);
  return ledger;
};

test("[CH1] lines that are answered in order and paid for once are no problem", () => {
  const ledger = played(40);
  assert.deepEqual([ledger.problems, ledger.losses, ledger.flying], [[], [], []]);
  assert.equal(ledger.gold, after(...range(1, 40)));
});

test("[CH1] a line that is applied twice, answered twice or passed over is a problem", () => {
  const twice = played(10);
  twice.saw(after(...range(1, 10), 10), 0);
  assert.match(twice.problems[0] ?? "", /laid down, but all lines together/);
  const answered = played(10);
  answered.answered(10, 0);
  assert.deepEqual(answered.problems, ["line 10 was answered, but is not under way"]);
  const passed = played(10);
  passed.send();
  passed.send();
  passed.answered(12, 0);
  assert.deepEqual(passed.problems, ["line 12 was answered before 11"]);
});

test("[CH1] one block that is undone is a loss with its age, also when new lines came first", () => {
  const ledger = played(40);
  ledger.send();
  ledger.answered(41, 50_000);
  ledger.saw(after(...range(1, 35), 41), 51_000);
  assert.deepEqual(ledger.problems, []);
  const [loss] = ledger.losses;
  // Spoken lines lay nothing down: 36 may be of the block or not.
  assert.ok(loss?.from === 36 || loss?.from === 37);
  assert.deepEqual([loss?.to, loss?.seenMs], [40, 51_000]);
  assert.equal(loss?.answeredMs, (loss?.from ?? 0) * 1000);
  assert.equal(ledger.gold, after(...range(1, 35), 41));
});

test("[CH1] lines undone out of the middle are a problem", () => {
  const ledger = played(40);
  ledger.saw(after(...range(1, 30), ...range(35, 40)), 0);
  assert.match(ledger.problems[0] ?? "", /gold came back, which no block of lines laid down/);
});

test("[CH1] after a new login the gold says what was applied unseen, and the rest is gone", () => {
  const ledger = played(10);
  for (const n of range(11, 14)) assert.equal(ledger.send(), n);
  ledger.cameBack();
  ledger.saw(after(...range(1, 13)), 0);
  assert.deepEqual([ledger.problems, ledger.losses, ledger.flying], [[], [], []]);
  assert.equal(ledger.gold, after(...range(1, 13)));
});

test("[CH1] without a new login nothing may be applied unseen", () => {
  const ledger = played(10);
  ledger.send();
  ledger.send();
  ledger.saw(after(...range(1, 11)), 0);
  ledger.answered(12, 0);
  assert.deepEqual(ledger.problems, ["line 12 was answered before 11"]);
});

test("[CH1] a prompt may come before the answer, which counts once", () => {
  const ledger = played(10);
  ledger.send();
  ledger.saw(after(...range(1, 11)), 0);
  assert.deepEqual(ledger.flying, [11]);
  ledger.answered(11, 0);
  ledger.saw(after(...range(1, 11)), 0);
  assert.deepEqual([ledger.problems, ledger.losses, ledger.flying], [[], [], []]);
});

test("[CH1] a prompt that is drawn again before the next one tells nothing", () => {
  const ledger = played(10);
  ledger.send();
  ledger.answered(11, 0);
  ledger.saw(after(...range(1, 10)), 0);
  ledger.saw(after(...range(1, 11)), 0);
  assert.deepEqual([ledger.problems, ledger.losses], [[], []]);
});

test("[CH1] a line undone to where the last prompt was is found when the next one is answered", () => {
  const ledger = played(10);
  for (const n of [11, 12, 13]) assert.equal(ledger.send(), n);
  ledger.answered(11, 0);
  ledger.saw(after(...range(1, 10)), 0);
  ledger.answered(12, 0);
  ledger.answered(13, 0);
  ledger.saw(after(...range(1, 10), 12, 13), 0);
  assert.deepEqual([ledger.problems, ledger.losses.length], [[], 1]);
});

test("[CH1] where something was not shown what was under way is answered, or was applied unseen, in order", () => {
  const ledger = played(10);
  for (const n of range(11, 16)) assert.equal(ledger.send(), n);
  ledger.missedSome();
  ledger.saw(after(...range(1, 13)), 0);
  assert.deepEqual(ledger.flying, [14, 15, 16]);
  ledger.answered(16, 0);
  ledger.saw(after(...range(1, 16)), 0);
  assert.deepEqual([ledger.problems, ledger.losses, ledger.flying], [[], [], []]);
  ledger.send();
  ledger.send();
  ledger.answered(18, 0);
  assert.deepEqual(ledger.problems, ["line 18 was answered before 17"]);
});
