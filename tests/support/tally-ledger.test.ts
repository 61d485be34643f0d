// Goal: the ledger of the counting players finds each history that may not be, and only those.

import assert from "node:assert/strict";
import { test } from "node:test";
import { NOTHING, TallyLedger } from "./tally-ledger.ts";
import { amountOf, START_GOLD } from "./tally-lines.ts";

const after = (...lines: readonly number[]): number =>
  lines.reduce((gold, n) => gold - amountOf(n), START_GOLD);

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

const upTo = (last: number): number => after(...range(1, last));

const type = (ledger: TallyLedger, from: number, to: number): void => {
  for (const n of range(from, to)) assert.equal(ledger.send(n * 1000), n);
};

/** All lines up to `last` are typed, answered one a second, and confirmed. */
const played = (last: number): TallyLedger => {
  const ledger = new TallyLedger();
  for (const n of range(1, last)) {
    assert.equal(ledger.send(n * 1000), n);
    ledger.answered(n, n * 1000);
  }
  ledger.saw(upTo(last), last * 1000);
  return ledger;
};

/** Lines up to `answered` are answered, those up to `typed` under way; then it is interrupted. */
const interrupted = (answered: number, typed: number, undone: number): TallyLedger => {
  const ledger = played(answered);
  type(ledger, answered + 1, typed);
  ledger.interrupted(undone);
  return ledger;
};

const problemOf = (ledger: TallyLedger): string => ledger.take().problems.join("; ");

test("[CH1] lines that are answered in order and paid for once are no problem", () => {
  const ledger = played(40);
  assert.deepEqual([ledger.take(), ledger.flying, ledger.isSettled], [NOTHING, [], true]);
  assert.equal(ledger.gold, upTo(40));
});

test("[CH1] a line that is applied twice, answered twice, answered out of order or passed over is a problem", () => {
  const twice = played(10);
  twice.saw(after(...range(1, 10), 10), 0);
  assert.match(problemOf(twice), /laid down, but all lines together/);
  const answered = played(10);
  answered.answered(10, 0);
  assert.equal(problemOf(answered), "line 10 was answered, but is not under way");
  const passed = played(10);
  type(passed, 11, 12);
  passed.answered(12, 0);
  assert.equal(problemOf(passed), "line 12 was answered before 11");
  passed.answered(11, 0);
  assert.match(problemOf(passed), /line 11 was answered, but is not under way/);
});

test("[CH1] a prompt that is drawn again tells nothing, but the last one must say all", () => {
  const ledger = played(10);
  type(ledger, 11, 11);
  ledger.answered(11, 0);
  ledger.saw(upTo(10), 0);
  assert.deepEqual([ledger.take(), ledger.isSettled], [NOTHING, false]);
  ledger.saw(upTo(11), 0);
  assert.deepEqual([ledger.take(), ledger.isSettled], [NOTHING, true]);
});

test("[CH1] a prompt may lag behind the last answers, but leaves none out and does not go back", () => {
  const answered = (): TallyLedger => {
    const ledger = played(10);
    type(ledger, 11, 14);
    for (const n of range(11, 14)) ledger.answered(n, 0);
    return ledger;
  };
  const lagging = answered();
  for (const last of [11, 13, 13]) lagging.saw(upTo(last), 0);
  assert.deepEqual([lagging.take(), lagging.isSettled], [NOTHING, false]);
  lagging.saw(upTo(14), 0);
  assert.deepEqual([lagging.take(), lagging.isSettled], [NOTHING, true]);
  lagging.saw(upTo(13), 0);
  assert.match(problemOf(lagging), /gold came back, and nobody was told/);
  const hole = answered();
  hole.saw(after(...range(1, 12), 14), 0);
  assert.match(problemOf(hole), /gold came back, and nobody was told/);
});

test("[CH1] a prompt may lag behind what was answered after an interruption, not behind it", () => {
  const ledger = interrupted(10, 13, 1);
  for (const n of [11, 12, 13]) ledger.answered(n, 0);
  ledger.saw(upTo(11), 0);
  assert.equal(problemOf(ledger), "");
  ledger.saw(after(...range(1, 9), ...range(11, 13)), 0);
  assert.deepEqual(ledger.take().losses.length, 1);
  const silent = interrupted(10, 13, 0);
  for (const n of [11, 12, 13]) silent.answered(n, 0);
  silent.saw(after(...range(1, 9), ...range(11, 13)), 0);
  assert.match(problemOf(silent), /no one cut, as told/);
});

