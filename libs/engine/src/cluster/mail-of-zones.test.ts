// Goal: what is for a zone that moves, or for players in it, is heard there, once, or comes back.

import assert from "node:assert/strict";
import test from "node:test";
import { playerId } from "@ambon/kernel/ids";
import { hears, letter, mailIn } from "../testing/mail.ts";
import { TestCluster } from "../testing/test-cluster.ts";
import { COMMONS, MOOR, TOWN } from "../testing/test-engine.ts";
import { MOVE_MS } from "./zone-move-out.ts";

/** Anna is in the town and Cora on the moor, both at e1; the town is ordered to e2. */
const moving = (loses: TestCluster["loses"] = () => false): TestCluster => {
  const cluster = new TestCluster({ hosted: { e1: [TOWN, MOOR], e2: [COMMONS] } });
  cluster.engine("e1").attach(1, "1").attach(3, "3");
  cluster.ticks(6);
  cluster.loses = loses;
  cluster.engine("e1").feed({ in: "admin", order: { a: "move", zone: TOWN, engine: "e2" } });
  return cluster;
};

/** It is at e2, and e1 does not know yet. */
const goneUnheard = (): TestCluster => {
  const cluster = moving((_from, _to, frame) => frame.p === "answer").ticks(15);
  assert.equal(cluster.ownerOf(TOWN), undefined);
  return cluster;
};

test("[MV16] what comes for a zone that stands still, and for players in it, is heard where it goes on", () => {
  const cluster = goneUnheard();
  const toZone = letter("zone", { player: null, zone: TOWN });
  hears(cluster, "e1", "e2", letter("player"), toZone);
  cluster.ticks(MOVE_MS / 100 + 5);
  assert.deepEqual(mailIn(cluster, "e2", TOWN), ["player", "zone"]);
});

test("[MV16] it is heard where the zone was when that does not move after all", () => {
  const cluster = moving((_from, _to, frame) => frame.p === "zone").ticks(10);
  hears(cluster, "e1", "e2", letter("one"), letter("two"));
  cluster.ticks(MOVE_MS / 100 + 5);
  assert.equal(cluster.ownerOf(TOWN), "e1");
  assert.deepEqual(cluster.engine("e1").read(1).slice(-2), ["one", "two"]);
});

test("[MV16] of what is said all the time to somebody in a zone that moves nothing is lost or doubled", () => {
  const cluster = moving();
  const words = Array.from({ length: 40 }, (_, at) => `word${at}`);
  words.forEach((word, at) => {
    cluster.engine("e1").type(3, at + 1, `tell anna ${word}`);
    cluster.ticks(1);
  });
  cluster.ticks(10);
  assert.equal(cluster.ownerOf(TOWN), "e2");
  const heard = [...mailIn(cluster, "e1", TOWN), ...mailIn(cluster, "e2", TOWN)];
  assert.deepEqual(
    heard.filter((word) => word.startsWith("word")),
    words,
  );
});

test("[MV16] it comes back when the engine that has the zone cannot be reached", () => {
  const cluster = goneUnheard();
  cluster.engine("e1").type(3, 1, "tell anna hello");
  cluster.ticks(2);
  cluster.link("e1", "e2", false);
  cluster.ticks(MOVE_MS / 100 + 5);
  assert.equal(cluster.engine("e1").read(3).at(-1), "anna cannot be reached.");
});

test("[MV16] it waits while the zone is being taken", () => {
  const cluster = moving();
  const isComing = (): boolean => (cluster.engine("e2").engine.status().cluster?.comingIn ?? 0) > 0;
  for (let tick = 0; tick < 60 && !isComing(); tick += 1) cluster.ticks(1, 20);
  assert.ok(isComing());
  hears(cluster, "e2", "e1", letter("zone", { player: null, zone: TOWN }), letter("player"));
  cluster.ticks(6);
  assert.deepEqual(mailIn(cluster, "e2", TOWN), ["zone", "player"]);
});

test("[MV16] it comes back when the zone comes home without the player whom it was for", () => {
  const cluster = moving((_from, _to, frame) => {
    if (frame.p !== "zone") return false;
    // Another engine takes the zone and Anna, and is lost.
    for (const name of [`zone/${TOWN}`, "player/1"]) {
      const row = cluster.store.row(name);
      row.epoch += 1;
      row.owner = "e9#lost";
    }
    cluster.store.lapse(`zone/${TOWN}`);
    return true;
  });
  cluster.ticks(10);
  cluster.engine("e1").type(3, 1, "tell anna hello");
  cluster.ticks(MOVE_MS / 100 + 30);
  assert.equal(cluster.ownerOf(TOWN), "e1");
  assert.equal(cluster.engine("e1").read(3).at(-1), "anna cannot be reached.");
});

test("[CL21] a zone that moved knows what it had heard, and what came both ways is heard once", () => {
  const cluster = moving((_from, _to, frame) => frame.p === "answer");
  const early = letter("early");
  hears(cluster, "e1", "e2", early);
  cluster.ticks(15);
  const toAll = letter("all", { player: null, sender: playerId("3") });
  const owed = cluster.engine("e2").effects.length;
  hears(cluster, "e1", "e2", toAll);
  hears(cluster, "e2", "e1", toAll, early);
  cluster.ticks(MOVE_MS / 100 + 5);
  assert.deepEqual(mailIn(cluster, "e1", TOWN), ["<Anna>", "early"]);
  assert.deepEqual(mailIn(cluster, "e2", TOWN), ["all"]);
  const said = cluster.engine("e2").effects.slice(owed);
  const frames = said.flatMap((effect) => (effect.x === "peers" ? effect.frames : []));
  const taken = frames.filter(({ p }) => p === "taken").length;
  assert.equal(taken, 1, "what was for all zones is not answered, what followed one is");
});
