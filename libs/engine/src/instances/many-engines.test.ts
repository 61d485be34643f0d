// Goal: instances are started, found again and ended wherever their engines are.

import assert from "node:assert/strict";
import test from "node:test";
import { type ZoneId, zoneId } from "@ambon/kernel/ids";
import type { PeerFrame } from "../cluster/peer-frame.ts";
import { TestCluster } from "../testing/test-cluster.ts";
import { COMMONS, MOOR, TOWN } from "../testing/test-engine.ts";
import { COOLDOWN_MS } from "./scale.ts";

const TOWN2 = zoneId("a", 2);
const COOLDOWN_TICKS = COOLDOWN_MS / 100 + 15;

const playersIn = (cluster: TestCluster, name: string, zone: ZoneId): readonly string[] =>
  cluster.engine(name).engine.zoneHashes().has(zone)
    ? (cluster.engine(name).zones.get(zone)?.players() ?? [])
    : [];

/** e1 has the town, which is meant for two, e2 the moor; both may run towns. */
const cluster = (): TestCluster =>
  new TestCluster({
    hosted: { e1: [TOWN, COMMONS], e2: [MOOR, TOWN] },
    limits: { ZONE_PLAYERS: 2 },
  });

const capacity = (all: TestCluster, players: number): void => {
  for (const name of ["e1", "e2"]) all.engine(name).zoneDef("a", { capacity: players });
};

/** Anna and Ben are in the first town at e1, Cora in the second at e2; there is room. */
const apart = (): TestCluster => {
  const all = cluster();
  assert.equal(all.ownerOf(TOWN), "e1");
  all.engine("e1").attach(1, "1").attach(2, "2");
  all.ticks(40);
  assert.equal(all.ownerOf(TOWN2), "e2");
  capacity(all, 5);
  all.engine("e2").attach(3, "3");
  all.ticks(6).engine("e2").type(3, 1, "go a:hall");
  all.ticks(10);
  assert.deepEqual(playersIn(all, "e2", TOWN2), ["3"]);
  return all;
};

test("[IN7] another one is started by the engine with the fewest players, and arrivals follow", () => {
  const all = cluster();
  all.engine("e1").attach(1, "1").attach(2, "2");
  all.ticks(40);
  assert.equal(all.ownerOf(TOWN2), "e2");
  all.engine("e2").attach(3, "3");
  all.ticks(6).engine("e2").type(3, 1, "go a:hall");
  all.ticks(10);
  assert.deepEqual(playersIn(all, "e2", TOWN2), ["3"]);
});

test("[IN7] an engine that may not run the zone, or gives zones away, is not asked", () => {
  const pinned = new TestCluster({
    hosted: { e1: [TOWN, COMMONS], e2: [MOOR] },
    limits: { ZONE_PLAYERS: 2 },
  });
  pinned.engine("e1").attach(1, "1").attach(2, "2");
  pinned.ticks(40);
  assert.equal(pinned.ownerOf(TOWN2), "e1");
  const drained = new TestCluster({ engines: ["e1", "e2", "e3"], limits: { ZONE_PLAYERS: 1 } });
  const owner = drained.ownerOf(TOWN) ?? "";
  const [other = "", third = ""] = ["e1", "e2", "e3"].filter((name) => name !== owner);
  drained.engine(other).feed({ in: "admin", order: { a: "drain" } });
  drained.ticks(100).engine(owner).attach(1, "1");
  drained.ticks(60);
  assert.ok([owner, third].includes(drained.ownerOf(TOWN2) ?? ""));
  assert.equal(drained.engine(other).engine.status().zones, 0);
});

test("[IN7] it is started in the region that is wished for, however many players are there", () => {
  const regions = { e1: "iad", e2: "fra", e3: "iad" };
  const all = new TestCluster({
    hosted: { e1: [TOWN, COMMONS], e2: [TOWN], e3: [TOWN, MOOR] },
    engines: Object.keys(regions),
    regions,
    zoneRegions: new Map([["a", "iad"]]),
    limits: { ZONE_PLAYERS: 1 },
  });
  const first = all.ownerOf(TOWN) ?? "";
  const other = first === "e1" ? "e3" : "e1";
  all.engine("e3").attach(3, "3");
  all.ticks(6).engine(first).attach(1, "1");
  all.ticks(40);
  assert.equal(all.ownerOf(TOWN2), other);
});

