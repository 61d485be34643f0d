// Goal: every arrival, in one engine and across engines, goes into the instance chosen for it.

import assert from "node:assert/strict";
import test from "node:test";
import { type ZoneId, zoneId } from "@ambon/kernel/ids";
import { TestCluster } from "../testing/test-cluster.ts";
import { COMMONS, MOOR, type TestEngine, TOWN, testEngine } from "../testing/test-engine.ts";

const TOWN2 = zoneId("a", 2);
const MOOR2 = zoneId("b", 2);

const twice = (players: number): TestEngine =>
  testEngine({ hosted: [TOWN, TOWN2, MOOR, MOOR2, COMMONS], limits: { ZONE_PLAYERS: players } });

const playersIn = (engine: TestEngine, zone: ZoneId): readonly string[] =>
  engine.zones.get(zone)?.players() ?? [];

test("[IN5] logins go into the least loaded instance", () => {
  const engine = twice(10).login(1, "1").login(2, "2");
  assert.deepEqual([playersIn(engine, TOWN), playersIn(engine, TOWN2)], [["1"], ["2"]]);
  assert.equal(engine.metrics.get("zone_instance_choices_total:room"), 2);
});

test("[IN3] the capacity is the limit; what a zone's content says wins", () => {
  const engine = twice(1).login(1, "1").login(2, "2");
  engine.type(2, 1, "go b:field").ticks(4);
  assert.deepEqual(playersIn(engine, MOOR), ["2"]);
  engine.type(2, 2, "go a:hall").ticks(4);
  assert.deepEqual(playersIn(engine, TOWN2), ["2"], "its last one has room");
  engine.type(1, 1, "go b:field").ticks(4).login(3, "3");
  engine.type(3, 1, "go a:hall").ticks(4);
  assert.deepEqual(playersIn(engine, TOWN), ["3"], "town 2 is full with one");
  engine.type(3, 2, "go b:field").ticks(4);
  engine.zoneDef("a", { capacity: 5 });
  engine.type(2, 3, "group 2 3").type(3, 3, "group 2 3").ticks(3);
  engine.type(3, 4, "go a:hall").ticks(4);
  assert.deepEqual(playersIn(engine, TOWN2), ["2", "3"], "now it is not");
});

test("[IN5] groups and followers find each other across a border", () => {
  const engine = twice(10).login(1, "1").login(2, "2");
  engine.type(2, 1, "go b:field").ticks(4);
  engine.type(1, 1, "group 1 2").ticks(2).type(1, 2, "go b:field").ticks(4);
  assert.deepEqual(playersIn(engine, MOOR), ["1", "2"]);
  engine.type(2, 2, "go a:hall").ticks(4);
  engine.type(1, 3, "group 1").type(1, 4, "follow Ben").ticks(4).type(1, 5, "go a:hall").ticks(4);
  assert.deepEqual(playersIn(engine, TOWN2), ["1", "2"]);
});

test("[IN4] the row remembers the last instance, over a logout and over another run", () => {
  const first = twice(10).login(1, "1").login(2, "2");
  first.type(2, 1, "quit").ticks(3);
  const row = JSON.parse(first.store.row("player/2").state);
  assert.deepEqual(row["@session"].instances, { a: 2 });
  first.type(1, 1, "quit").ticks(3);
  const hosted = [TOWN, TOWN2, MOOR, COMMONS];
  const next = testEngine({ store: first.store, boot: "boot2", hosted }).ticks(3).login(4, "2");
  assert.deepEqual(playersIn(next, TOWN2), ["2"]);
});

test("[IN4] a row that says nothing of instances, or nonsense, is read all the same", () => {
  for (const instances of [undefined, "town", { a: "x", b: -1 }, { a: 99 }]) {
    const engine = twice(10).login(2, "2");
    engine.type(2, 1, "quit").ticks(3);
    const row = engine.store.row("player/2");
    const state = JSON.parse(row.state);
    state["@session"].instances = instances;
    row.state = JSON.stringify(state);
    engine.attach(3, "2", "t-2-again").ticks(3);
    assert.deepEqual(playersIn(engine, TOWN), ["2"]);
  }
});

/** e1 has the first town, e2 the second and the moor. */
const apart = (): TestCluster =>
  new TestCluster({ hosted: { e1: [TOWN, COMMONS], e2: [TOWN2, MOOR] } });

test("[IN5] a login is sent to the engine of its instance, and stays at the one its ticket is for", () => {
  const cluster = apart();
  const { desk } = cluster.engine("e1");
  const player = { id: "1", name: "Anna", owner: null, room: "a:hall" };
  assert.equal(desk.homeOf(player), undefined);
  assert.equal(desk.homeOf({ ...player, instances: { a: 2 } })?.engine, "e2");
  cluster.engine("e1").attach(1, "1");
  cluster.ticks(20);
  assert.equal(desk.homeOf({ ...player, id: "2" })?.engine, "e2", "the less loaded one");
  cluster.engine("e1").attach(2, "2");
  cluster.ticks(20);
  assert.deepEqual(playersIn(cluster.engine("e1"), TOWN), ["1", "2"]);
});

test("[IN5] a border leads into another engine's instance when companions are there", () => {
  const cluster = apart();
  cluster.engine("e2").attach(3, "3").attach(2, "2");
  cluster.ticks(10);
  cluster.engine("e2").type(3, 1, "group 3 2").type(3, 2, "go a:hall");
  cluster.ticks(10);
  assert.deepEqual(playersIn(cluster.engine("e2"), TOWN2), ["2", "3"]);
  cluster.engine("e1").attach(1, "1");
  cluster.ticks(20);
  cluster.engine("e2").type(3, 3, "go b:field").type(3, 4, "group 3 1").type(3, 5, "go a:hall");
  cluster.ticks(20);
  assert.deepEqual(playersIn(cluster.engine("e1"), TOWN), ["1", "3"]);
});

test("[IN5] a socket that comes back is sent to the instance it was in", () => {
  const cluster = apart();
  cluster.engine("e2").attach(2, "2");
  cluster.ticks(10);
  const attached = cluster.sent("e2").find((frame) => frame.f === "attached");
  assert.equal(attached?.f, "attached");
  const grant = attached?.f === "attached" ? (attached.grant ?? "") : "";
  cluster.kill("e2");
  cluster.boot("e2");
  cluster.ticks(130);
  const caps = { transport: "telnet", screenReader: false, address: "198.51.100.7" } as const;
  const resume = { f: "resume", channel: 7, sessionId: "s2", token: "x", received: 0 } as const;
  cluster.engine("e1").frames("g1", { ...resume, grant, caps });
  cluster.ticks(6);
  const refusal = cluster.sent("e1").find((frame) => frame.f === "attachRefused");
  assert.equal(refusal?.f === "attachRefused" ? refusal.engine : "", "e2");
});
