// Goal: whoever walks over a border while one of the two zones moves to another engine is on one
// side of it in the end, and never out of the world.

import assert from "node:assert/strict";
import test from "node:test";
import type { ZoneId } from "@ambon/kernel/ids";
import { Crowd } from "../testing/crowd.ts";
import { TestCluster, twoEngines } from "../testing/test-cluster.ts";
import { COMMONS, MOOR, TOWN } from "../testing/test-engine.ts";

/** Shorter than what a hand-off takes, so that the move begins in each of its moments. */
const SHORT_MS = 5;
const MOMENTS = 16;

/** What keeps e2 for some ticks from finishing what was begun. */
type Slow = "itself" | "store" | "nothing";
const SLOW_TICKS = 12;

const slowDown = (cluster: TestCluster, slow: Slow, isSlow: boolean): void => {
  if (slow === "itself") cluster.pause("e2", isSlow);
  if (slow === "store") cluster.engine("e2").holdReplies = isSlow;
};

/** Anna walks from the town at e1 to the moor at e2; some ticks later one of them moves to e3. */
const crossed = (zone: ZoneId, wait: number, slow: Slow): TestCluster => {
  const cluster = new TestCluster({
    engines: ["e1", "e2", "e3"],
    hosted: { e1: [TOWN, COMMONS], e2: [MOOR], e3: [] },
  });
  const crowd = new Crowd(cluster, ["1"]);
  crowd.join("1", "e1");
  crowd.ticks(6);
  crowd.type("1", "go b:field");
  slowDown(cluster, slow, true);
  crowd.ticks(wait, SHORT_MS);
  const from = zone === TOWN ? "e1" : "e2";
  cluster.engine(from).feed({ in: "admin", order: { a: "move", zone, engine: "e3" } });
  crowd.ticks(SLOW_TICKS, SHORT_MS);
  slowDown(cluster, slow, false);
  crowd.ticks(40, SHORT_MS);
  crowd.ticks(60);
  assert.ok(crowd.isIn("1"), `out of the world after ${wait}`);
  return cluster;
};

const whereIs = (cluster: TestCluster, id: string): readonly ZoneId[] =>
  cluster.names.flatMap((name) => {
    const { engine, zones } = cluster.engine(name);
    const running = [...engine.zoneHashes().keys()] as ZoneId[];
    return running.filter((zone) => zones.get(zone)?.playerState(id as never) !== undefined);
  });

const STORIES = [TOWN, MOOR].flatMap((zone) =>
  (["nothing", "store", "itself"] as const).map((slow) => [zone, slow] as const),
);

for (const [zone, slow] of STORIES) {
  test(`[MV12] a walk over a border is finished or turned back while ${zone} moves and ${slow} of e2 is slow`, () => {
    for (let wait = 0; wait < MOMENTS; wait += 1) {
      const cluster = crossed(zone, wait, slow);
      assert.equal(cluster.ownerOf(zone), "e3", `${zone} did not move after ${wait}`);
      const where = whereIs(cluster, "1");
      assert.equal(where.length, 1, `in ${where.join(" and ")} after ${wait}`);
      for (const name of cluster.names) {
        const rejoined = cluster.engine(name).metrics.get("engine_rejoins_total:none") ?? 0;
        assert.equal(rejoined, 0, `out of the world at ${name} after ${wait}`);
      }
    }
  });
}

test("[MV12] a walk that nobody can decide about ends the move, and the zone goes on", () => {
  const cluster = twoEngines();
  const crowd = new Crowd(cluster, ["1", "2"]);
  for (const id of ["1", "2"]) crowd.join(id, "e1");
  crowd.ticks(6);
  cluster.loses = (_from, _to, frame) => frame.p === "offer";
  crowd.type("1", "go b:field");
  crowd.ticks(6);
  cluster.store.away = true;
  crowd.type("2", "give away");
  crowd.ticks(1);
  cluster.engine("e1").feed({ in: "admin", order: { a: "move", zone: TOWN, engine: "e2" } });
  crowd.type("1", "say after all");
  crowd.ticks(41);
  assert.deepEqual(cluster.engine("e1").engine.status().cluster?.moving, []);
  assert.ok(cluster.engine("e1").events.includes("zone_move_rejected"));
  const hasChangedHands = (): boolean =>
    JSON.stringify(cluster.sent("e1")).includes("It changes hands.");
  assert.equal(hasChangedHands(), false, "shown before it is saved");
  cluster.store.away = false;
  crowd.ticks(30);
  assert.equal(hasChangedHands(), true);
  assert.equal(cluster.ownerOf(TOWN), "e1");
  assert.deepEqual(whereIs(cluster, "1"), [TOWN]);
  const texts = cluster.sent("e1").map((frame) => JSON.stringify(frame));
  assert.equal(texts.filter((text) => text.includes("Anna: say after all")).length, 1);
});
