// Goal: several engines are one world: they find each other's players, and outlive each other.

import assert from "node:assert/strict";
import test from "node:test";
import { annaInTown } from "../testing/anna-crosses.ts";
import { TestCluster, twoEngines } from "../testing/test-cluster.ts";
import { COMMONS, MOOR, TOWN } from "../testing/test-engine.ts";

test("[CL1] tells, channels and who reach everybody, wherever they play", () => {
  const cluster = annaInTown();
  cluster.engine("e2").attach(3, "3");
  cluster.ticks(6);
  const e1 = cluster.engine("e1");
  e1.type(1, 1, "tell cora hello there").type(1, 2, "who").type(1, 3, "shout dinner");
  cluster.ticks(8);
  const cora = cluster.engine("e2").read(3);
  assert.ok(cora.some((line) => /hello there/.test(line)));
  assert.ok(cora.some((line) => /dinner/.test(line)));
  assert.ok(e1.read(1).includes("Here: Anna, Cora."));
});

test("[CL2] who has left is not found any more, and the teller is told", () => {
  const cluster = annaInTown();
  cluster.engine("e2").attach(3, "3");
  cluster.ticks(6);
  cluster.loses = (from, _to, frame) => from === "e2" && frame.p === "roster";
  cluster.engine("e2").type(3, 1, "quit");
  cluster.ticks(5);
  cluster.engine("e1").type(1, 1, "tell cora hello");
  cluster.ticks(6);
  assert.ok(cluster.engine("e1").read(1).includes("cora cannot be reached."));
  cluster.kill("e2");
  cluster.engine("e1").type(1, 2, "who");
  cluster.ticks(4);
  assert.equal(cluster.engine("e1").read(1).at(-1), "Here: Anna.");
});

test("[CL11] what was said to somebody at an engine that is lost meanwhile comes back, and only that", () => {
  const cluster = annaInTown();
  cluster.engine("e2").attach(3, "3");
  cluster.ticks(6);
  cluster.engine("e1").type(1, 1, "tell cora first");
  cluster.ticks(6);
  cluster.pause("e2", true);
  cluster.engine("e1").type(1, 2, "tell cora second");
  cluster.ticks(6);
  const before = cluster.engine("e1").read(1).length;
  cluster.kill("e2");
  cluster.ticks(3);
  assert.deepEqual(cluster.engine("e1").read(1).slice(before), ["cora may not have heard."]);
});

test("[CL11] an engine that ends as planned takes nothing more for those who come back with it", () => {
  const cluster = annaInTown();
  const e2 = cluster.engine("e2");
  e2.attach(3, "3");
  cluster.ticks(6);
  e2.feed({ in: "drain" });
  cluster.ticks(6);
  assert.equal(e2.engine.status().phase, "stopped");
  cluster.engine("e1").type(1, 1, "tell cora hello");
  cluster.ticks(4);
  cluster.kill("e2");
  cluster.ticks(3);
  assert.equal(cluster.engine("e1").read(1).at(-1), "cora may not have heard.");
});

test("[CL12] after a write of unknown outcome the zones go on, and can still move", () => {
  const cluster = annaInTown();
  cluster.ticks(12);
  const { epoch } = cluster.store.row("zone/a#1");
  cluster.store.answers.push({ outcome: "unknown", reason: "the connection broke" });
  cluster.engine("e1").type(1, 1, "drop a coin");
  cluster.ticks(60);
  assert.equal(cluster.store.row("zone/a#1").epoch, epoch + 1);
  assert.equal(cluster.hasEnded("e1"), false, "a renewal finds the zone under its new epoch");
  cluster.engine("e1").feed({ in: "admin", order: { a: "move", zone: TOWN, engine: "e2" } });
  cluster.ticks(20);
  assert.equal(cluster.ownerOf(TOWN), "e2");
});

