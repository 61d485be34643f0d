// Goal: an operator moves zones by name, and reads what there is when a name is wrong.

import assert from "node:assert/strict";
import { test } from "node:test";
import { TestCluster } from "@ambon/engine/testing/test-cluster";
import { COMMONS, MOOR, TOWN } from "@ambon/engine/testing/test-engine";
import { clusterCalls } from "./cluster-calls.ts";

const asked = () => {
  const cluster = new TestCluster({ hosted: { e1: [TOWN, COMMONS], e2: [MOOR] } });
  cluster.ticks(6);
  const { engine } = cluster.engine("e1");
  const calls = clusterCalls({
    status: () => engine.status(),
    admin: (order) => void cluster.engine("e1").feed({ in: "admin", order }),
  });
  const call = async (path: string, body: object = {}): Promise<unknown> => calls[path]?.(body);
  return { cluster, engine, call };
};

test("[OP17] a zone goes to the engine that is named, and the status tells where it is", async () => {
  const { cluster, engine, call } = asked();
  const zone = TOWN.slice(0, TOWN.indexOf("#"));
  assert.deepEqual(await call("/admin/move", { zone, engine: "e2" }), {
    text: `${TOWN} is on its way to e2.`,
  });
  cluster.ticks(1);
  assert.deepEqual(engine.status().cluster?.moving, [TOWN]);
  cluster.ticks(60);
  assert.deepEqual(engine.status().zoneIds, [COMMONS]);
  const [e2] = engine.status().cluster?.engines ?? [];
  assert.deepEqual([...(e2?.zones ?? [])].sort(), [MOOR, TOWN].sort());
});

test("[OP17] a zone that is elsewhere and an engine that is not linked are refused", async () => {
  const { call } = asked();
  await assert.rejects(call("/admin/move", { zone: MOOR, engine: "e2" }), /b#1 does not run here/);
  await assert.rejects(call("/admin/move", { zone: TOWN, engine: "e3" }), /No engine e3 is linked/);
  await assert.rejects(call("/admin/move", { zone: TOWN }), /"engine" must be text/);
});

test("[OP18] a drain gives every zone away", async () => {
  const { cluster, engine, call } = asked();
  await call("/admin/drain");
  cluster.ticks(2);
  assert.equal(engine.status().cluster?.isDraining, true);
  cluster.ticks(120);
  assert.deepEqual(engine.status().zoneIds, []);
});
