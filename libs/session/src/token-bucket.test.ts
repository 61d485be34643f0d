// Goal: the small counters that limits rest on, on virtual time.

import assert from "node:assert/strict";
import { test } from "node:test";
import { limitsWith } from "@ambon/kernel/limits";
import { addressKey, isLoopback } from "./address.ts";
import { InputWindow } from "./input-window.ts";
import { DELAYED_LINES_MAX, LineFlow } from "./line-flow.ts";
import { LoginThrottle, THROTTLED_ADDRESSES_MAX, waitingTime } from "./login-throttle.ts";
import { TokenBucket } from "./token-bucket.ts";

test("[SE22] a bucket gives its burst at once, then evenly, and nothing for a clock that goes back", () => {
  const bucket = new TokenBucket(20, 1000, 40, 0);
  const takeAll = (nowMs: number): number => {
    let taken = 0;
    while (bucket.take(nowMs)) taken += 1;
    return taken;
  };
  assert.equal(takeAll(0), 40);
  assert.equal(bucket.nextTokenMs, 50);
  assert.equal(takeAll(49), 0);
  assert.equal(takeAll(50), 1);
  assert.equal(takeAll(10), 0);
  assert.equal(takeAll(1050), 20);
  assert.equal(takeAll(1_000_000), 40);
});

test("[SE22] lines over the rate wait in order, and the newest is refused when the queue is full", () => {
  const flow = new LineFlow<string>(1, 0);
  assert.deepEqual([flow.offer(0, "a"), flow.offer(0, "b")], ["now", "now"]);
  for (let at = 0; at < DELAYED_LINES_MAX; at += 1) {
    assert.equal(flow.offer(0, `w${at}`), "delayed");
  }
  assert.equal(flow.offer(0, "x"), "refused");
  assert.equal(flow.nextDueMs, 1000);
  assert.equal(flow.takeDue(999), undefined);
  assert.equal(flow.takeDue(1000), "w0");
  assert.equal(flow.offer(1000, "y"), "delayed");
  assert.deepEqual(
    [flow.takeDue(3000), flow.takeDue(3000), flow.takeDue(3000)],
    ["w1", "w2", undefined],
  );
});

test("[SE22] 0 turns the rate off", () => {
  const flow = new LineFlow<string>(0, 0);
  for (let at = 0; at < 1000; at += 1) assert.equal(flow.offer(0, "a"), "now");
  assert.equal(flow.nextDueMs, null);
});

test("[SE9] the throttle says how long to wait, and waiting so long is enough", () => {
  const throttle = new LoginThrottle(limitsWith({ LOGINS_PER_MINUTE: 3 }));
  for (let at = 0; at < 3; at += 1) assert.equal(throttle.attempt(0, "192.0.2.1"), 0);
  const waitMs = throttle.attempt(0, "192.0.2.1");
  assert.equal(waitMs, 20_000);
  assert.equal(throttle.attempt(0, "192.0.2.2"), 0);
  assert.equal(throttle.attempt(waitMs - 1, "192.0.2.1"), 1);
  assert.equal(throttle.attempt(waitMs, "192.0.2.1"), 0);
  for (let at = 0; at < 100; at += 1) assert.equal(throttle.attempt(0, "127.0.0.1"), 0);
});

test("[SE9] the throttle forgets the oldest address when it knows too many", () => {
  const throttle = new LoginThrottle(limitsWith({ LOGINS_PER_MINUTE: 1 }));
  throttle.attempt(0, "192.0.2.1");
  assert.notEqual(throttle.attempt(0, "192.0.2.1"), 0);
  for (let at = 0; at < THROTTLED_ADDRESSES_MAX; at += 1) {
    throttle.attempt(0, `10.0.${at >> 8}.${at & 255}`);
  }
  assert.equal(throttle.attempt(0, "192.0.2.1"), 0);
});

test("[SE9] waiting times are rounded up to something sayable", () => {
  assert.deepEqual([0, 1, 1000, 1001, 119_000, 120_000, 121_000].map(waitingTime), [
    "1 second",
    "1 second",
    "1 second",
    "2 seconds",
    "119 seconds",
    "2 minutes",
    "3 minutes",
  ]);
});

test("[SE35] addresses are counted by household", () => {
  assert.equal(addressKey("192.0.2.1"), "192.0.2.1");
  assert.equal(addressKey("::ffff:192.0.2.1"), "192.0.2.1");
  assert.equal(addressKey("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
  assert.equal(addressKey("2001:0DB8:1:2::9"), "2001:db8:1:2::");
  assert.equal(addressKey("2001:db8::9"), "2001:db8::");
  assert.equal(addressKey("::1"), "::");
  assert.equal(addressKey("fe80::1%eth0"), "fe80::");
  assert.deepEqual(
    ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1", "192.0.2.1", "::2"].map(isLoopback),
    [true, true, true, true, false, false],
  );
});

test("[SE21] the window numbers without holes and refuses before it numbers", () => {
  const window = new InputWindow(2, 7);
  assert.equal(window.accept("a")?.inputSeq, 8);
  assert.equal(window.accept("b")?.inputSeq, 9);
  assert.equal(window.accept("c"), undefined);
  window.ack(7);
  assert.equal(window.inFlight, 2);
  window.ack(8);
  assert.equal(window.accept("c")?.inputSeq, 10);
  window.ack(10);
  assert.equal(window.inFlight, 0);
});

test("[SE28] a resumed window drops what was applied and numbers on", () => {
  const window = new InputWindow(4, 0);
  for (const line of ["a", "b", "c"]) window.accept(line);
  window.resumeFrom(2);
  assert.deepEqual(window.unacked, [{ inputSeq: 3, line: "c" }]);
  window.resumeFrom(9);
  assert.equal(window.accept("d")?.inputSeq, 10);
});