test("[CL3] zones of a dead engine are taken over within its lease, once", () => {
  const cluster = new TestCluster();
  const owner = cluster.ownerOf(TOWN);
  assert.ok(owner !== undefined);
  const other = owner === "e1" ? "e2" : "e1";
  cluster.kill(owner);
  cluster.ticks(150);
  for (const zone of [TOWN, MOOR, COMMONS]) assert.equal(cluster.ownerOf(zone), other);
  assert.equal(cluster.hasEnded(other), false);
});

/** e1, as planned: it leaves everything to its next run. */
const goesDown = (cluster: TestCluster): void => {
  cluster.engine("e1").feed({ in: "drain" });
  cluster.ticks(20);
  cluster.kill("e1");
};

test("[CL10] after a planned restart zones and sessions go on at once, whichever others are missing", () => {
  const cluster = annaInTown();
  goesDown(cluster);
  cluster.pause("e2", true);
  cluster.boot("e1");
  cluster.ticks(8);
  const { engine } = cluster.engine("e1");
  assert.deepEqual([engine.status().phase, engine.status().players], ["running", 1]);
});

test("[CL18] while an engine comes back from a planned restart nobody else takes its players", () => {
  const cluster = annaInTown();
  goesDown(cluster);
  cluster.boot("e1");
  const owners = new Set<string | null>();
  // Gateways ask the other one, again and again, at every step of the start.
  for (let tick = 1; tick <= 12; tick += 1) {
    cluster.engine("e2").attach(10 + tick, "1", `t-1-${tick}`);
    cluster.ticks(1);
    owners.add(cluster.store.row("player/1").owner);
  }
  assert.deepEqual([...owners], ["e1#boot1", "e1#boot3"]);
  assert.equal(cluster.engine("e1").engine.status().players, 1);
});

/** Anna's engine went down as planned, and comes back when another one has its zones. */
const comesBackTooLate = (): TestCluster => {
  const cluster = annaInTown(
    new TestCluster({ hosted: { e1: [TOWN, COMMONS], e2: [TOWN, MOOR] } }),
  );
  goesDown(cluster);
  cluster.ticks(150);
  assert.equal(cluster.ownerOf(TOWN), "e2");
  cluster.boot("e1");
  return cluster;
};

for (const end of [{ in: "drain" }, { in: "stop", reason: "" }] as const) {
  test(`[CL18] an engine that is emptied while it claims its players ends at a ${end.in}, and keeps nobody`, () => {
    for (let tick = 0; tick < 8; tick += 1) {
      const cluster = comesBackTooLate();
      cluster.engine("e1").feed({ in: "admin", order: { a: "drain" } });
      cluster.ticks(tick);
      cluster.engine("e1").feed(end);
      cluster.ticks(30);
      assert.equal(cluster.engine("e1").engine.status().phase, "stopped", `after tick ${tick}`);
      assert.equal(cluster.store.row("player/1").owner, null, `after tick ${tick}`);
    }
  });
}

test("[MV7] an engine that is ordered to be emptied while it starts gives away what it comes back with", () => {
  const cluster = annaInTown();
  goesDown(cluster);
  cluster.boot("e1");
  cluster.engine("e1").feed({ in: "admin", order: { a: "drain" } });
  cluster.ticks(60);
  for (const zone of [TOWN, MOOR, COMMONS]) assert.equal(cluster.ownerOf(zone), "e2");
  assert.equal(cluster.engine("e2").engine.status().players, 1);
});

test("[CL4] at a start together zones are shared out", () => {
  const cluster = new TestCluster({ engines: ["e1", "e2", "e3"] });
  const owners = [TOWN, MOOR, COMMONS].map((zone) => cluster.ownerOf(zone));
  assert.ok(!owners.includes(undefined));
  assert.ok(new Set(owners).size >= 2, owners.join(" "));
});

