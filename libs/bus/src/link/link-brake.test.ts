// Goal: a flood over one link takes its share of the time and no more.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { LinkBrake, WAIT_MAX_MS } from "./link-brake.ts";

test("[LK20] a link that floods gets a fifth of the time, one that does not never waits", () => {
  const flood = new LinkBrake(0);
  let nowMs = 0;
  let workMs = 0;
  while (nowMs < 60_000) {
    const beganMs = nowMs;
    nowMs += 5;
    workMs += 5;
    nowMs += flood.restMs(beganMs, nowMs);
  }
  assert.ok(workMs / nowMs < 0.21, `${workMs} of ${nowMs} ms`);
  const honest = new LinkBrake(0);
  for (let at = 0; at < 60_000; at += 100) assert.equal(honest.restMs(at, at + 15), 0);
});

test("[LK20] messages that cost nothing by themselves are counted too", () => {
  const brake = new LinkBrake(0);
  let messages = 0;
  while (brake.restMs(0, 0) === 0) messages += 1;
  assert.ok(messages > 5000 && messages < 20_000, `${messages} at once`);
});

test("[LK20] a burst is read at once, and no rest is longer than half a second", () => {
  const brake = new LinkBrake(0);
  assert.equal(brake.restMs(0, 199), 0);
  assert.equal(brake.restMs(199, 201), 6);
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(1000), fc.nat(100_000))), (turns) => {
      const any = new LinkBrake(0);
      let nowMs = 0;
      for (const [idleMs, tookMs] of turns) {
        const beganMs = nowMs + idleMs;
        nowMs = beganMs + tookMs;
        const restMs = any.restMs(beganMs, nowMs);
        assert.ok(restMs >= 0 && restMs <= WAIT_MAX_MS);
      }
    }),
  );
});
