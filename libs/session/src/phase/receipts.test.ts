import assert from "node:assert/strict";
import { test } from "node:test";
import { ACK_EVERY_MS, Receipts, SEEN_EVERY_MS } from "./receipts.ts";

const LIMITS = { SESSION_HISTORY_FRAMES: 64, SESSION_WINDOW_BYTES: 4000 };

/** In the middle of a stream: the receipt for the first frame has just been given. */
const inStream = (): Receipts => {
  const receipts = new Receipts(10, LIMITS);
  receipts.next();
  assert.deepEqual(receipts.take(0), { received: 11 });
  return receipts;
};

test("[SE27] an eighth of the frames that may be under way are acknowledged at once", () => {
  const receipts = inStream();
  for (let count = 0; count < 7; count += 1) receipts.next();
  assert.equal(receipts.take(1), undefined);
  receipts.next();
  assert.deepEqual(receipts.take(1), { received: 19 });
  assert.equal(receipts.dueAtMs, null);
});

test("[SE27] so is a quarter of the bytes, counted from the last receipt", () => {
  const receipts = inStream();
  receipts.wrote(5000);
  receipts.next();
  receipts.wrote(999);
  assert.equal(receipts.take(1), undefined);
  receipts.wrote(1);
  assert.deepEqual(receipts.take(1), { received: 12 });
  receipts.next();
  receipts.wrote(999);
  assert.equal(receipts.take(2), undefined);
});

test("[SE27] what is less is due after a tenth of a second", () => {
  const receipts = inStream();
  receipts.next();
  assert.equal(receipts.dueAtMs, ACK_EVERY_MS);
  assert.equal(receipts.take(ACK_EVERY_MS - 1), undefined);
  assert.deepEqual(receipts.take(ACK_EVERY_MS), { received: 12 });
});

test("[SE50] what is shown goes with the next receipt, and is due by itself when none comes", () => {
  const receipts = inStream();
  receipts.saw(11, 5);
  assert.deepEqual(receipts.take(5), { received: 11, seen: 11 });
  receipts.next();
  receipts.saw(12, 6);
  assert.deepEqual(receipts.take(5 + ACK_EVERY_MS), { received: 12, seen: 12 });
  receipts.next();
  assert.deepEqual(receipts.take(5 + 2 * ACK_EVERY_MS), { received: 13 });
  receipts.saw(99, 300);
  assert.equal(receipts.dueAtMs, 5 + ACK_EVERY_MS + SEEN_EVERY_MS);
});

test("[SE27] after a resume nothing is owed for what came before", () => {
  const receipts = inStream();
  receipts.next();
  receipts.wrote(5000);
  receipts.resumeAfter(40);
  assert.equal(receipts.take(1000), undefined);
  assert.equal(receipts.next(), 41);
  assert.deepEqual(receipts.take(1000), { received: 41 });
});
