// Goal: dialing again is soon at first, bounded in the end, spread, and patient with a no.

import assert from "node:assert/strict";
import { test } from "node:test";
import { REDIAL_MAX_MS, REDIAL_MIN_MS, REDIAL_REFUSED_MS, Redial, STEADY_MS } from "./redial.ts";

const latest = (): number => 1 - Number.EPSILON;

test("[LK19] an engine is dialed again after 100 ms, then twice as long each time, at most 2 s", () => {
  const redial = new Redial(latest);
  const delays = Array.from({ length: 7 }, () => redial.delayMs("lost", 0));
  assert.deepEqual(delays, [100, 200, 400, 800, 1600, 2000, 2000]);
  assert.deepEqual([REDIAL_MIN_MS, REDIAL_MAX_MS], [100, 2000]);
});

test("[LK19] a link that was steady begins anew, one that fell at once does not", () => {
  const redial = new Redial(latest);
  for (let at = 0; at < 5; at += 1) redial.delayMs("silent", 0);
  assert.equal(redial.delayMs("lost", STEADY_MS - 1), 2000);
  assert.equal(redial.delayMs("restart", STEADY_MS), 100);
  assert.equal(redial.delayMs("lost", 0), 200);
});

test("[LK19] gateways that lose an engine together come back spread over half of the delay", () => {
  const delays = Array.from({ length: 100 }, (_, at) =>
    new Redial(() => at / 100).delayMs("lost", 0),
  );
  assert.deepEqual([Math.min(...delays), Math.max(...delays)], [50, 100]);
  assert.ok(new Set(delays).size > 40);
});

test("[LK19] an engine that said no is asked every ten seconds", () => {
  for (const end of ["refused", "version", "superseded", "forgotten"] as const) {
    const redial = new Redial(latest);
    assert.equal(redial.delayMs(end, STEADY_MS), REDIAL_REFUSED_MS);
    assert.equal(redial.delayMs(end, 0), REDIAL_REFUSED_MS);
    assert.equal(redial.delayMs("lost", 0), REDIAL_MIN_MS);
  }
});
