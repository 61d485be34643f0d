// Goal: pins limit what an engine takes by itself, and an operator's order goes beyond them.

import assert from "node:assert/strict";
import test from "node:test";
import type { ZoneId } from "@ambon/kernel/ids";
import { TestCluster } from "../testing/test-cluster.ts";
import { COMMONS, MOOR, TOWN } from "../testing/test-engine.ts";

/** e1 alone may run the documents, e1 and e2 the town; e3 has least to do. */
const pinned = (): TestCluster =>
  new TestCluster({
    hosted: { e1: [TOWN, COMMONS], e2: [MOOR, TOWN], e3: [] },
    engines: ["e1", "e2", "e3"],
  });

const drain = (cluster: TestCluster, engine: string): void => {
  cluster.engine(engine).feed({ in: "admin", order: { a: "drain" } });
  cluster.ticks(80);
};

const move = (cluster: TestCluster, from: string, zone: ZoneId, engine: string): void => {
  cluster.engine(from).feed({ in: "admin", order: { a: "move", zone, engine } });
  cluster.ticks(40);
};

test("[MV15] a drained engine gives a zone to one that may run it, else to another all the same", () => {
  const cluster = pinned();
  const { events } = cluster.engine("e1");
  assert.deepEqual(
    [TOWN, COMMONS].map((zone) => cluster.ownerOf(zone)),
    ["e1", "e1"],
  );
  drain(cluster, "e1");
  assert.deepEqual(
    [TOWN, COMMONS].map((zone) => cluster.ownerOf(zone)),
    ["e2", "e3"],
  );
  assert.equal(events.filter((event) => event === "zone_leaves_pins").length, 1);
  const [e2, e3] = ["e2", "e3"].map((name) => cluster.engine(name).engine.status().cluster);
  assert.deepEqual([e2?.outsidePins, e3?.outsidePins], [[], [COMMONS]]);
});

test("[MV15] an order names the engine, pinned or not, and the zone can be moved back", () => {
  const cluster = pinned();
  move(cluster, "e1", TOWN, "e3");
  assert.equal(cluster.ownerOf(TOWN), "e3");
  assert.ok(cluster.engine("e1").events.includes("zone_leaves_pins"));
  move(cluster, "e3", TOWN, "e1");
  assert.equal(cluster.ownerOf(TOWN), "e1");
  assert.ok(!cluster.engine("e3").events.includes("zone_leaves_pins"));
});

test("[MV15] when the engine that got it is lost, only those take it that may run it", () => {
  const cluster = pinned();
  move(cluster, "e1", COMMONS, "e3");
  cluster.pause("e1", true);
  cluster.kill("e3");
  cluster.ticks(150);
  assert.equal(cluster.ownerOf(COMMONS), undefined);
  cluster.kill("e1");
  cluster.boot("e1");
  cluster.ticks(150);
  assert.equal(cluster.ownerOf(COMMONS), "e1");
});
