import assert from "node:assert/strict";
import test from "node:test";
import { DEFAULT_CADENCE, isLate, nextTickAt } from "./cadence.ts";

test("[EN8] a quiet engine ticks each 100 ms", () => {
  const past = { lastStartMs: 1000, lastEndMs: 1002, waiting: false };
  assert.equal(nextTickAt(DEFAULT_CADENCE, past), 1100);
});

test("[EN8] waiting input brings the tick forward to 5 ms after the last start", () => {
  const past = { lastStartMs: 1000, lastEndMs: 1002, waiting: true };
  assert.equal(nextTickAt(DEFAULT_CADENCE, past), 1005);
});

test("[EN8] a long tick is followed at once, never overlapped", () => {
  const past = { lastStartMs: 1000, lastEndMs: 1030, waiting: true };
  assert.equal(nextTickAt(DEFAULT_CADENCE, past), 1030);
  assert.equal(nextTickAt(DEFAULT_CADENCE, { ...past, lastEndMs: 1250, waiting: false }), 1250);
});

test("[EN8] earlyTickMs 0 switches early ticks off, and one above tickMs changes nothing", () => {
  const past = { lastStartMs: 1000, lastEndMs: 1002, waiting: true };
  assert.equal(nextTickAt({ tickMs: 100, earlyTickMs: 0 }, past), 1100);
  assert.equal(nextTickAt({ tickMs: 100, earlyTickMs: 500 }, past), 1100);
});

test("[EN8] a tick longer than the beat is late", () => {
  assert.equal(isLate(DEFAULT_CADENCE, 1000, 1100), false);
  assert.equal(isLate(DEFAULT_CADENCE, 1000, 1101), true);
});
