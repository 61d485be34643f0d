// Goal: an operator moves zones by name, and reads what there is when a name is wrong.

import assert from "node:assert/strict";
import { test } from "node:test";
import { TestCluster } from "@ambon/engine/testing/test-cluster";
import { COMMONS, MOOR, TOWN } from "@ambon/engine/testing/test-engine";
import type { ZoneId } from "@ambon/kernel/ids";
import { clusterCalls } from "./cluster-calls.ts";

const PINNED = { e1: [TOWN, COMMONS], e2: [MOOR] };

const asked = (hosted: Readonly<Record<string, readonly ZoneId[]>> = PINNED) => {
  const cluster = new TestCluster({ hosted });
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
    text: `${TOWN} is on its way to e2. AMBON_ZONES leaves it out there: it stays until it is moved back.`,
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

test("[OP18] a drain gives every zone away, and says which of them no other engine is meant for", async () => {
  const { cluster, engine, call } = asked();
  assert.deepEqual(await call("/admin/drain"), {
    text:
      "The zones go to the other engines, one after the other. No linked engine has " +
      `${TOWN}, ${COMMONS} in its AMBON_ZONES: other engines get that all the same, and keep it ` +
      "until it is moved back.",
  });
  cluster.ticks(2);
  assert.equal(engine.status().cluster?.isDraining, true);
  cluster.ticks(120);
  assert.deepEqual(engine.status().zoneIds, []);
  const { outsidePins = [] } = cluster.engine("e2").engine.status().cluster ?? {};
  assert.deepEqual([...outsidePins].sort(), [COMMONS, TOWN].sort());
});

test("[OP18] where others may run them nothing is said, and without anybody who takes zones it is refused", async () => {
  const { cluster, call } = asked({ e1: [TOWN], e2: [TOWN, MOOR, COMMONS] });
  assert.deepEqual(await call("/admin/move", { zone: TOWN, engine: "e2" }), {
    text: `${TOWN} is on its way to e2.`,
  });
  cluster.ticks(40);
  cluster.engine("e2").feed({ in: "admin", order: { a: "drain" } });
  cluster.ticks(2);
  await assert.rejects(call("/admin/drain"), /No engine is linked that takes zones/);
});
