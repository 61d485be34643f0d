// Goal: of two runs of one engine the later one is the engine, and the other one learns of it.

import assert from "node:assert/strict";
import test from "node:test";
import type { StoreCall, StoreReply } from "../inbox.ts";
import { FakeStore } from "../testing/fake-store.ts";
import { LEASE_MS } from "../testing/test-cluster.ts";
import { TestEngine, TOWN } from "../testing/test-engine.ts";

const NAME = "lease/e1";
/** Within a renewal, which comes at a third of the lease. */
const TICKS = 40;

/** A run of e1, which runs no zone unless it is given one. */
const runOf = (store: FakeStore, boot: string, hosted: readonly (typeof TOWN)[] = []) => {
  const cluster = { url: "http://e1", leaseMs: LEASE_MS, expected: [] };
  return new TestEngine({ store, engine: "e1", boot, hosted, cluster });
};

const hasEnded = ({ effects }: TestEngine): boolean => effects.some(({ x }) => x === "fatal");

test("[CL14] a run without zones that was replaced learns of it by its next renewal, and ends", () => {
  const store = new FakeStore();
  const old = runOf(store, "old").start().ticks(TICKS);
  assert.deepEqual([hasEnded(old), store.row(NAME).owner], [false, "e1#old"]);
  const next = runOf(store, "next").start().ticks(TICKS);
  assert.equal(old.engine.status().phase, "running");
  for (let count = 0; count < TICKS && !hasEnded(old); count += 1) old.tick();
  assert.deepEqual([hasEnded(old), hasEnded(next)], [true, false]);
  assert.equal(store.row(NAME).owner, "e1#next");
  assert.equal(old.metrics.get("lease_lost_total:name"), 1);
});

test("[CL14] a run that slept while it started does not take the name from one that came after it", () => {
  const store = new FakeStore();
  runOf(store, "first").start();
  const sleeper = runOf(store, "sleeper", [TOWN]);
  sleeper.holdReplies = true;
  sleeper.start();
  sleeper.holdReplies = false;
  sleeper.tick();
  sleeper.holdReplies = true;
  // It asks who has the name, and is told when another run has it already.
  sleeper.tick();
  const next = runOf(store, "next", [TOWN]).start().ticks(TICKS);
  sleeper.holdReplies = false;
  sleeper.ticks(TICKS);
  assert.deepEqual([hasEnded(sleeper), hasEnded(next)], [true, false]);
  assert.equal(store.row(NAME).owner, "e1#next");
  assert.equal(sleeper.zones.size, 0);
});

test("[CL14] before it has its name a run takes nothing, and a lost answer costs only time", () => {
  let lost = 0;
  class Unsure extends FakeStore {
    override call(call: StoreCall): StoreReply {
      const reply = super.call(call);
      if (call.op !== "take" || call.order.key.kind !== "lease" || lost === 1) return reply;
      lost += 1;
      return { ok: false, reason: "the connection broke" };
    }
  }
  const store = new Unsure();
  const engine = runOf(store, "old", [TOWN]).start().ticks(5);
  assert.deepEqual([store.row(NAME).owner, engine.zones.size], ["e1#old", 0]);
  engine.ticks(TICKS);
  assert.deepEqual([engine.zones.size, hasEnded(engine)], [1, false]);
});

test("[CL13] zones and characters of a run that was replaced are taken at once, before its lease is over", () => {
  const store = new FakeStore();
  store.addPlayer("1", "Anna", "a:hall");
  runOf(store, "old", [TOWN]).start().ticks(8).login(1, "1").ticks(3);
  assert.equal(store.row("player/1").owner, "e1#old");
  const next = runOf(store, "next", [TOWN]).start().ticks(8).login(1, "1").ticks(3);
  assert.deepEqual(next.read(1), ["You are in a:hall."]);
  for (const row of ["zone/a#1", "player/1"]) assert.equal(store.row(row).owner, "e1#next");
  assert.equal(hasEnded(next), false);
});

test("[CL13] a run that wakes up takes nothing back from the one that came after it", () => {
  const store = new FakeStore();
  store.addPlayer("1", "Anna", "a:hall");
  const old = runOf(store, "old").start().ticks(5);
  const next = runOf(store, "next", [TOWN]).start().ticks(8).login(1, "1");
  old.attach(1, "1").ticks(5);
  assert.deepEqual([hasEnded(old), hasEnded(next)], [true, false]);
  assert.equal(store.row("player/1").owner, "e1#next");
});
