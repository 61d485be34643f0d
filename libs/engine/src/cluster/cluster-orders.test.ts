// Goal: what staff and operators order for the game happens at every engine of it, once.

import assert from "node:assert/strict";
import test from "node:test";
import type { StaffOrder } from "@ambon/game/effect";
import type { AdminOrder } from "../inbox.ts";
import { annaInTown } from "../testing/anna-crosses.ts";
import type { TestCluster } from "../testing/test-cluster.ts";
import { MOOR, type TestEngine, TOWN } from "../testing/test-engine.ts";
import type { PeerFrame } from "./peer-frame.ts";

const BOTH = ["e1", "e2"] as const;

/** Anna in the town at e1 on channel 1, Cora on the moor at e2 on channel 3. */
const annaAndCora = (): TestCluster => {
  const cluster = annaInTown();
  cluster.engine("e2").attach(3, "3");
  return cluster.ticks(6);
};

const anna = (cluster: TestCluster): readonly string[] => cluster.engine("e1").read(1);
const cora = (cluster: TestCluster): readonly string[] => cluster.engine("e2").read(3);

/** Anna, who is staff. */
const orders = (cluster: TestCluster, seq: number, what: StaffOrder): void => {
  cluster.engine("e1").type(1, seq, `order ${JSON.stringify(what)}`);
};

const count = ({ effects }: TestEngine, x: string): number =>
  effects.filter((effect) => effect.x === x).length;

const sees = (cluster: TestCluster, engine: string, zone: typeof TOWN, i: string): boolean =>
  cluster
    .engine(engine)
    .zones.get(zone)
    ?.seen.some((body) => body.i === i) === true;

/** The host of an engine has read its content, as it was asked to. */
const readContent = (
  engine: TestEngine,
  outcome: { readonly ok: boolean; readonly contentHash: string; readonly text: string },
): void => {
  const asked = engine.effects.find((effect) => effect.x === "reload");
  assert.ok(asked?.x === "reload");
  engine.feed({ in: "content", player: asked.player, engine: asked.engine, ...outcome });
};

/** How often each engine has asked its host to end. */
const endsOf = (cluster: TestCluster, names: readonly string[] = BOTH): readonly number[] =>
  names.map((name) => count(cluster.engine(name), "shutdown"));

test("[CL30] a reload is made by every engine, each of its own content, and staff are told of each", () => {
  const cluster = annaAndCora();
  const [e1, e2] = [cluster.engine("e1"), cluster.engine("e2")];
  orders(cluster, 1, { o: "reload" });
  cluster.ticks(3);
  assert.equal(anna(cluster).at(-1), "Loading the content here and at e2.");
  readContent(e1, { ok: true, contentHash: "c2", text: "The new content is in force." });
  readContent(e2, { ok: false, contentHash: "c1", text: "moor.yaml:3:1: no such room" });
  cluster.ticks(3);
  assert.deepEqual(anna(cluster).slice(-2), [
    "The new content is in force.",
    "e2: moor.yaml:3:1: no such room",
  ]);
  assert.deepEqual(
    [sees(cluster, "e1", TOWN, "reload"), sees(cluster, "e2", MOOR, "reload")],
    [true, false],
  );
  assert.ok(!cora(cluster).some((line) => /content|yaml/.test(line)));
});

test("[CL30] a reload that an operator orders at one engine is made by every one", () => {
  const cluster = annaAndCora();
  cluster.engine("e1").feed({ in: "admin", order: { a: "reload" } });
  cluster.ticks(3);
  for (const name of BOTH) {
    const engine = cluster.engine(name);
    readContent(engine, { ok: true, contentHash: `${name}-c2`, text: "In force." });
  }
  cluster.ticks(3);
  assert.ok(sees(cluster, "e1", TOWN, "reload") && sees(cluster, "e2", MOOR, "reload"));
  assert.ok(!anna(cluster).some((line) => /In force/.test(line)));
});

const leftOf = (lines: readonly string[]): readonly string[] =>
  lines.flatMap((line) => /shuts down in (\d+) second/.exec(line)?.[1] ?? []);