test("[CL15] zones run in the region that is wished for, and stay there when an engine is emptied", () => {
  const zoneRegions = new Map(["a", "b", "@commons"].map((template) => [template, "iad"]));
  const regions = { e1: "fra", e2: "iad", e3: "iad" };
  const cluster = new TestCluster({ engines: Object.keys(regions), regions, zoneRegions });
  const owners = (): (string | undefined)[] => [TOWN, MOOR, COMMONS].map((z) => cluster.ownerOf(z));
  for (const owner of owners()) assert.ok(owner === "e2" || owner === "e3", owner);
  cluster.engine("e2").feed({ in: "admin", order: { a: "drain" } });
  cluster.ticks(80);
  assert.deepEqual(owners(), ["e3", "e3", "e3"]);
  // Better far away than nowhere.
  cluster.kill("e3");
  cluster.kill("e2");
  cluster.ticks(200);
  assert.deepEqual(owners(), ["e1", "e1", "e1"]);
});

test("[CL9] a row that its owner knows nothing of is given back when somebody wants in", () => {
  const cluster = twoEngines();
  const row = cluster.store.row("player/1");
  row.owner = cluster.store.row("zone/b#1").owner;
  row.epoch += 1;
  cluster.engine("e1").attach(1, "1");
  cluster.ticks(4);
  assert.ok(cluster.sent("e1").some((frame) => frame.f === "attachRefused"));
  cluster.engine("e1").attach(2, "1", "t-1-again");
  cluster.ticks(8);
  assert.deepEqual(cluster.engine("e1").read(2), ["You are in a:hall."]);
  assert.equal(cluster.hasEnded("e2"), false);
});

test("[CL9] a login goes to the engine that owns the row, if it is there", () => {
  const cluster = twoEngines();
  const owner = cluster.store.row("zone/b#1").owner;
  const player = { id: "1", name: "Anna", owner, room: "a:hall" };
  assert.equal(cluster.engine("e1").desk.homeOf(player)?.engine, "e2");
  assert.equal(cluster.engine("e1").desk.homeOf({ ...player, owner: "e2#older" }), undefined);
});

test("[CL5] an engine that wakes up after its lease does nothing more, and ends", () => {
  const cluster = annaInTown(
    new TestCluster({ hosted: { e1: [TOWN, COMMONS], e2: [TOWN, MOOR] } }),
  );
  assert.equal(cluster.ownerOf(TOWN), "e1");
  cluster.pause("e1", true);
  cluster.link("e1", "e2", false);
  cluster.ticks(160);
  const sent = cluster.sent("e1").length;
  cluster.engine("e1").type(1, 1, "a late word");
  cluster.pause("e1", false);
  cluster.ticks(3);
  const after = cluster.sent("e1").slice(sent);
  assert.ok(!JSON.stringify(after).includes("a late word"));
  assert.equal(cluster.hasEnded("e1"), true);
});

test("[CL6] an engine that wakes up late and finds its zones goes on", () => {
  const cluster = annaInTown(new TestCluster({ hosted: { e1: [TOWN, COMMONS], e2: [MOOR] } }));
  cluster.pause("e1", true);
  cluster.ticks(160);
  cluster.engine("e1").type(1, 1, "I was away");
  cluster.pause("e1", false);
  cluster.ticks(5);
  const read = cluster.engine("e1").read(1);
  assert.deepEqual(read.slice(-3), [
    "The world holds its breath…",
    "The world breathes again.",
    "Anna: I was away",
  ]);
  assert.equal(cluster.hasEnded("e1"), false);
});

test("[CL7] staff orders reach players and lists of all engines", () => {
  const cluster = annaInTown();
  cluster.engine("e2").attach(3, "3");
  cluster.ticks(6);
  const e1 = cluster.engine("e1");
  e1.feed({ in: "admin", order: { a: "announce", text: "Hear this." } });
  cluster.ticks(5);
  e1.feed({ in: "admin", order: { a: "kick", name: "Cora", reason: "noise" } });
  cluster.ticks(5);
  assert.ok(cluster.engine("e2").read(3).includes("Hear this."));
  assert.ok(cluster.sent("e2").some((frame) => frame.f === "close" && frame.reason === "kicked"));
});
