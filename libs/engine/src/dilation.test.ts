import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import type { RunningZone } from "./running-zone.ts";
import { TOWN, testEngine } from "./testing/test-engine.ts";
import { EVENTS_MAX, EVENTS_MIN, nextLimit, shareMs } from "./time-share.ts";

test("[EN16] the limit halves over the share, doubles well below it, and stays in its bounds", () => {
  assert.equal(nextLimit(1000, 11, 10), 500);
  assert.equal(nextLimit(1000, 4, 10), 2000);
  assert.equal(nextLimit(1000, 8, 10), 1000);
  fc.assert(
    fc.property(fc.nat(EVENTS_MAX), fc.nat(500), fc.nat(500), (limit, took, zones) => {
      const next = nextLimit(Math.max(EVENTS_MIN, limit), took, shareMs(zones));
      assert.ok(Number.isInteger(next) && next >= EVENTS_MIN && next <= EVENTS_MAX);
    }),
  );
});

test("[EN16] a zone that takes too long gets a smaller limit, and its full one back later", () => {
  const t = testEngine().login(1, "1");
  t.clockStepMs = 200;
  t.type(1, 1, "a").tick().type(1, 2, "b").tick();
  t.clockStepMs = 0;
  t.type(1, 3, "c").tick().type(1, 4, "d").tick().type(1, 5, "e").tick();
  assert.deepEqual(t.zones.get(TOWN)?.limits.slice(-5), [
    EVENTS_MAX,
    EVENTS_MAX / 2,
    EVENTS_MAX / 4,
    EVENTS_MAX / 2,
    EVENTS_MAX,
  ]);
});

test("[EN16] a line that a slow zone has not come to is not acknowledged, and none follows it", () => {
  let allowed = 1000;
  const t = testEngine({
    wrap: (zone) => {
      const slow: RunningZone = Object.create(zone, {
        step: {
          value: (now: number, inputs: never[], _max: number) => zone.step(now, inputs, allowed),
        },
        playerState: { value: (id: never) => zone.playerState(id) },
        hasWork: { value: (now: number) => zone.hasWork(now) },
        nextDueMs: { value: () => zone.nextDueMs() },
        storedState: { value: () => zone.storedState() },
      });
      return slow;
    },
  }).login(1, "1");
  allowed = 0;
  t.type(1, 1, "one").type(1, 2, "two").ticks(3);
  const acks = () => t.sent().flatMap((frame) => (frame.f === "inputAck" ? [frame.inputSeq] : []));
  assert.deepEqual(acks(), []);
  assert.equal(t.metrics.get("engine_inbox_depth"), 1);
  allowed = 1000;
  t.ticks(2);
  assert.deepEqual(acks(), [1, 2]);
});