test("[CL31] the whole game counts down, each player is warned once, and all engines end together", () => {
  const cluster = annaAndCora();
  orders(cluster, 1, { o: "shutdown", delayMs: 12_000, reason: "tea" });
  cluster.ticks(118);
  assert.ok(anna(cluster).includes("The countdown runs, here and at e2."));
  for (const lines of [anna(cluster), cora(cluster)]) {
    assert.deepEqual(leftOf(lines), ["12", "10", "5", "4", "3", "2", "1"]);
  }
  assert.deepEqual(endsOf(cluster), [0, 0]);
  cluster.ticks(5);
  assert.deepEqual(endsOf(cluster), [1, 1]);
});

test("[CL31] an operator's shutdown is of the whole game too, and is called off at all engines", () => {
  const cluster = annaAndCora();
  const e2 = cluster.engine("e2");
  e2.feed({ in: "admin", order: { a: "shutdown", delayMs: 8000, reason: "" } });
  cluster.ticks(10);
  e2.feed({ in: "admin", order: { a: "cancelShutdown" } });
  cluster.ticks(3);
  for (const lines of [anna(cluster), cora(cluster)]) {
    assert.equal(lines.at(-1), "The shutdown is called off.");
  }
  cluster.ticks(100);
  assert.deepEqual(endsOf(cluster), [0, 0]);
});

test("[CL31] an engine that comes while the game counts down counts along, and a link that comes again warns nobody twice", () => {
  const cluster = annaAndCora();
  orders(cluster, 1, { o: "shutdown", delayMs: 9000, reason: "" });
  cluster.ticks(10);
  cluster.link("e1", "e2", false);
  cluster.link("e1", "e2", true);
  cluster.boot("e3");
  cluster.ticks(77);
  for (const lines of [anna(cluster), cora(cluster)]) {
    assert.deepEqual(leftOf(lines), ["9", "5", "4", "3", "2", "1"]);
  }
  cluster.ticks(8);
  assert.deepEqual(endsOf(cluster, [...BOTH, "e3"]), [1, 1, 1]);
});

test("[CL31] of two countdowns that meet the earlier one counts, and one that was called off apart comes back", () => {
  const cluster = annaAndCora();
  const admin = (name: string, order: AdminOrder): void => {
    cluster.engine(name).feed({ in: "admin", order });
    cluster.ticks(3);
  };
  cluster.link("e1", "e2", false);
  admin("e1", { a: "shutdown", delayMs: 40_000, reason: "late" });
  admin("e2", { a: "shutdown", delayMs: 20_000, reason: "soon" });
  cluster.link("e1", "e2", true);
  cluster.ticks(3);
  assert.match(anna(cluster).at(-1) ?? "", /shuts down in 20 seconds \(soon\)/);
  assert.match(cora(cluster).at(-1) ?? "", /shuts down in 20 seconds \(soon\)/);
  cluster.link("e1", "e2", false);
  admin("e1", { a: "cancelShutdown" });
  assert.equal(anna(cluster).at(-1), "The shutdown is called off.");
  cluster.link("e1", "e2", true);
  cluster.ticks(3);
  assert.match(anna(cluster).at(-1) ?? "", /shuts down in \d+ seconds \(soon\)/);
  admin("e1", { a: "cancelShutdown" });
  cluster.ticks(250);
  assert.deepEqual(endsOf(cluster), [0, 0]);
});

test("[CL32] staff rights of somebody at another engine are set there", () => {
  const cluster = annaAndCora();
  const e1 = cluster.engine("e1");
  const owner = cluster.store.row("player/3").owner ?? "";
  assert.equal(e1.engine.status().cluster?.engines[0]?.owner, owner);
  e1.feed({ in: "admin", order: { a: "setStaff", player: "3" as never, owner, staff: true } });
  cluster.ticks(4);
  assert.ok(sees(cluster, "e2", MOOR, "setStaff"));
  assert.ok(!sees(cluster, "e1", TOWN, "setStaff"));
});

test("[CL33] an order that only a newer engine knows is ignored and logged once, and what follows is done", () => {
  const cluster = annaAndCora();
  const e2 = cluster.engine("e2");
  const dance = { p: "order", order: { o: "dance" } } as unknown as PeerFrame;
  const frames = [dance, { p: "order", order: { o: "announce", text: "On we go." } }] as const;
  e2.feed({ in: "peers", engine: "e1", frames });
  e2.feed({ in: "peers", engine: "e1", frames });
  cluster.ticks(3);
  assert.deepEqual(cora(cluster).slice(-2), ["On we go.", "On we go."]);
  assert.equal(e2.events.filter((event) => event === "peer_order_unknown").length, 1);
});