test("[CH1] a line in a prompt before its answer is a problem", () => {
  const ledger = played(10);
  type(ledger, 11, 11);
  ledger.saw(upTo(11), 0);
  assert.match(problemOf(ledger), /laid down, but all lines together/);
});

test("[CH1] gold that comes back is a problem when nobody was told of an interruption", () => {
  const ledger = played(40);
  ledger.saw(upTo(37), 0);
  assert.match(problemOf(ledger), /gold came back, and nobody was told/);
});

test("[CH1] one block that is undone as told is a loss with its age, also when new lines came first", () => {
  const ledger = interrupted(40, 41, 4);
  ledger.answered(41, 50_000);
  ledger.saw(after(...range(1, 36), 41), 51_000);
  const { problems, losses, interruptions } = ledger.take();
  assert.deepEqual([problems, interruptions], [[], 1]);
  assert.deepEqual(losses, [{ from: 37, to: 40, answeredMs: 37_000 }]);
  assert.equal(ledger.gold, after(...range(1, 36), 41));
  assert.ok(ledger.isClear);
});

test("[CH1] more lines undone than told are a problem", () => {
  for (const undone of [0, 3]) {
    const ledger = interrupted(40, 40, undone);
    ledger.saw(upTo(36), 0);
    assert.match(problemOf(ledger), /no one cut, as told/);
  }
});

test("[CH1] lines undone out of the middle, or after the interruption, are a problem", () => {
  const middle = interrupted(40, 40, 8);
  middle.saw(after(...range(1, 30), ...range(35, 40)), 0);
  assert.match(problemOf(middle), /no one cut/);
  const later = interrupted(40, 43, 8);
  for (const n of range(41, 43)) later.answered(n, 0);
  later.saw(upTo(40), 0);
  later.saw(upTo(41), 0);
  assert.deepEqual([problemOf(later), later.isSettled], ["", false]);
  type(later, 44, 44);
  later.answered(44, 0);
  later.saw(after(...range(1, 41), 44), 0);
  assert.match(problemOf(later), /no one cut/);
});

test("[CH1] an interruption undoes once", () => {
  const ledger = interrupted(40, 41, 9);
  ledger.answered(41, 0);
  ledger.saw(after(...range(1, 38), 41), 0);
  assert.equal(ledger.take().losses.length, 1);
  ledger.saw(after(...range(1, 37), 41), 0);
  assert.match(problemOf(ledger), /gold came back, and nobody was told/);
});

test("[CH1] in flight at an interruption: up to one line applied and not shown, the rest answered", () => {
  const ledger = interrupted(10, 16, 0);
  ledger.saw(upTo(13), 0);
  assert.deepEqual(ledger.flying, [14, 15, 16]);
  for (const n of [14, 15, 16]) ledger.answered(n, 0);
  ledger.saw(upTo(16), 0);
  const { problems, losses, unseen } = ledger.take();
  assert.deepEqual([problems, losses], [[], []]);
  const excuse = "interrupted";
  const lines = [11, 12, 13].map((n) => ({ n, typedMs: n * 1000, excuse }));
  // Of a spoken line at the edge the gold does not tell: 12 lies between two that lay down.
  assert.deepEqual(unseen, lines);
});

test("[CH1] the same when the answer of a later line comes before any prompt", () => {
  const ledger = interrupted(10, 14, 0);
  ledger.answered(14, 0);
  assert.equal(ledger.isSettled, false);
  ledger.saw(upTo(14), 0);
  const { problems, unseen } = ledger.take();
  assert.deepEqual([problems, unseen.map(({ n }) => n)], [[], [11, 12, 13]]);
});

test("[CH1] in flight at an interruption and neither applied nor answered is a problem, but as told", () => {
  for (const [undone, problem] of [
    [0, /no one cut, as told/],
    [2, /^$/],
  ] as const) {
    const ledger = interrupted(10, 14, undone);
    ledger.answered(14, 0);
    ledger.saw(after(...range(1, 12), 14), 0);
    const { problems, losses } = ledger.take();
    assert.match(problems.join(), problem);
    const lost = [{ from: 13, to: 13, answeredMs: undefined }];
    assert.deepEqual(losses, undone === 0 ? [] : lost);
  }
});

