// Goal: an engine never believes longer than the store that it may run its zones.

import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { ZoneLease } from "./zone-lease.ts";

const TTL_MS = 10_000;

test("[CL8] it is over before the store's time is, counted from before the question", () => {
  const lease = new ZoneLease({ ttlMs: TTL_MS });
  assert.equal(lease.isOver(1_000_000), false);
  assert.equal(lease.leftMs(0), null);
  lease.taken(1000);
  assert.deepEqual(
    [lease.isOver(8999), lease.isOver(9000), lease.leftMs(4000)],
    [false, true, 5000],
  );
});

test("[CL8] it is renewed at a third of its time, and asked again when no answer comes", () => {
  const lease = new ZoneLease({ ttlMs: TTL_MS });
  lease.taken(0);
  assert.equal(lease.wantsRenewal(0), true);
  assert.equal(lease.wantsRenewal(999), false);
  assert.equal(lease.wantsRenewal(1000), true);
  lease.renewed(1000);
  assert.equal(lease.wantsRenewal(4332), false);
  assert.equal(lease.wantsRenewal(4333), true);
  lease.unanswered(4400);
  assert.equal(lease.wantsRenewal(5399), false);
  assert.equal(lease.wantsRenewal(5400), true);
});

test("[CL8] a late answer to an earlier question leaves the newest one under way", () => {
  const lease = new ZoneLease({ ttlMs: TTL_MS });
  lease.taken(0);
  for (const at of [0, 1000, 2000, 3000, 4000]) assert.equal(lease.wantsRenewal(at), true);
  lease.renewed(0);
  assert.equal(lease.wantsRenewal(4500), false);
  assert.equal(lease.wantsRenewal(5000), true);
});

test("[CL8] an answer to an old question never makes it longer than that question allows", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(30_000), { minLength: 1 }), (questions) => {
      const lease = new ZoneLease({ ttlMs: TTL_MS });
      for (const at of questions) lease.renewed(at);
      const newest = Math.max(...questions);
      assert.equal(lease.isOver(newest + TTL_MS - 2001), false);
      assert.equal(lease.isOver(newest + TTL_MS - 2000), true);
    }),
  );
});
