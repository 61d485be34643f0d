// Goal: a player who walks into a zone of another engine arrives there once, with everything.

import assert from "node:assert/strict";
import test from "node:test";
import type { PlayerState } from "@ambon/game/player-state";
import { playerId } from "@ambon/kernel/ids";
import { fail, ok } from "@ambon/kernel/result";
import type { Cut } from "@ambon/persistence/store";
import { decodeDrain } from "../drain-snapshot.ts";
import { annaInTown, follow, redirectOf } from "../testing/anna-crosses.ts";
import { type TestCluster, twoEngines } from "../testing/test-cluster.ts";
import { MOOR, TOWN } from "../testing/test-engine.ts";
import { HAND_OFF_MS } from "./hand-off-out.ts";

const playersIn = (cluster: TestCluster, name: string, zone: typeof TOWN): readonly string[] =>
  cluster.engine(name).zones.get(zone)?.players() ?? [];

test("[HO1] a player walks into another engine's zone and goes on there at the next number", () => {
  const cluster = annaInTown();
  const { store } = cluster;
  const { epoch } = store.row("player/1");
  cluster.engine("e1").type(1, 1, "hello").type(1, 2, "go b:field");
  cluster.ticks(10);
  assert.deepEqual(playersIn(cluster, "e1", TOWN), []);
  assert.deepEqual(playersIn(cluster, "e2", MOOR), ["1"]);
  assert.match(store.row("player/1").owner ?? "", /^e2#/);
  assert.equal(store.row("player/1").epoch, epoch + 1);
  const redirect = redirectOf(cluster, "e1");
  assert.deepEqual([redirect?.url, redirect?.epoch], ["http://e2", epoch + 1]);
  const before = cluster.sent("e1").filter((one) => "channels" in one || one.f === "settings");
  follow(cluster, before.length);
  assert.deepEqual(cluster.engine("e2").read(1), ["You are in b:field."]);
  cluster.engine("e2").type(1, 3, "here I am");
  cluster.ticks(3);
  assert.equal(cluster.engine("e2").read(1).at(-1), "Anna: here I am");
});

test("[HO16] a planned restart waits for those who are on the way, even when an answer is lost", () => {
  const cluster = annaInTown();
  const e1 = cluster.engine("e1");
  const hasStopped = (): boolean => e1.effects.some(({ x }) => x === "stopped");
  cluster.loses = (_from, _to, frame) => frame.p === "answer";
  e1.type(1, 1, "go b:field");
  cluster.ticks(3);
  assert.equal(redirectOf(cluster, "e1"), undefined);
  e1.feed({ in: "drain" });
  cluster.ticks(60, 5);
  assert.equal(hasStopped(), false);
  cluster.ticks(HAND_OFF_MS / 100 + 20);
  assert.equal(redirectOf(cluster, "e1")?.engine, "e2");
  assert.equal(hasStopped(), true);
});

test("[HO16] a planned restart waits for those who are claimed already, however short its ticks", () => {
  const cluster = annaInTown();
  const e2 = cluster.engine("e2");
  const snapshot = (): string | null | undefined =>
    e2.effects
      .flatMap((effect) => (effect.x === "store" && effect.call.op === "put" ? [effect.call] : []))
      .find(({ key }) => key.kind === "snapshot")?.state;
  e2.holdReplies = true;
  cluster.engine("e1").type(1, 1, "go b:field");
  cluster.ticks(8);
  assert.match(cluster.store.row("player/1").owner ?? "", /^e2#/);
  e2.feed({ in: "drain" });
  cluster.ticks(60, 5);
  assert.equal(snapshot(), undefined);
  e2.holdReplies = false;
  cluster.ticks(20, 5);
  const drained = decodeDrain(snapshot() ?? "");
  assert.ok(drained.ok);
  assert.deepEqual(
    drained.value.sessions.map((session) => session.playerId),
    ["1"],
  );
});

test("[HO2] what was typed meanwhile is applied once, on the other side", () => {
  const cluster = annaInTown();
  const e1 = cluster.engine("e1");
  e1.type(1, 1, "go b:field").type(1, 2, "first").type(1, 3, "second");
  cluster.ticks(10);
  follow(cluster, 0);
  const e2 = cluster.engine("e2");
  for (const at of [2, 3, 4]) e2.type(1, at, ["", "", "first", "second", "third"][at] ?? "");
  cluster.ticks(8);
  const said = e2.read(1).filter((line) => line.startsWith("Anna: "));
  assert.deepEqual(said, ["Anna: first", "Anna: second", "Anna: third"]);
  assert.ok(!e1.read(1).some((line) => line.startsWith("Anna: ")));
});

test("[CL9] a row that is claimed for an offer is not given back before the answer is there", () => {
  const cluster = annaInTown();
  const { store } = cluster;
  const { epoch } = store.row("player/1");
  const e2 = cluster.engine("e2");
  e2.holdReplies = true;
  cluster.engine("e1").type(1, 1, "go b:field");
  cluster.ticks(8);
  assert.match(store.row("player/1").owner ?? "", /^e2#/);
  const order = { o: "disown", player: playerId("1") } as const;
  const asked = e2.effects.length;
  e2.feed({ in: "peers", engine: "e1", frames: [{ p: "order", order }] });
  cluster.ticks(2);
  const calls = e2.effects.slice(asked).filter((effect) => effect.x === "store");
  assert.ok(!calls.some(({ call }) => call.op === "read"), "it is known: nothing is asked");
  e2.holdReplies = false;
  cluster.ticks(6);
  assert.deepEqual(playersIn(cluster, "e2", MOOR), ["1"]);
  assert.equal(store.row("player/1").epoch, epoch + 1);
  assert.match(store.row("player/1").owner ?? "", /^e2#/);
});

test("[HO15] a character of a schema that is newer there turns back, an older one is upgraded", () => {
  for (const isOlder of [false, true]) {
    const cluster = annaInTown();
    cluster.engine("e2").readPlayer = (text) => {
      const state = JSON.parse(text) as PlayerState;
      return isOlder ? ok({ ...state, description: "upgraded" }) : fail("schema 9");
    };
    cluster.engine("e1").type(1, 1, "go b:field");
    cluster.ticks(12);
    assert.deepEqual(playersIn(cluster, "e1", TOWN), isOlder ? [] : ["1"]);
    assert.deepEqual(playersIn(cluster, "e2", MOOR), isOlder ? ["1"] : []);
    const there = cluster.engine("e2").zones.get(MOOR)?.playerState(playerId("1"));
    assert.equal(there?.description, isOlder ? "upgraded" : undefined);
  }
});

test("[HO14] whose row is being given back here is claimed when that is known to be done", () => {
  const cluster = twoEngines();
  const { store } = cluster;
  const e2 = cluster.engine("e2");
  e2.holdCuts = true;
  /** The store carries out the newest cut of e2. */
  const carryOut = (): Cut => {
    const effect = e2.effects.findLast(({ x }) => x === "cut");
    assert.ok(effect?.x === "cut");
    store.cut(effect.cut);
    return effect.cut;
  };
  const saved = ({ seq }: Cut): TestCluster => {
    e2.feed({ in: "cut", seq, result: { outcome: "saved" } });
    return cluster.ticks(8);
  };
  // Her room is at e1: e2 gives the row back as it was, and has no answer yet.
  e2.attach(9, "1");
  cluster.ticks(4);
  const release = carryOut();
  assert.equal(release.rows[0]?.release, true);
  annaInTown(cluster).engine("e1").type(1, 1, "go b:field");
  cluster.ticks(8);
  assert.match(store.row("player/1").owner ?? "", /^e1#/);
  saved(release);
  assert.match(store.row("player/1").owner ?? "", /^e2#/);
  follow(cluster, 0);
  e2.type(1, 2, "I am saved");
  cluster.ticks(3);
  saved(carryOut());
  carryOut();
  assert.equal((JSON.parse(store.row("player/1").state) as { inputSeq: number }).inputSeq, 2);
});

test("[HO3] an offer that is lost is given up by compare-and-set, and nobody can take it late", () => {
  const cluster = annaInTown();
  const late: unknown[] = [];
  cluster.loses = (_from, _to, frame) => {
    if (frame.p === "offer") late.push(frame);
    return frame.p === "offer";
  };
  const { epoch } = cluster.store.row("player/1");
  cluster.engine("e1").type(1, 1, "go b:field");
  cluster.ticks(10);
  assert.deepEqual(playersIn(cluster, "e1", TOWN), []);
  cluster.ticks(HAND_OFF_MS / 100 + 3);
  assert.deepEqual(playersIn(cluster, "e1", TOWN), ["1"]);
  assert.equal(cluster.store.row("player/1").epoch, epoch + 1);
  assert.ok(
    cluster
      .engine("e1")
      .read(1)
      .some((line) => /You turn back/.test(line)),
  );
  cluster.loses = () => false;
  cluster.engine("e2").feed({ in: "peers", engine: "e1", frames: late as never });
  cluster.engine("e1").type(1, 2, "still here");
  cluster.ticks(15);
  assert.deepEqual(playersIn(cluster, "e2", MOOR), []);
  assert.equal(cluster.engine("e1").read(1).at(-1), "Anna: still here");
  assert.equal(cluster.hasEnded("e1"), false);
});

test("[HO4] an answer that is lost is found in the row", () => {
  const cluster = annaInTown();
  cluster.loses = (_from, _to, frame) => frame.p === "answer";
  cluster.engine("e1").type(1, 1, "go b:field");
  cluster.ticks(10);
  assert.equal(redirectOf(cluster, "e1"), undefined);
  cluster.ticks(HAND_OFF_MS / 100 + 3);
  assert.equal(redirectOf(cluster, "e1")?.engine, "e2");
  assert.deepEqual(playersIn(cluster, "e2", MOOR), ["1"]);
  assert.deepEqual(playersIn(cluster, "e1", TOWN), []);
});

test("[HO5] an offer that comes twice is carried out once and answered twice", () => {
  const cluster = annaInTown();
  const offers: unknown[] = [];
  cluster.loses = (_from, _to, frame) => {
    if (frame.p === "offer") offers.push(frame);
    return false;
  };
  cluster.engine("e1").type(1, 1, "go b:field");
  cluster.ticks(10);
  const arrivals = (): number =>
    cluster
      .engine("e2")
      .zones.get(MOOR)
      ?.seen.filter(({ i }) => i === "arrive").length ?? 0;
  assert.equal(arrivals(), 1);
  cluster.engine("e2").feed({ in: "peers", engine: "e1", frames: offers as never });
  cluster.ticks(5);
  assert.equal(arrivals(), 1);
});

test("[HO6] whoever offers may die at any moment: the player is in one row and can come back", () => {
  for (let wait = 0; wait < 8; wait += 1) {
    const cluster = annaInTown();
    cluster.engine("e1").type(1, 1, "go b:field");
    cluster.ticks(wait, 20);
    cluster.kill("e1");
    cluster.ticks(150);
    const owners = ["1"].filter((id) => playersIn(cluster, "e2", MOOR).includes(id));
    const row = cluster.store.row("player/1");
    const isThere = owners.length === 1;
    assert.equal(row.owner?.startsWith("e2#") ?? false, isThere, `after ${wait} ticks`);
    cluster.boot("e1");
    cluster.ticks(150);
    const engine = isThere ? "e2" : "e1";
    cluster.engine(engine).attach(9, "1", "t-1-again");
    cluster.ticks(6);
    assert.ok(cluster.sent(engine).some((one) => one.f === "attached" && one.channel === 9));
  }
});

test("[HO7] the other may die with the offer: the player turns back", () => {
  const cluster = annaInTown();
  cluster.engine("e1").type(1, 1, "go b:field");
  cluster.loses = (_from, _to, frame) => frame.p === "offer";
  cluster.ticks(4);
  cluster.kill("e2");
  cluster.ticks(40);
  assert.deepEqual(playersIn(cluster, "e1", TOWN), ["1"]);
});

test("[HO8] while the store is away nobody is decided about; afterwards the row says it", () => {
  const cluster = annaInTown();
  cluster.loses = (_from, _to, frame) => frame.p === "answer";
  cluster.engine("e1").type(1, 1, "go b:field");
  cluster.ticks(8);
  cluster.store.away = true;
  cluster.ticks(HAND_OFF_MS / 100 + 10);
  assert.equal(redirectOf(cluster, "e1"), undefined);
  cluster.store.away = false;
  cluster.ticks(10);
  assert.equal(redirectOf(cluster, "e1")?.engine, "e2");
});

test("[HO12] while nobody runs the zone beyond, the player turns back and is told that it is for now", () => {
  const cluster = annaInTown();
  cluster.kill("e2");
  cluster.engine("e1").type(1, 1, "go b:field").type(1, 2, "still here");
  cluster.ticks(6);
  const read = cluster.engine("e1").read(1);
  assert.ok(read.includes("The way is blocked just now. You turn back."));
  assert.ok(read.includes("Anna: still here"));
});
