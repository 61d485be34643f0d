// Goal: a zone moves to another engine with everybody in it, and nobody loses a line.

import assert from "node:assert/strict";
import test from "node:test";
import type { EngineFrame } from "@ambon/bus/frames";
import { LEASE_MS, TestCluster } from "../testing/test-cluster.ts";
import { COMMONS, MOOR, TOWN } from "../testing/test-engine.ts";
import { MOVE_MS } from "./zone-move-out.ts";
import { OUR_SCHEMAS } from "./zone-schemas.ts";

const caps = { transport: "telnet", screenReader: false, address: "198.51.100.7" } as const;

type Redirect = Extract<EngineFrame, { f: "redirect" }>;

const redirects = (cluster: TestCluster): readonly Redirect[] =>
  cluster.sent("e1").filter((frame): frame is Redirect => frame.f === "redirect");

/** Anna and Ben are in the town at e1, on channels 1 and 2. */
const inTown = (): TestCluster => {
  const cluster = new TestCluster({ hosted: { e1: [TOWN, COMMONS], e2: [MOOR] } });
  cluster.engine("e1").attach(1, "1").attach(2, "2");
  return cluster.ticks(6);
};

const move = (cluster: TestCluster, to = "e2"): TestCluster => {
  cluster.engine("e1").feed({ in: "admin", order: { a: "move", zone: TOWN, engine: to } });
  return cluster;
};

const townOf = (cluster: TestCluster, name: string): readonly string[] =>
  [...(cluster.engine(name).zones.get(TOWN)?.players() ?? [])].sort();

const back = (cluster: TestCluster, channel: number, received: number): void => {
  const redirect = redirects(cluster).find((one) => one.channel === channel);
  cluster.engine("e2").frames("g1", {
    f: "resume",
    channel,
    sessionId: `s${channel}`,
    token: "t",
    grant: redirect?.grant ?? "",
    received,
    caps,
  });
};

const numbered = (cluster: TestCluster, channel: number): number =>
  cluster.sent("e1").filter((one) => {
    if ("channels" in one) return one.channels.includes(channel);
    return (one.f === "settings" || one.f === "prompt") && one.channel === channel;
  }).length;

