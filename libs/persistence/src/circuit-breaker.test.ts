// Goal: who does not answer is asked no more, but for one question now and then.

import assert from "node:assert/strict";
import { test } from "node:test";
import { CircuitBreaker, FAILURES_MAX, OPEN_MS } from "./circuit-breaker.ts";

const opened = (): CircuitBreaker => {
  const breaker = new CircuitBreaker();
  for (let failure = 1; failure < FAILURES_MAX; failure += 1) assert.ok(!breaker.failed(0));
  assert.ok(!breaker.isOpen && breaker.allows(0));
  assert.ok(breaker.failed(0));
  return breaker;
};

test("[RC1] failures in a row open it, an answer between them does not", () => {
  const breaker = new CircuitBreaker();
  for (let round = 0; round < 3; round += 1) {
    for (let failure = 1; failure < FAILURES_MAX; failure += 1) breaker.failed(0);
    assert.equal(breaker.succeeded(), false);
  }
  assert.ok(!breaker.isOpen);
  assert.ok(!opened().allows(OPEN_MS - 1));
});

test("[RC1] open, it lets one ask after a while; the answer decides", () => {
  const breaker = opened();
  assert.ok(breaker.allows(OPEN_MS));
  assert.ok(!breaker.allows(OPEN_MS), "a second one asks meanwhile");
  assert.equal(breaker.failed(OPEN_MS), false);
  assert.ok(!breaker.allows(2 * OPEN_MS - 1));
  assert.ok(breaker.allows(2 * OPEN_MS));
  assert.equal(breaker.succeeded(), true);
  assert.ok(!breaker.isOpen && breaker.allows(2 * OPEN_MS));
});
