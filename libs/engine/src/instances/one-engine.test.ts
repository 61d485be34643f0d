// Goal: in one engine a crowded zone runs several times, and one time again when the crowd is gone.

import assert from "node:assert/strict";
import test from "node:test";
import { type ZoneId, zoneId } from "@ambon/kernel/ids";
import { FakeStore } from "../testing/fake-store.ts";
import { type TestEngine, TOWN, testEngine } from "../testing/test-engine.ts";
import { COOLDOWN_MS } from "./scale.ts";

const TOWN2 = zoneId("a", 2);
const TOWN3 = zoneId("a", 3);
const COOLDOWN_TICKS = COOLDOWN_MS / 100 + 15;

/** Anna, Ben, Cora and Dora are stored in the town, which is meant for two. */
const store = (): FakeStore => {
  const filled = new FakeStore();
  ["Anna", "Ben", "Cora", "Dora"].forEach((name, at) => {
    filled.addPlayer(String(at + 1), name, "a:hall");
  });
  return filled;
};

const crowded = (players = 2): TestEngine =>
  testEngine({ store: store(), limits: { ZONE_PLAYERS: players } });

const playersIn = (engine: TestEngine, zone: ZoneId): readonly string[] =>
  runs(engine, zone) ? (engine.zones.get(zone)?.players() ?? []) : [];

const runs = (engine: TestEngine, zone: ZoneId): boolean => engine.engine.zoneHashes().has(zone);

/** Anna and Ben were too many for the first town; Cora and Dora are in the second, with room. */
const inTwo = (): TestEngine => {
  const engine = crowded().login(1, "1").login(2, "2").ticks(15);
  return engine.zoneDef("a", { capacity: 5 }).login(3, "3").login(4, "4");
};