test("[CH1] of one interruption nothing is undone and something behind it applied", () => {
  const ledger = interrupted(10, 14, 9);
  ledger.answered(14, 0);
  ledger.saw(after(...range(1, 9), ...range(11, 14)), 0);
  assert.match(problemOf(ledger), /no one cut/);
  const slowly = interrupted(10, 14, 9);
  slowly.saw(upTo(9), 0);
  slowly.answered(14, 0);
  slowly.saw(after(...range(1, 9), ...range(11, 14)), 0);
  assert.match(problemOf(slowly), /no one cut/);
});

test("[CH1] what was answered since an interruption leaves nothing out any more", () => {
  const ledger = interrupted(10, 13, 0);
  ledger.answered(11, 0);
  ledger.answered(13, 0);
  assert.equal(problemOf(ledger), "line 13 was answered before 12");
  const typedLater = interrupted(10, 10, 0);
  type(typedLater, 11, 12);
  typedLater.answered(12, 0);
  assert.equal(problemOf(typedLater), "line 12 was answered before 11");
});

test("[CH1] a line that is undone is not answered again, and one that was passed over is not answered late", () => {
  const undone = interrupted(10, 10, 1);
  undone.saw(upTo(9), 0);
  undone.answered(10, 0);
  assert.match(problemOf(undone), /line 10 was answered, but is not under way/);
  const passed = interrupted(10, 12, 0);
  passed.saw(upTo(11), 0);
  passed.answered(11, 0);
  assert.match(problemOf(passed), /line 11 was answered, but is not under way/);
});

test("[CH1] a second interruption before the first is clear hides nothing", () => {
  const ledger = interrupted(10, 14, 0);
  ledger.answered(14, 0);
  ledger.interrupted(0);
  assert.match(problemOf(ledger), /interrupted again before it was clear of 11 12 13/);
});

test("[CH1] after a new login the gold says what was applied, in order, and the rest is gone", () => {
  const ledger = played(10);
  type(ledger, 11, 14);
  ledger.cameBack();
  ledger.saw(upTo(13), 0);
  const { problems, unseen, dropped } = ledger.take();
  assert.deepEqual([problems, unseen.map(({ n }) => n), dropped], [[], [11, 12, 13], 1]);
  assert.deepEqual([ledger.flying, ledger.gold], [[], upTo(13)]);
});

test("[CH1] after a new login an answered line that is gone, or a gap, is a problem", () => {
  const gone = played(10);
  gone.cameBack();
  gone.saw(upTo(9), 0);
  assert.match(problemOf(gone), /gold came back, and nobody was told/);
  const gap = played(10);
  type(gap, 11, 14);
  gap.cameBack();
  gap.saw(after(...range(1, 11), 14), 0);
  assert.match(problemOf(gap), /laid down, but all lines together/);
});

test("[CH1] without a new login nothing is applied unseen", () => {
  const ledger = played(10);
  type(ledger, 11, 12);
  ledger.saw(upTo(11), 0);
  assert.match(problemOf(ledger), /laid down, but all lines together/);
});

test("[CH1] where not all was shown what was under way is applied, and answered from some line on", () => {
  const ledger = played(10);
  type(ledger, 11, 16);
  ledger.refreshed();
  ledger.saw(upTo(13), 0);
  assert.deepEqual(ledger.flying, [14, 15, 16]);
  ledger.answered(14, 0);
  ledger.answered(16, 0);
  assert.equal(problemOf(ledger), "line 16 was answered before 15");
  const lost = played(10);
  type(lost, 11, 14);
  lost.refreshed();
  lost.answered(14, 0);
  lost.saw(after(...range(1, 12), 14), 0);
  assert.match(problemOf(lost), /gold came back, and nobody was told/);
});

test("[CH1] where lines of what goes on around are left out only talk may be missing", () => {
  const ledger = played(10);
  type(ledger, 11, 14);
  ledger.leftOut();
  ledger.answered(11, 0);
  ledger.answered(13, 0);
  ledger.answered(14, 0);
  const { problems, unseen } = ledger.take();
  assert.deepEqual([problems, unseen.map(({ n }) => n)], [[], [12]]);
  type(ledger, 15, 17);
  ledger.leftOut();
  ledger.answered(17, 0);
  assert.match(problemOf(ledger), /line 17 was answered before 16/);
});
