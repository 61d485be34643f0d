// Goal: whichever engine dies, all members of a group and @commons mean the same group soon after.

import assert from "node:assert/strict";
import test from "node:test";
import { smallWorld } from "@ambon/game/testing/small-world";
import { worldLibrary } from "@ambon/game/world-library";
import type { ZoneId } from "@ambon/kernel/ids";
import { renderPlain } from "@ambon/markup/render-plain";
import type { Markup } from "@ambon/markup/tree";
import { gameZones } from "../game-zones.ts";
import { TestCluster } from "../testing/test-cluster.ts";
import { COMMONS, MOOR, TOWN } from "../testing/test-engine.ts";

const WIDTH = 200;
/** A lease of the dead one, a claim, and the first rolls. */
const FAILOVER_TICKS = 200;
/** Later than the last change by more than what a crash may undo. */
const STORED_TICKS = 40;

/** Somebody who types at an engine and reads what has come since. */
class Member {
  readonly #cluster: TestCluster;
  readonly #channel: number;
  readonly #engine: string;
  #read = 0;
  #seq: number;

  /** `seq`: lines typed in earlier sessions. */
  constructor(cluster: TestCluster, engine: string, id: string, seq = 0) {
    this.#cluster = cluster;
    this.#engine = engine;
    this.#channel = Number(id);
    this.#seq = seq;
    cluster.engine(engine).attach(this.#channel, id);
    cluster.ticks(10);
    this.reads();
  }

  types(line: string): string {
    this.#seq += 1;
    this.#cluster.engine(this.#engine).type(this.#channel, this.#seq, line);
    this.#cluster.ticks(6);
    return this.reads();
  }

  reads(): string {
    const sent = this.#cluster.sent(this.#engine);
    const fresh = sent.slice(this.#read);
    this.#read = sent.length;
    return fresh
      .flatMap((frame) => {
        const isOurs = frame.f === "output" && frame.channels.includes(this.#channel);
        return isOurs ? [renderPlain(frame.markup as Markup, WIDTH).trim()] : [];
      })
      .join("\n");
  }
}

/** Documents at e1, the town at e2, the moor at e3; e4 is there for what loses its engine. */
const fourEngines = (): TestCluster => {
  const hosted = { e1: [COMMONS], e2: [TOWN], e3: [MOOR] };
  const zones = gameZones(worldLibrary(smallWorld()));
  const cluster = new TestCluster({ engines: ["e1", "e2", "e3"], hosted, zones });
  cluster.boot("e4");
  cluster.ticks(20);
  const owners = [COMMONS, TOWN, MOOR].map((zone) => cluster.ownerOf(zone));
  assert.deepEqual(owners, ["e1", "e2", "e3"]);
  return cluster;
};

/** Anna leads; she and Ben are in the town, Cora on the moor. */
const grouped = (cluster: TestCluster): { anna: Member; ben: Member; cora: Member } => {
  const anna = new Member(cluster, "e2", "1");
  const ben = new Member(cluster, "e2", "2");
  const cora = new Member(cluster, "e3", "3");
  anna.types("group invite ben");
  assert.match(ben.types("group accept"), /You have joined Anna's group/);
  anna.types("group invite cora");
  assert.match(cora.types("group accept"), /You have joined Anna's group/);
  cluster.ticks(STORED_TICKS);
  for (const one of [anna, ben, cora]) one.reads();
  return { anna, ben, cora };
};

/** Its engine is gone; until another one has what it ran. */
const killed = (cluster: TestCluster, engine: string, zone: ZoneId): void => {
  cluster.kill(engine);
  cluster.ticks(FAILOVER_TICKS);
  assert.equal(cluster.ownerOf(zone), "e4");
};

test("[GK66] when the engine of @commons is killed the group lives on at all other engines", () => {
  const cluster = fourEngines();
  const { anna, ben, cora } = grouped(cluster);
  killed(cluster, "e1", COMMONS);
  for (const one of [anna, ben, cora]) assert.equal(one.reads(), "");
  assert.match(cora.types("group"), /Anna +leads.*Ben.*Cora/s);
  assert.equal(cora.types("gtell all here"), 'You tell the group, "all here"');
  for (const one of [anna, ben]) assert.equal(one.reads(), 'Cora tells the group, "all here"');
  assert.equal(ben.types("group leave"), "You have left the group.");
  for (const one of [anna, cora]) {
    assert.equal(one.reads(), "Ben has left the group.");
    assert.doesNotMatch(one.types("group"), /Ben/);
  }
});

test("[GK66] what a kill took back from @commons is taken back in every zone", () => {
  const cluster = fourEngines();
  const { anna, ben, cora } = grouped(cluster);
  const row = cluster.store.row("document/@commons#1");
  const { state } = row;
  anna.types("group kick ben");
  anna.types("group kick cora");
  for (const one of [ben, cora]) assert.match(one.reads(), /Anna has put you out/);
  row.state = state;
  killed(cluster, "e1", COMMONS);
  for (const one of [ben, cora]) assert.equal(one.reads(), "You are with your group again.");
  assert.equal(ben.types("gtell so be it"), 'You tell the group, "so be it"');
  for (const one of [anna, cora]) assert.match(one.reads(), /Ben tells the group, "so be it"$/);
});

test("[GK66] who comes back after their engine was killed is in the group again", () => {
  const cluster = fourEngines();
  const { cora } = grouped(cluster);
  killed(cluster, "e2", TOWN);
  const anna = new Member(cluster, "e4", "1", 10);
  assert.match(anna.types("group"), /Anna +leads.*Ben.*Cora/s);
  assert.equal(anna.types("gtell back"), 'You tell the group, "back"');
  assert.equal(cora.reads(), 'Anna tells the group, "back"');
  assert.equal(anna.types("group leave"), "You have left the group.");
  assert.equal(cora.reads(), "Anna has left the group. Ben leads it now.");
});