test("[MV1] a zone moves with its players, and their sockets go on at the next number", () => {
  const cluster = inTown();
  const e1 = cluster.engine("e1");
  e1.type(1, 1, "hello").type(1, 2, "drop a coin");
  cluster.ticks(4);
  move(cluster).ticks(12);
  assert.equal(cluster.ownerOf(TOWN), "e2");
  assert.deepEqual(townOf(cluster, "e2"), ["1", "2"]);
  assert.deepEqual(cluster.engine("e2").zones.get(TOWN)?.ground, ["a coin"]);
  assert.equal(redirects(cluster).length, 2);
  for (const id of ["1", "2"]) assert.match(cluster.store.row(`player/${id}`).owner ?? "", /^e2#/);
  for (const channel of [1, 2]) back(cluster, channel, numbered(cluster, channel));
  cluster.ticks(3);
  cluster.engine("e2").type(1, 3, "still here");
  cluster.ticks(3);
  assert.deepEqual(cluster.engine("e2").read(2), ["Anna: still here"]);
  assert.equal(cluster.hasEnded("e1") || cluster.hasEnded("e2"), false);
});

test("[MV2] lines typed while the zone stands still are applied once, over there", () => {
  const cluster = inTown();
  move(cluster).ticks(1);
  cluster.engine("e1").type(1, 1, "one").type(1, 2, "two");
  cluster.ticks(12);
  back(cluster, 1, numbered(cluster, 1));
  const e2 = cluster.engine("e2");
  e2.type(1, 1, "one").type(1, 2, "two").type(1, 3, "three");
  cluster.ticks(8);
  const said = e2.read(1).filter((line) => line.startsWith("Anna: "));
  assert.deepEqual(said, ["Anna: one", "Anna: two", "Anna: three"]);
});

test("[MV3] an offer that is lost is taken back, and the zone goes on where it was", () => {
  const cluster = inTown();
  cluster.loses = (_from, _to, frame) => frame.p === "zone";
  move(cluster).ticks(5);
  cluster.engine("e1").type(1, 1, "hello?");
  cluster.ticks(MOVE_MS / 100 + 5);
  assert.equal(cluster.ownerOf(TOWN), "e1");
  assert.equal(cluster.engine("e1").read(1).at(-1), "Anna: hello?");
  cluster.ticks(60);
  assert.equal(cluster.hasEnded("e1"), false);
});

test("[MV14] a zone that was another's until its lease lapsed comes home with those it did not take", () => {
  const cluster = inTown();
  const { store } = cluster;
  cluster.loses = (_from, _to, frame) => {
    if (frame.p !== "zone") return false;
    // Another engine takes the zone and Ben, and loses the store before it has claimed Anna.
    for (const name of [`zone/${TOWN}`, "player/2"]) {
      const row = store.row(name);
      row.epoch += 1;
      row.owner = "e2#lost";
    }
    store.lapse(`zone/${TOWN}`);
    return true;
  };
  const annaEpoch = store.row("player/1").epoch;
  move(cluster).ticks(MOVE_MS / 100 + 30);
  const e1 = cluster.engine("e1");
  assert.deepEqual([...(e1.zones.get(TOWN)?.players() ?? [])], ["1"]);
  assert.ok(store.row("player/1").epoch > annaEpoch, "the lost engine could still claim her");
  assert.equal(store.row("player/2").owner, "e2#lost");
  assert.deepEqual(
    redirects(cluster).map(({ channel, engine }) => [channel, engine]),
    [[2, "e2"]],
  );
  e1.type(1, 1, "at home");
  cluster.ticks(12);
  assert.equal(e1.read(1).at(-1), "Anna: at home");
  assert.match(store.row("player/1").state, /"inputSeq":1/);
  assert.equal(cluster.hasEnded("e1"), false);
});

test("[MV4] an answer that is lost is found in the zone's row", () => {
  const cluster = inTown();
  cluster.loses = (_from, _to, frame) => frame.p === "answer";
  move(cluster).ticks(MOVE_MS / 100 + 15);
  assert.equal(cluster.ownerOf(TOWN), "e2");
  assert.equal(redirects(cluster).length, 2);
  assert.deepEqual(townOf(cluster, "e2"), ["1", "2"]);
});

test("[MV5] a player that somebody else has meanwhile stays theirs", () => {
  const cluster = inTown();
  cluster.loses = (_from, _to, frame) => {
    if (frame.p !== "zone") return false;
    const row = cluster.store.row("player/2");
    row.epoch += 1;
    row.owner = "e9#x";
    return false;
  };
  move(cluster).ticks(15);
  assert.deepEqual(townOf(cluster, "e2"), ["1"]);
  assert.equal(cluster.store.row("player/2").owner, "e9#x");
});

test("[MV9] who comes while their row is being claimed for a zone that arrives is asked to wait", () => {
  const cluster = inTown();
  move(cluster);
  const isTaken = (): boolean =>
    cluster.store.row(`zone/${TOWN}`).owner?.startsWith("e2#") === true;
  for (let tick = 0; tick < 40 && !isTaken(); tick += 1) cluster.ticks(1, 20);
  assert.ok(isTaken());
  // The zone is e2's, its players are not yet.
  cluster.store.away = true;
  const e2 = cluster.engine("e2");
  cluster.ticks(1, 20);
  e2.attach(9, "1", "t-1-again");
  cluster.ticks(1, 20);
  cluster.store.away = false;
  cluster.ticks(20);
  const refused = cluster.sent("e2").find((one) => one.f === "attachRefused");
  assert.ok(refused?.f === "attachRefused" && refused.channel === 9);
  assert.ok(refused.retryMs !== undefined);
  assert.deepEqual(townOf(cluster, "e2"), ["1", "2"]);
  e2.attach(10, "1", "t-1-third");
  cluster.ticks(5);
  e2.type(10, 1, "only once");
  cluster.ticks(5);
  assert.deepEqual(
    e2.read(10).filter((line) => line.startsWith("Anna: ")),
    ["Anna: only once"],
  );
  assert.equal(e2.engine.status().players, 2);
});

test("[MV11] a zone that took longer to arrive than its lease, and is another's by then, does not run", () => {
  const cluster = inTown();
  move(cluster);
  const zone = `zone/${TOWN}`;
  const isTaken = (): boolean => cluster.store.row(zone).owner?.startsWith("e2#") === true;
  for (let tick = 0; tick < 40 && !isTaken(); tick += 1) cluster.ticks(1, 20);
  assert.ok(isTaken());
  // Its players cannot be claimed for longer than that.
  cluster.store.away = true;
  cluster.kill("e1");
  cluster.ticks(1, LEASE_MS + 100);
  const row = cluster.store.row(zone);
  row.owner = "e9#x";
  row.epoch += 1;
  cluster.store.away = false;
  cluster.ticks(40);
  assert.equal(cluster.ownerOf(TOWN), undefined);
  assert.equal(cluster.hasEnded("e2"), false);
  assert.equal(cluster.ownerOf(MOOR), "e2");
  for (const id of ["1", "2"]) assert.equal(cluster.store.row(`player/${id}`).owner, null);
});

test("[MV10] an engine that stops or drains while a zone arrives comes to its end", () => {
  const hasStopped = (cluster: TestCluster): boolean =>
    cluster.engine("e2").effects.some(({ x }) => x === "stopped");
  for (const order of [{ in: "stop", reason: "" }, { in: "drain" }] as const) {
    for (let wait = 0; wait < 6; wait += 1) {
      const cluster = inTown();
      move(cluster);
      const offers = (): number => cluster.engine("e2").engine.status().cluster?.comingIn ?? 0;
      for (let tick = 0; tick < 60 && offers() === 0; tick += 1) cluster.ticks(1, 20);
      assert.equal(offers(), 2);
      cluster.ticks(wait, 20);
      cluster.engine("e2").feed(order);
      cluster.ticks(40);
      assert.ok(hasStopped(cluster), `${order.in} after ${wait}`);
      cluster.kill("e2");
      cluster.boot("e2");
      cluster.ticks(320);
      const owner = cluster.ownerOf(TOWN) ?? "";
      cluster.engine(owner).attach(9, "1", "t-1-again");
      cluster.ticks(8);
      assert.ok(townOf(cluster, owner).includes("1"), `${order.in} after ${wait}`);
    }
  }
});

test("[MV10] an engine that stops or drains while a zone leaves it ends when it is known whose that is", () => {
  const hasStopped = (cluster: TestCluster): boolean =>
    cluster.engine("e1").effects.some(({ x }) => x === "stopped");
  for (const order of [{ in: "stop", reason: "" }, { in: "drain" }] as const) {
    for (let wait = 0; wait < 10; wait += 1) {
      const cluster = new TestCluster({ hosted: { e1: [TOWN, COMMONS], e2: [MOOR] } }).ticks(6);
      move(cluster).ticks(wait, 20);
      cluster.engine("e1").feed(order);
      cluster.ticks(40);
      assert.ok(hasStopped(cluster), `${order.in} after ${wait}`);
      assert.equal(cluster.hasEnded("e1"), false, `${order.in} after ${wait}`);
      const { owner } = cluster.store.row("zone/a#1");
      const owners = [cluster.ownerOf(TOWN), order.in === "stop" ? null : "e1"];
      assert.ok(owners.includes(owner?.split("#")[0] ?? null), `${owner} after ${wait}`);
    }
  }
});

test("[MV6] whoever dies in the middle, the zone runs again and its players can come in", () => {
  for (const victim of ["e1", "e2"]) {
    for (let wait = 0; wait < 10; wait += 1) {
      const cluster = inTown();
      move(cluster).ticks(wait, 20);
      cluster.kill(victim);
      cluster.boot(victim);
      cluster.ticks(320);
      const owner = cluster.ownerOf(TOWN);
      assert.ok(owner !== undefined, `${victim} after ${wait}`);
      cluster.engine(owner).attach(9, "1", "t-1-again");
      cluster.ticks(8);
      const isIn = cluster
        .engine(owner)
        .zones.get(TOWN)
        ?.players()
        .includes("1" as never);
      assert.equal(isIn, true, `${victim} after ${wait}`);
    }
  }
});

test("[MV7] a drained engine gives all its zones away, one by one, and takes none", () => {
  const cluster = inTown();
  cluster.engine("e1").feed({ in: "admin", order: { a: "drain" } });
  cluster.ticks(80);
  for (const zone of [TOWN, MOOR, COMMONS]) assert.equal(cluster.ownerOf(zone), "e2");
  assert.equal(cluster.engine("e1").engine.status().zones, 0);
  assert.equal(cluster.engine("e1").engine.status().players, 0);
  cluster.ticks(100);
  assert.equal(cluster.ownerOf(TOWN), "e2");
});

test("[MV13] a zone of a newer schema is not taken by an engine that cannot read it", () => {
  for (const kind of ["snapshot", "row", "player"] as const) {
    const cluster = inTown();
    cluster.loses = (_from, _to, frame) => {
      if (frame.p === "zone") {
        const schemas = { ...OUR_SCHEMAS, [kind]: OUR_SCHEMAS[kind] + 1 };
        Object.assign(frame.offer, { schemas });
      }
      return false;
    };
    move(cluster).ticks(12);
    assert.deepEqual([cluster.ownerOf(TOWN), townOf(cluster, "e1")], ["e1", ["1", "2"]], kind);
    assert.ok(cluster.engine("e1").events.includes("zone_move_rejected"));
  }
});

test("[MV8] a move that cannot be is refused, and nothing happens", () => {
  const cluster = inTown();
  move(cluster, "e7");
  cluster.engine("e1").feed({ in: "admin", order: { a: "move", zone: MOOR, engine: "e2" } });
  cluster.ticks(10);
  assert.equal(cluster.ownerOf(TOWN), "e1");
  assert.equal(cluster.engine("e1").events.filter((one) => one === "zone_not_moved").length, 2);
});
