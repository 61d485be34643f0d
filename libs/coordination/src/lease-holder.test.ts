/** The holder of a lease, request by request. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Lease } from "./lease.ts";
import {
  type HolderEffect,
  LeaseHolder,
  REQUEST_MS_MAX,
  RETRY_MS_MAX,
  RETRY_MS_MIN,
} from "./lease-holder.ts";
import { EPOCH_MS } from "./snowflake.ts";

/** Monotonic time begins anywhere. */
const T0 = 5000;
const WALL = EPOCH_MS + 1_000_000;

const LEASE: Lease = {
  nodeId: 7,
  holder: "me",
  fence: WALL,
  ttlMs: 30_000,
  floorMs: WALL,
  ceilingMs: WALL + 60_000,
};

const requestOf = (effects: readonly HolderEffect[]): number => {
  const sent = effects.find(({ e }) => e === "acquire" || e === "renew");
  assert.ok(sent !== undefined && "request" in sent, JSON.stringify(effects));
  return sent.request;
};

const kinds = (effects: readonly HolderEffect[]): string[] => effects.map(({ e }) => e);

/** A holder that has `LEASE` since T0. */
const holding = (lease: Lease = LEASE): LeaseHolder => {
  const holder = new LeaseHolder(1);
  const request = requestOf(holder.step(T0, []));
  holder.step(T0, [{ i: "answer", request, answer: { outcome: "granted", lease } }]);
  return holder;
};

test("[NL30] it asks at once, holds what it is granted and renews at a third of its time", () => {
  const holder = new LeaseHolder(1);
  const effects = holder.step(T0, []);
  assert.deepEqual(effects, [{ e: "acquire", request: 1, target: 0 }]);
  assert.equal(holder.state, "acquiring");
  const answer = { outcome: "granted", lease: LEASE } as const;
  const held = holder.step(T0 + 5, [{ i: "answer", request: 1, answer }]);
  assert.deepEqual(held, [{ e: "held", lease: LEASE }]);
  assert.equal(holder.wakeAtMs, T0 + 10_000);
  assert.deepEqual(holder.step(T0 + 9999, []), []);
  const renew = holder.step(T0 + 10_000, []);
  assert.deepEqual(renew, [{ e: "renew", request: 2, target: 0, claim: LEASE }]);
  assert.equal(holder.state, "renewing");
  assert.deepEqual(holder.step(T0 + 10_003, [{ i: "answer", request: 2, answer }]), []);
  assert.equal(holder.state, "held");
});

test("[NL31] the deadline counts from before the request that was granted was sent", () => {
  const slow = new LeaseHolder(1);
  const request = requestOf(slow.step(T0, []));
  const answer = { outcome: "granted", lease: LEASE } as const;
  slow.step(T0 + REQUEST_MS_MAX - 1, [{ i: "answer", request, answer }]);
  // A fifteenth of it is kept for clocks that do not run equally fast.
  const deadline = T0 + 28_000;
  let now = T0 + 10_000;
  while (now < deadline) {
    assert.equal(slow.lease, LEASE);
    const sent = slow.step(now, []).find(({ e }) => e === "renew");
    if (sent !== undefined && "request" in sent) {
      slow.step(now, [{ i: "failed", request: sent.request, reason: "gone" }]);
    }
    now = slow.wakeAtMs;
  }
  assert.equal(now, deadline);
  const effects = slow.step(now, []);
  assert.deepEqual(effects[0], { e: "lost", nodeId: 7, reason: "expired" });
  assert.equal(slow.lease, undefined);
});

test("[NL31] after a long pause the deadline comes before what is in the inbox", () => {
  const holder = holding();
  const request = requestOf(holder.step(T0 + 10_000, []));
  const answer = { outcome: "granted", lease: LEASE } as const;
  const effects = holder.step(T0 + 90_000, [{ i: "answer", request, answer }]);
  assert.deepEqual(kinds(effects), ["lost", "renew"]);
  assert.equal(holder.lease, undefined);
});

test("[NL31] an answer that comes after its own lease has run out holds nothing", () => {
  const holder = new LeaseHolder(1);
  const request = requestOf(holder.step(T0, []));
  const answer = { outcome: "granted", lease: LEASE } as const;
  const effects = holder.step(T0 + 40_000, [{ i: "answer", request, answer }]);
  assert.deepEqual(kinds(effects), ["held", "lost", "renew"]);
  assert.equal(holder.lease, undefined);
});

test("[NL32] what became of a request is asked, of the next service, as the same holder", () => {
  const holder = holding();
  const request = requestOf(holder.step(T0 + 10_000, []));
  holder.step(T0 + 10_001, [{ i: "failed", request, reason: "connection reset" }]);
  assert.equal(holder.state, "ambiguous");
  assert.deepEqual(holder.trouble, { kind: "unreachable", reason: "connection reset" });
  const again = holder.step(holder.wakeAtMs, []);
  assert.deepEqual(again, [{ e: "renew", request: request + 1, target: 1, claim: LEASE }]);
  const answer = { outcome: "granted", lease: LEASE } as const;
  holder.step(holder.wakeAtMs - 1, [{ i: "answer", request: request + 1, answer }]);
  assert.equal(holder.state, "held");
  assert.equal(holder.trouble, undefined);
});

