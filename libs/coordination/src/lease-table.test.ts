/** The table of leases, act by act. Together with everything else: lease.prop.test.ts. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { AcquireAnswer, Lease, LeaseTerms, RenewAnswer } from "./lease.ts";
import { LeaseTable } from "./lease-table.ts";

const TERMS: LeaseTerms = { nodeIds: 3, ttlMs: 30_000, windowMs: 60_000 };
const NOW = 1_800_000_000_000;
const WINDOW = TERMS.windowMs;

const granted = (answer: AcquireAnswer | RenewAnswer): Lease => {
  assert.equal(answer.outcome, "granted");
  return (answer as { lease: Lease }).lease;
};

test("[NL10] node ids go round, and a lease is for the time from now to the end of the window", () => {
  const table = new LeaseTable(TERMS);
  const first = granted(table.acquire(NOW, "a"));
  assert.deepEqual(first, {
    nodeId: 0,
    holder: "a",
    fence: NOW,
    ttlMs: 30_000,
    floorMs: NOW,
    ceilingMs: NOW + WINDOW,
  });
  table.release(NOW + 1, first);
  assert.equal(granted(table.acquire(NOW + 2, "b")).nodeId, 1);
  assert.equal(granted(table.acquire(NOW + WINDOW, "c")).nodeId, 2);
  assert.equal(granted(table.acquire(NOW + WINDOW, "d")).nodeId, 0);
});

test("[NL11] a node id rests until its ceiling has passed, also when it was given back", () => {
  const table = new LeaseTable({ ...TERMS, nodeIds: 1 });
  const first = granted(table.acquire(NOW, "a"));
  table.release(NOW + 1000, first);
  const tooEarly = table.acquire(first.ceilingMs - 1, "b");
  assert.deepEqual(tooEarly, { outcome: "full", retryAfterMs: 1 });
  const second = granted(table.acquire(first.ceilingMs, "b"));
  assert.equal(second.floorMs, first.ceilingMs);
  assert.ok(second.fence > first.fence);
});

test("[NL12] asking twice is asking once, with the ceiling raised", () => {
  const table = new LeaseTable(TERMS);
  const first = granted(table.acquire(NOW, "a"));
  const again = granted(table.acquire(NOW + 5000, "a"));
  assert.deepEqual(again, { ...first, ceilingMs: NOW + 5000 + WINDOW });
  const late = granted(table.acquire(again.ceilingMs, "a"));
  assert.notEqual(late.fence, first.fence);
});

test("[NL13] when all node ids are taken it refuses, and says for how long", () => {
  const table = new LeaseTable(TERMS);
  for (const [index, holder] of ["a", "b", "c"].entries()) table.acquire(NOW + index, holder);
  const full = table.acquire(NOW + 10, "d");
  assert.deepEqual(full, { outcome: "full", retryAfterMs: WINDOW - 10 });
});

test("[NL14] renewing raises the ceiling and never lowers it; what has run out is lost", () => {
  const table = new LeaseTable(TERMS);
  const lease = granted(table.acquire(NOW, "a"));
  const renewed = granted(table.renew(NOW + 10_000, lease));
  assert.deepEqual(renewed, { ...lease, ceilingMs: NOW + 10_000 + WINDOW });
  // An old answer that came late: the claim has the first ceiling.
  assert.deepEqual(granted(table.renew(NOW + 10_000, lease)), renewed);
  assert.equal(table.renew(renewed.ceilingMs, renewed).outcome, "lost");
});

test("[NL15] what was given back, or is another's, cannot be renewed or given back", () => {
  const table = new LeaseTable(TERMS);
  const lease = granted(table.acquire(NOW, "a"));
  assert.equal(table.renew(NOW, { ...lease, holder: "b" }).outcome, "lost");
  table.release(NOW, { ...lease, holder: "b" });
  table.release(NOW, { ...lease, fence: lease.fence - 1 });
  assert.equal(table.renew(NOW, lease).outcome, "granted");
  assert.equal(table.status(NOW).held, 1);
  table.release(NOW, lease);
  assert.equal(table.renew(NOW, lease).outcome, "lost");
  assert.deepEqual(table.status(NOW), { clockMs: NOW, quarantineMs: 0, held: 0 });
});

test("[NL16] the table's clock never goes back", () => {
  const table = new LeaseTable(TERMS);
  table.acquire(NOW, "a");
  const lease = granted(table.acquire(NOW - 3_600_000, "b"));
  assert.deepEqual([lease.floorMs, lease.ceilingMs], [NOW, NOW + WINDOW]);
});

test("[NL17] in quarantine nothing new is granted, and what runs is renewed", () => {
  const table = new LeaseTable(TERMS);
  const lease = granted(table.acquire(NOW, "a"));
  table.forgotten(NOW + 1000);
  assert.deepEqual(table.acquire(NOW + 1000, "b"), {
    outcome: "quarantined",
    retryAfterMs: WINDOW,
  });
  assert.equal(table.renew(NOW + 1000, lease).outcome, "granted");
  assert.equal(table.acquire(NOW + 1000, "a").outcome, "granted");
  assert.equal(table.status(NOW + 2000).quarantineMs, WINDOW - 1000);
  assert.equal(table.acquire(NOW + 1000 + WINDOW, "b").outcome, "granted");
});

test("[NL17] the quarantine is as long as the longer of time to live and window", () => {
  const table = new LeaseTable({ ...TERMS, ttlMs: 90_000 });
  table.forgotten(NOW);
  assert.equal(table.status(NOW).quarantineMs, 90_000);
});

test("[NL18] a lease that runs and was forgotten goes on, and shows that grants were forgotten", () => {
  const lease = granted(new LeaseTable(TERMS).acquire(NOW, "a"));
  const table = new LeaseTable(TERMS);
  const adopted = granted(table.renew(NOW + 20_000, lease));
  assert.deepEqual(adopted, { ...lease, ceilingMs: NOW + 20_000 + WINDOW });
  assert.equal(table.acquire(NOW + 20_000, "b").outcome, "quarantined");
  assert.deepEqual(granted(table.acquire(NOW + 20_000, "a")), adopted);
});

test("[NL18] the same when only the last renewals were forgotten", () => {
  const table = new LeaseTable(TERMS);
  const old = granted(table.acquire(NOW, "a"));
  const before = table.state();
  const lease = granted(table.renew(NOW + 50_000, old));
  const restored = new LeaseTable(TERMS, before);
  assert.equal(restored.renew(NOW + 70_000, lease).outcome, "granted");
  assert.equal(restored.acquire(NOW + 70_000, "b").outcome, "quarantined");
});

test("[NL18] claims that ended in time start no quarantine", () => {
  const lease = granted(new LeaseTable(TERMS).acquire(NOW, "a"));
  const table = new LeaseTable(TERMS);
  assert.equal(table.renew(lease.ceilingMs, lease).outcome, "lost");
  assert.equal(table.acquire(lease.ceilingMs, "b").outcome, "granted");
});

test("[NL18] many forgotten leases make one quarantine, which is not drawn out", () => {
  const before = new LeaseTable(TERMS);
  const leases = ["a", "b"].map((holder) => granted(before.acquire(NOW, holder)));
  const table = new LeaseTable(TERMS);
  table.forgotten(NOW + 1000);
  for (const lease of leases) table.renew(NOW + 30_000, lease);
  assert.equal(table.acquire(NOW + 1000 + WINDOW, "c").outcome, "granted");
});

test("[NL19] a forgotten lease whose time another was granted is lost, and the other goes on", () => {
  const lease = granted(new LeaseTable(TERMS).acquire(NOW, "a"));
  const table = new LeaseTable(TERMS);
  const other = granted(table.acquire(NOW + 1000, "b"));
  assert.equal(other.nodeId, lease.nodeId);
  assert.equal(table.renew(NOW + 2000, lease).outcome, "lost");
  assert.equal(table.acquire(NOW + 2000, "c").outcome, "quarantined");
  assert.equal(table.renew(NOW + 2000, other).outcome, "granted");
});

test("[NL19] a claim from beyond the window is none", () => {
  const table = new LeaseTable(TERMS);
  const claim = { nodeId: 0, holder: "a", fence: NOW, ceilingMs: NOW + WINDOW + 1 };
  assert.equal(table.renew(NOW, claim).outcome, "lost");
  assert.equal(table.acquire(NOW, "b").outcome, "quarantined");
});

test("[NL20] a table that is kept and restored goes on where it was", () => {
  const table = new LeaseTable(TERMS);
  const lease = granted(table.acquire(NOW, "a"));
  table.release(NOW, granted(table.acquire(NOW, "b")));
  table.forgotten(NOW);
  const restored = new LeaseTable(TERMS, JSON.parse(JSON.stringify(table.state())));
  assert.deepEqual(restored.state(), table.state());
  assert.equal(restored.acquire(NOW, "c").outcome, "quarantined");
  assert.equal(restored.renew(NOW + 1, lease).outcome, "granted");
  assert.equal(granted(restored.acquire(NOW + WINDOW, "c")).nodeId, 2);
});

test("[NL20] records that say nothing more are dropped", () => {
  const table = new LeaseTable(TERMS);
  table.acquire(NOW, "a");
  table.status(NOW + WINDOW - 1);
  assert.equal(table.state().records.length, 1);
  table.status(NOW + WINDOW);
  assert.equal(table.state().records.length, 0);
});