test("[IN6] when a zone is full another instance is started, and who comes next goes there", () => {
  const engine = crowded().login(1, "1").login(2, "2");
  assert.equal(runs(engine, TOWN2), false);
  engine.ticks(15);
  assert.equal(runs(engine, TOWN2), true);
  assert.match(engine.store.row("zone/a#2").owner ?? "", /^engine-1#/);
  engine.login(3, "3").login(4, "4");
  assert.deepEqual(playersIn(engine, TOWN), ["1", "2"]);
  assert.deepEqual(playersIn(engine, TOWN2), ["3", "4"]);
  assert.equal(engine.metrics.get("zone_instance_changes_total:started"), 1);
});

test("[IN6] until it runs, arrivals go into the least loaded", () => {
  const engine = crowded(1).login(1, "1").login(2, "2");
  assert.deepEqual(playersIn(engine, TOWN), ["1", "2"]);
  assert.equal(runs(engine, TOWN2), false);
  engine.ticks(30);
  assert.equal(runs(engine, TOWN2), true);
});

test("[IN6] however often it is ordered while the store is away, it is started once", () => {
  const engine = crowded().login(1, "1").login(2, "2");
  engine.store.away = true;
  engine.ticks(300);
  engine.store.away = false;
  engine.ticks(60);
  assert.equal(runs(engine, TOWN2), true);
  assert.equal(engine.events.filter((event) => event === "zone_started").length, 4);
});

test("[IN6] the lowest free number is taken, and there are never more than 32", () => {
  const rows = new FakeStore();
  rows.addPlayer("1", "P1", "a:hall");
  const row = {
    kind: "zone",
    name: null,
    state: '{"ground":[]}',
    version: 1,
    owner: null,
  } as const;
  for (let number = 2; number <= 32; number += 1) {
    rows.addPlayer(String(number), `P${number}`, "a:hall");
    if (number === 5) continue;
    rows.rows.set(`zone/a#${number}`, { ...row, id: `a#${number}`, epoch: 1 });
  }
  const engine = testEngine({ store: rows, limits: { ZONE_PLAYERS: 1 } }).ticks(3);
  const towns = (): number =>
    [...engine.engine.zoneHashes().keys()].filter((id) => id.startsWith("a#")).length;
  assert.equal(towns(), 31);
  for (let id = 1; id <= 31; id += 1) engine.login(id, String(id));
  engine.ticks(15);
  assert.deepEqual([towns(), runs(engine, zoneId("a", 5))], [32, true]);
  engine.login(32, "32").ticks(100);
  assert.deepEqual(playersIn(engine, zoneId("a", 5)), ["32"]);
  assert.equal(towns(), 32);
});

test("[IN10] [IN11] the engine tells of instances and says where nobody can go", () => {
  const engine = inTwo();
  engine.type(1, 1, "instance").ticks(3);
  assert.equal(engine.read(1).at(-1), "Instances 1: 2, 2: 2.");
  engine.zoneDef("a", { capacity: 1 });
  ["1 here", "7 none", "2 full"].forEach((line, at) => {
    const [number, problem] = line.split(" ");
    engine.type(1, at + 2, `instance ${number}`).ticks(3);
    assert.equal(engine.read(1).at(-1), problem);
  });
  engine.zoneDef("a", { capacity: 5 });
  engine.type(3, 1, "go b:field").ticks(4).type(1, 30, "instance 2").ticks(4);
  assert.deepEqual(playersIn(engine, TOWN2), ["1", "4"]);
});

test("[IN13] [IN14] with few players the highest closes: who fights stays until the fight is over", () => {
  const engine = inTwo();
  engine.type(1, 1, "quit").type(2, 1, "quit").type(3, 1, "fight").type(4, 1, "quit").ticks(4);
  engine.zoneDef("a", { capacity: 5 }).ticks(COOLDOWN_TICKS);
  assert.deepEqual(playersIn(engine, TOWN2), ["3"]);
  engine.type(3, 2, "instance").ticks(3);
  assert.equal(engine.read(3).at(-1), "Instances 1: 0, 2: 1 closing.");
  engine.login(8, "1");
  assert.deepEqual(playersIn(engine, TOWN), ["1"]);
  engine.type(8, 2, "instance 2").ticks(3);
  assert.equal(engine.read(8).at(-1), "closing");
  engine.type(3, 3, "peace").ticks(15);
  assert.deepEqual(playersIn(engine, TOWN), ["1", "3"]);
  engine.type(3, 4, "still here").ticks(15);
  assert.equal(engine.read(8).at(-1), "Cora: still here");
  assert.equal(runs(engine, TOWN2), false);
});

/** Everybody has left the second town, where an apple lies. */
const emptied = (): TestEngine => {
  const engine = inTwo();
  engine.type(3, 1, "drop an apple").ticks(2).type(3, 2, "quit").type(4, 1, "quit");
  return engine.zoneDef("a", { capacity: 10 }).ticks(5);
};

test("[IN15] what lay there is in the first one, in one cut with the emptied row", () => {
  const engine = emptied().ticks(COOLDOWN_TICKS + 20);
  assert.equal(runs(engine, TOWN2), false);
  assert.deepEqual(engine.zones.get(TOWN)?.ground, ["an apple"]);
  const { state, owner } = engine.store.row("zone/a#2");
  assert.deepEqual([state, owner], ["{}", null]);
  const cut = engine.store.cuts.findLast(({ rows }) => rows.some(({ id }) => id === "a#2"));
  const first = cut?.rows.find(({ id }) => id === "a#1");
  assert.match(first?.state ?? "", /an apple/);
  assert.ok(engine.events.includes("instance_merged"));
});

test("[IN6] [IN15] one that has ended is started anew, under a higher epoch and empty", () => {
  const engine = emptied().ticks(COOLDOWN_TICKS + 20);
  const { epoch } = engine.store.row("zone/a#2");
  engine.zoneDef("a", { capacity: 2 }).ticks(25);
  assert.equal(runs(engine, TOWN2), true);
  assert.deepEqual(engine.zones.get(TOWN2)?.ground, []);
  assert.ok(engine.store.row("zone/a#2").epoch > epoch);
});

test("[IN19] at whatever tick the process is gone, the rows have the apple once", () => {
  const engine = emptied().ticks(COOLDOWN_TICKS - 40);
  for (let tick = 0; tick < 120; tick += 1) {
    engine.tick();
    const states = ["zone/a#1", "zone/a#2"].map((name) => engine.store.row(name).state);
    assert.equal(states.join(" ").split("an apple").length - 1, 1, `tick ${tick}`);
  }
  assert.equal(runs(engine, TOWN2), false);
});

test("[IN19] the same while cuts are refused, or written without an answer", () => {
  for (const outcome of ["unavailable", "unknown"] as const) {
    for (const writes of [true, false]) {
      const engine = emptied().ticks(COOLDOWN_TICKS - 40);
      engine.store.writesUnknown = writes;
      for (let tick = 0; tick < 200; tick += 1) {
        if (tick % 3 === 0 && tick < 150) engine.store.answers.push({ outcome, reason: "test" });
        engine.tick();
        const states = ["zone/a#1", "zone/a#2"].map((name) => engine.store.row(name).state);
        assert.equal(states.join(" ").split("an apple").length - 1, 1, `${outcome}, tick ${tick}`);
      }
      engine.store.answers.length = 0;
      engine.ticks(60);
      assert.equal(runs(engine, TOWN2), false);
      assert.equal(engine.effects.filter(({ x }) => x === "fatal").length, 0);
    }
  }
});

test("[IN18] what the first one cannot take up stays where it is, and is tried again", () => {
  const engine = inTwo();
  engine.type(3, 1, "drop cursed ring").ticks(2).type(3, 2, "quit").type(4, 1, "quit");
  engine.zoneDef("a", { capacity: 10 }).ticks(COOLDOWN_TICKS + 20);
  assert.equal(runs(engine, TOWN2), true);
  assert.ok(engine.events.filter((event) => event === "instance_not_merged").length > 1);
  assert.deepEqual(engine.zones.get(TOWN)?.ground, []);
  engine.zones.get(TOWN2)?.ground.pop();
  engine.ticks(25);
  assert.equal(runs(engine, TOWN2), false);
});

test("[IN8] after a crash an instance runs again, with its players; one that had ended does not", () => {
  const engine = inTwo();
  engine.type(3, 1, "drop an apple").ticks(15);
  const next = testEngine({ store: engine.store, boot: "boot2" }).ticks(5);
  assert.deepEqual(next.zones.get(TOWN2)?.ground, ["an apple"]);
  next.login(9, "3").ticks(3);
  assert.deepEqual(playersIn(next, TOWN2), ["3"]);
  next.type(9, 2, "quit").ticks(COOLDOWN_TICKS + 30);
  assert.equal(runs(next, TOWN2), false);
  const third = testEngine({ store: engine.store, boot: "boot3" }).ticks(5);
  assert.equal(runs(third, TOWN2), false);
  assert.deepEqual(third.zones.get(TOWN)?.ground, ["an apple"]);
});

test("[IN9] a planned restart goes on with instances and players where they stood", () => {
  const engine = inTwo();
  engine.feed({ in: "drain" }).ticks(10);
  assert.equal(engine.engine.status().phase, "stopped");
  const next = testEngine({ store: engine.store, boot: "boot2" }).ticks(6);
  assert.deepEqual(playersIn(next, TOWN2), ["3", "4"]);
  assert.equal(runs(next, TOWN3), false);
});

test("[IN18] a planned restart in the middle of an ending loses and doubles nothing", () => {
  for (let wait = 0; wait < 40; wait += 1) {
    const engine = emptied().ticks(COOLDOWN_TICKS - 40 + wait);
    engine.feed({ in: "drain" }).ticks(30);
    assert.equal(engine.engine.status().phase, "stopped");
    const next = testEngine({ store: engine.store, boot: "boot2" }).ticks(6);
    const things = [TOWN, TOWN2].flatMap((id) =>
      runs(next, id) ? (next.zones.get(id)?.ground ?? []) : [],
    );
    assert.deepEqual(things, ["an apple"], `after ${wait}`);
  }
});