test("[NL32] a request without an answer is given up in time, and asked again", () => {
  const holder = new LeaseHolder(1);
  holder.step(T0, []);
  assert.equal(holder.wakeAtMs, T0 + REQUEST_MS_MAX);
  assert.deepEqual(holder.step(T0 + REQUEST_MS_MAX, []), []);
  assert.equal(holder.state, "ambiguous");
  assert.deepEqual(kinds(holder.step(holder.wakeAtMs, [])), ["acquire"]);
});

test("[NL33] only the answer to the newest request counts, and only once", () => {
  const holder = new LeaseHolder(1);
  const given = requestOf(holder.step(T0, []));
  holder.step(T0 + REQUEST_MS_MAX, []);
  const late = {
    i: "answer",
    request: given,
    answer: { outcome: "granted", lease: LEASE },
  } as const;
  assert.deepEqual(holder.step(T0 + REQUEST_MS_MAX + 1, [late]), []);
  assert.equal(holder.mint(WALL), undefined);
  const newest = requestOf(holder.step(holder.wakeAtMs, []));
  const answer = { ...late, request: newest };
  assert.deepEqual(kinds(holder.step(holder.wakeAtMs - 1, [answer, answer])), ["held"]);
  const lost = { i: "answer", request: newest, answer: { outcome: "lost" } } as const;
  assert.deepEqual(holder.step(holder.wakeAtMs - 1, [lost]), []);
  assert.equal(holder.state, "held");
});

test("[NL34] past the deadline it mints up to its ceiling, and there it stops", () => {
  const holder = holding();
  holder.step(T0 + 28_000, []);
  assert.equal(holder.lease, undefined);
  assert.ok(holder.canMint(WALL + 59_999));
  assert.notEqual(holder.mint(WALL + 59_999), undefined);
  assert.equal(holder.mint(WALL + 60_000), undefined);
  assert.equal(holder.canMint(WALL + 60_000), false);
});

test("[NL34] when it is told that the lease is lost it stops at once and acquires anew", () => {
  const holder = holding();
  const request = requestOf(holder.step(T0 + 10_000, []));
  const effects = holder.step(T0 + 10_000, [{ i: "answer", request, answer: { outcome: "lost" } }]);
  assert.deepEqual(kinds(effects), ["lost", "acquire"]);
  assert.equal(holder.mint(WALL + 1), undefined);
});

test("[NL2] an old grant that comes again never takes time back", () => {
  const holder = holding();
  const before = holder.mint(WALL + 20_000);
  for (const nodeId of [8, 7]) {
    const request = requestOf(holder.step(holder.wakeAtMs, []));
    const lease = { ...LEASE, nodeId, fence: WALL - nodeId };
    holder.step(holder.wakeAtMs - 1, [
      { i: "answer", request, answer: { outcome: "granted", lease } },
    ]);
  }
  const after = holder.mint(WALL);
  assert.ok(before !== undefined && after !== undefined && after > before);
});

test("[NL35] retries come later and later, each at another moment, up to a bound", () => {
  const waitsOf = (seed: number): number[] => {
    const holder = new LeaseHolder(seed);
    let now = T0;
    return Array.from({ length: 10 }, () => {
      const request = requestOf(holder.step(now, []));
      holder.step(now, [{ i: "failed", request, reason: "refused" }]);
      const wait = holder.wakeAtMs - now;
      now = holder.wakeAtMs;
      return wait;
    });
  };
  const waits = waitsOf(1);
  for (const [index, wait] of waits.entries()) {
    const least = Math.min(RETRY_MS_MAX, RETRY_MS_MIN * 2 ** index);
    assert.ok(wait >= least && wait <= least * 1.5, `wait ${index} is ${wait}`);
  }
  assert.notDeepEqual(waitsOf(2), waits);
});

for (const outcome of ["full", "quarantined"] as const) {
  test(`[NL35] when it is ${outcome} it waits as it is told, but not longer than the bound`, () => {
    for (const [retryAfterMs, least] of [
      [1, RETRY_MS_MIN],
      [1000, 1000],
      [60_000, RETRY_MS_MAX],
    ] as const) {
      const holder = new LeaseHolder(1);
      const request = requestOf(holder.step(T0, []));
      holder.step(T0, [{ i: "answer", request, answer: { outcome, retryAfterMs } }]);
      assert.deepEqual(holder.trouble, { kind: outcome, retryAfterMs });
      const wait = holder.wakeAtMs - T0;
      assert.ok(wait >= least && wait <= least * 1.5, `${wait}`);
    }
  });
}

test("[NL36] at the end it gives the lease back, mints nothing and does nothing more", () => {
  const holder = holding();
  const effects = holder.step(T0 + 1, [{ i: "close" }]);
  assert.deepEqual(effects, [{ e: "release", target: 0, claim: LEASE }]);
  assert.equal(holder.mint(WALL), undefined);
  assert.equal(holder.wakeAtMs, Number.POSITIVE_INFINITY);
  assert.deepEqual(holder.step(T0 + 100_000, []), []);
});

test("[NL3] without a range, or with a clock beyond it, there is no id", () => {
  const holder = new LeaseHolder(1);
  holder.step(T0, []);
  assert.equal(holder.mint(WALL), undefined);
  const ahead = holding();
  assert.equal(ahead.mint(LEASE.ceilingMs), undefined);
  const id = ahead.mint(LEASE.floorMs - 500_000);
  assert.equal((id as bigint) >> 22n, BigInt(LEASE.floorMs - EPOCH_MS));
});
