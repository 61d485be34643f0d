// Goal: at a start together no engine takes the zones of those that come a moment later.

import assert from "node:assert/strict";
import test from "node:test";
import type { StoreCall, StoreReply } from "../inbox.ts";
import { FakeStore } from "../testing/fake-store.ts";
import { LEASE_MS, TestCluster } from "../testing/test-cluster.ts";
import { COMMONS, MOOR, TOWN } from "../testing/test-engine.ts";
import { EXPECT_MS } from "./expected-engines.ts";

const TICK_MS = 100;
const EXPECT_TICKS = EXPECT_MS / TICK_MS;
/** For what follows from a moment: the store is asked, and the others are told. */
const SOON = 8;
const ZONES = [TOWN, MOOR, COMMONS];

/** Engines that were told of no other one; nobody runs yet. */
const nobody = (store = new FakeStore()): TestCluster =>
  new TestCluster({ engines: [], findsOthers: true, store });

const zonesOf = (cluster: TestCluster, engine: string): number =>
  ZONES.filter((zone) => cluster.ownerOf(zone) === engine).length;

/** All lose power at once; their leases are over when it comes back. */
const killAll = (cluster: TestCluster): void => {
  for (const name of cluster.names) cluster.kill(name);
  cluster.ticks(LEASE_MS / TICK_MS);
};

/** e1 and e2 ran, and nobody does now. */
const bothRanBefore = (store?: FakeStore): TestCluster => {
  const cluster = nobody(store);
  for (const name of ["e1", "e2"]) cluster.boot(name);
  cluster.ticks(EXPECT_TICKS + SOON);
  killAll(cluster);
  return cluster;
};

test("[CL16] engines that nobody named share the zones out, though one comes later", () => {
  const cluster = nobody();
  cluster.boot("e1");
  cluster.ticks(EXPECT_TICKS / 2);
  assert.equal(zonesOf(cluster, "e1"), 0);
  cluster.boot("e2");
  cluster.ticks(EXPECT_TICKS / 2 + SOON);
  assert.deepEqual([zonesOf(cluster, "e1"), zonesOf(cluster, "e2")].sort(), [1, 2]);
});

test("[CL16] when all that ran before are here again nobody waits any longer", () => {
  const cluster = bothRanBefore();
  cluster.boot("e1");
  cluster.ticks(SOON);
  assert.equal(zonesOf(cluster, "e1"), 0);
  cluster.boot("e2");
  cluster.ticks(SOON);
  assert.deepEqual([zonesOf(cluster, "e1"), zonesOf(cluster, "e2")].sort(), [1, 2]);
});

test("[CL16] one that ran before and does not come is waited for no longer than that", () => {
  const cluster = bothRanBefore();
  cluster.boot("e1");
  cluster.ticks(EXPECT_TICKS - SOON);
  assert.equal(zonesOf(cluster, "e1"), 0);
  cluster.ticks(2 * SOON);
  assert.equal(zonesOf(cluster, "e1"), ZONES.length);
});

test("[CL16] an engine that was always the only one waits in its first run alone", () => {
  const cluster = nobody();
  cluster.boot("e1");
  cluster.ticks(EXPECT_TICKS + SOON);
  killAll(cluster);
  cluster.boot("e1");
  cluster.ticks(SOON);
  assert.equal(zonesOf(cluster, "e1"), ZONES.length);
  assert.equal(cluster.engine("e1").engine.status().phase, "running");
});

test("[CL16] one that comes to others that play waits for nobody", () => {
  const cluster = nobody();
  for (const name of ["e1", "e3"]) cluster.boot(name);
  cluster.ticks(EXPECT_TICKS + SOON);
  cluster.kill("e3");
  cluster.boot("e2");
  cluster.ticks(SOON);
  assert.equal(cluster.engine("e2").engine.status().phase, "running");
});

test("[CL16] when the store does not say who ran before it is asked again", () => {
  let lost = 0;
  class Unsure extends FakeStore {
    override call(call: StoreCall): StoreReply {
      if (lost === 0 || call.op !== "list" || call.kind !== "lease") return super.call(call);
      lost -= 1;
      return { ok: false, reason: "the connection broke" };
    }
  }
  const cluster = bothRanBefore(new Unsure());
  lost = 1;
  cluster.boot("e1");
  cluster.ticks(EXPECT_TICKS);
  assert.deepEqual([lost, zonesOf(cluster, "e1")], [0, 0]);
  cluster.ticks(EXPECT_TICKS);
  assert.equal(zonesOf(cluster, "e1"), ZONES.length);
});