test("[IN7] an order that is lost is given again; one that comes twice starts nothing twice", () => {
  const all = cluster();
  const lost: PeerFrame[] = [];
  all.loses = (_from, _to, frame) => frame.p === "start" && lost.push(frame) < 3;
  all.engine("e1").attach(1, "1").attach(2, "2");
  all.ticks(40);
  assert.equal(all.ownerOf(TOWN2), undefined);
  all.ticks(120);
  assert.equal(all.ownerOf(TOWN2), "e2");
  const { epoch } = all.store.row("zone/a#2");
  all.engine("e2").feed({ in: "peers", engine: "e1", frames: lost });
  all.ticks(20);
  assert.equal(all.store.row("zone/a#2").epoch, epoch);
  assert.equal(all.ownerOf(TOWN2), "e2");
});

test("[IN8] another engine runs an instance whose engine is gone, and its players come back", () => {
  const all = apart();
  all.engine("e2").type(3, 2, "drop an apple");
  all.ticks(15);
  all.kill("e2");
  all.ticks(150);
  assert.equal(all.ownerOf(TOWN2), "e1");
  assert.deepEqual(all.engine("e1").zones.get(TOWN2)?.ground, ["an apple"]);
  all.engine("e1").attach(7, "3");
  all.ticks(8);
  assert.deepEqual(playersIn(all, "e1", TOWN2), ["3"]);
});

test("[IN8] one that has ended is not run again by those who knew it", () => {
  const all = apart();
  all.engine("e2").type(3, 2, "quit");
  all.ticks(COOLDOWN_TICKS + 60);
  for (const name of ["e1", "e2"]) {
    assert.equal(all.engine(name).engine.zoneHashes().has(TOWN2), false);
  }
  all.ticks(60);
  all.kill("e2");
  all.ticks(200);
  assert.equal(all.ownerOf(TOWN2), undefined);
  assert.equal(all.ownerOf(MOOR), undefined, "nobody else may run it");
});

test("[IN9] an instance moves to another engine by order, with its players", () => {
  const all = apart();
  all.engine("e2").feed({ in: "admin", order: { a: "move", zone: TOWN2, engine: "e1" } });
  all.ticks(15);
  assert.equal(all.ownerOf(TOWN2), "e1");
  assert.deepEqual(playersIn(all, "e1", TOWN2), ["3"]);
});

test("[IN11] a player goes over into an instance of another engine by the command", () => {
  const all = apart();
  all.engine("e1").type(1, 1, "instance 2");
  all.ticks(10);
  assert.deepEqual(playersIn(all, "e2", TOWN2), ["1", "3"]);
  assert.equal(all.sent("e1").findLast((frame) => frame.f === "redirect")?.f, "redirect");
});

test("[IN14] [IN16] players of a closing instance are handed off, and it goes to the first one", () => {
  const all = apart();
  all.engine("e1").type(2, 1, "quit");
  all.engine("e2").type(3, 2, "drop an apple");
  all.ticks(6);
  capacity(all, 10);
  all.ticks(COOLDOWN_TICKS + 80);
  assert.deepEqual(playersIn(all, "e1", TOWN), ["1", "3"]);
  assert.deepEqual(all.engine("e1").zones.get(TOWN)?.ground, ["an apple"]);
  assert.equal(all.store.row("zone/a#2").state, "{}");
  assert.equal(all.store.row("zone/a#2").owner, null);
  assert.equal(all.hasEnded("e1") || all.hasEnded("e2"), false);
});

test("[IN19] whoever dies while an instance ends, the rows have its apple once", () => {
  for (const victim of ["e1", "e2"]) {
    for (let wait = 0; wait < 100; wait += 9) {
      const all = apart();
      all.engine("e1").type(2, 1, "quit");
      all.engine("e2").type(3, 2, "drop an apple").type(3, 3, "quit");
      all.ticks(6);
      capacity(all, 10);
      all.ticks(COOLDOWN_TICKS - 40 + wait);
      all.kill(victim);
      const rows = ["zone/a#1", "zone/a#2"].map((name) => all.store.row(name).state);
      assert.equal(rows.join(" ").split("an apple").length - 1, 1, `${victim}, ${wait}`);
      all.boot(victim);
      all.ticks(180, 1000);
      assert.match(all.store.row("zone/a#1").state, /an apple/, `${victim}, ${wait}`);
      assert.equal(all.store.row("zone/a#2").state, "{}", `${victim}, ${wait}`);
    }
  }
});
