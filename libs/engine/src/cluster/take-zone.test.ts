// Goal: a zone that is being given back is not taken with one hand while the other lets it go.

import assert from "node:assert/strict";
import test from "node:test";
import { zoneId } from "@ambon/kernel/ids";
import { COOLDOWN_MS } from "../instances/scale.ts";
import { TestCluster } from "../testing/test-cluster.ts";
import { COMMONS, MOOR, type TestEngine, TOWN } from "../testing/test-engine.ts";

const TOWN2 = zoneId("a", 2);
/** More than it takes until an instance that nobody needs has ended. */
const TICKS_MAX = COOLDOWN_MS / 100 + 200;

const runsSecond = (e1: TestEngine): boolean => e1.engine.zoneHashes().has(TOWN2);

const takes = (e1: TestEngine): number =>
  e1.effects.filter(
    (effect) =>
      effect.x === "store" && effect.call.op === "take" && effect.call.order.key.id === TOWN2,
  ).length;

/** The second town has just ended at e1, and the cut that gives it back has no answer yet. */
const givingBack = (): TestCluster => {
  const cluster = new TestCluster({
    hosted: { e1: [TOWN, COMMONS], e2: [MOOR] },
    limits: { ZONE_PLAYERS: 2 },
  });
  const e1 = cluster.engine("e1");
  e1.attach(1, "1").attach(2, "2");
  cluster.ticks(40);
  assert.equal(cluster.ownerOf(TOWN2), "e1");
  e1.zoneDef("a", { capacity: 10 });
  e1.holdCuts = true;
  for (let tick = 0; runsSecond(e1); tick += 1) {
    assert.ok(tick < TICKS_MAX, "the second town does not end");
    e1.answerCuts();
    cluster.ticks(1);
  }
  assert.match(cluster.store.row(`zone/${TOWN2}`).owner ?? "", /^e1#/);
  return cluster;
};

test("[CL17] a zone that is being given back is taken again when that is durable", () => {
  const cluster = givingBack();
  const e1 = cluster.engine("e1");
  const before = takes(e1);
  e1.feed({ in: "peers", engine: "e2", frames: [{ p: "start", zone: TOWN2 }] });
  cluster.ticks(5);
  assert.equal(takes(e1), before, "asked for while the release is under way");
  assert.equal(runsSecond(e1), false);
  e1.holdCuts = false;
  e1.answerCuts();
  cluster.ticks(5);
  assert.equal(takes(e1), before + 1);
  assert.equal(cluster.ownerOf(TOWN2), "e1");
  cluster.ticks(60);
  assert.match(cluster.store.row(`zone/${TOWN2}`).owner ?? "", /^e1#/);
  assert.equal(cluster.hasEnded("e1"), false);
});
