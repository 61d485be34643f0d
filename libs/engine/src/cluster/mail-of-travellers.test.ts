// Goal: what is for somebody who walks on reaches them, once and in order, or comes back.

import assert from "node:assert/strict";
import test from "node:test";
import type { StepResult } from "@ambon/game/effect";
import type { Input } from "@ambon/game/input";
import { playerId } from "@ambon/kernel/ids";
import { annaInTown } from "../testing/anna-crosses.ts";
import { hears, letter, mailIn } from "../testing/mail.ts";
import { ScriptedZone } from "../testing/scripted-zone.ts";
import { TestCluster } from "../testing/test-cluster.ts";
import { COMMONS, MOOR, TOWN, testEngine } from "../testing/test-engine.ts";
import { HAND_OFF_MS, TURNED_BACK } from "./hand-off-out.ts";
import { HELD_MAIL_MAX } from "./held-mail.ts";

const tell = { m: "tell", from: { id: playerId("3"), name: "Cora", staff: false }, text: "hi" };

/** Gives back all that it was given, too. */
class ConfusedZone extends ScriptedZone {
  override step(nowMs: number, inputs: readonly Input[], maxEvents: number): StepResult {
    const { effects, ...result } = super.step(nowMs, inputs, maxEvents);
    const given = inputs.flatMap(({ body }) => (body.i === "message" ? [body] : []));
    const astray = given.map((input) => ({ e: "astray", input }) as const);
    return { ...result, effects: [...effects, ...astray] };
  }
}

/** Anna has set out from the town at e1 for the moor at e2, where Cora is. */
const onTheWay = (loses: TestCluster["loses"] = () => false): TestCluster => {
  const cluster = annaInTown();
  cluster.engine("e2").attach(3, "3");
  cluster.ticks(6);
  cluster.loses = loses;
  cluster.engine("e1").type(1, 1, "go b:field");
  return cluster.ticks(1);
};

test("[CL19] what comes for somebody between two engines follows them there, in order", () => {
  const cluster = onTheWay();
  const back = { p: "undeliverable", player: playerId("1"), name: "zed" } as const;
  const lost = { m: "notice", text: "three", error: true } as const;
  hears(cluster, "e1", "e2", letter("one"), letter("two"), { ...back, body: lost });
  cluster.ticks(10);
  assert.deepEqual(mailIn(cluster, "e2", MOOR), ["<Cora>", "<Anna>", "one", "two", "three"]);
});

test("[CL19] it waits at the other engine too, until that knows that the player is there", () => {
  const cluster = annaInTown();
  const e2 = cluster.engine("e2");
  e2.holdReplies = true;
  cluster.engine("e1").type(1, 1, "go b:field");
  cluster.ticks(8);
  hears(cluster, "e1", "e2", letter("one"));
  // The row says that she is there, before her new engine has heard of it.
  cluster.ticks(HAND_OFF_MS / 100 + 10);
  assert.equal(cluster.engine("e1").engine.status().players, 0);
  assert.deepEqual(mailIn(cluster, "e2", MOOR), []);
  e2.holdReplies = false;
  cluster.ticks(6);
  assert.deepEqual(mailIn(cluster, "e2", MOOR), ["<Anna>", "one"]);
});

test("[CL19] it is there when the player turns back", () => {
  const cluster = onTheWay((_from, _to, frame) => frame.p === "offer");
  hears(cluster, "e1", "e2", letter("one"), letter("two"));
  cluster.ticks(HAND_OFF_MS / 100 + 10);
  const read = cluster.engine("e1").read(1);
  assert.deepEqual(read.slice(read.indexOf(TURNED_BACK)), [
    TURNED_BACK,
    "You are in a:hall.",
    "one",
    "two",
  ]);
});

test("[CL19] whoever tells somebody something on their way from engine to engine is heard, once", () => {
  const cluster = annaInTown();
  const e2 = cluster.engine("e2");
  e2.attach(3, "3");
  cluster.ticks(6);
  const words = Array.from({ length: 12 }, (_, at) => `word${at}`);
  words.forEach((word, at) => {
    e2.type(3, at + 1, `tell anna ${word}`);
    if (at === 2) cluster.engine("e1").type(1, 1, "go b:field");
    cluster.ticks(1);
  });
  cluster.ticks(10);
  const heard = [...mailIn(cluster, "e1", TOWN), ...mailIn(cluster, "e2", MOOR)];
  assert.deepEqual(heard.filter((word) => word.startsWith("word")).sort(), words.toSorted());
});

test("[CL19] when too much waits the oldest comes back as undeliverable", () => {
  const cluster = onTheWay((_from, _to, frame) => frame.p === "offer");
  const told = letter("", { sender: playerId("3"), body: { ...tell, m: "tell" } });
  const more = Array.from({ length: HELD_MAIL_MAX + 1 }, (_, at) => letter(`${at}`));
  hears(cluster, "e1", "e2", told, ...more);
  cluster.ticks(4);
  assert.equal(cluster.engine("e2").read(3).at(-1), "anna cannot be reached.");
  assert.equal(cluster.engine("e1").metrics.get("engine_messages_dropped_total:full"), 1);
  assert.equal(cluster.engine("e1").engine.fullness().HELD_MAIL_MAX, HELD_MAIL_MAX);
});

test("[CL11] what waits for somebody on the way was not taken yet: nobody knows what became of it", () => {
  const cluster = onTheWay((_from, _to, frame) => frame.p === "offer");
  cluster.engine("e2").type(3, 1, "tell anna hello");
  cluster.ticks(4);
  cluster.kill("e1");
  cluster.ticks(3);
  assert.equal(cluster.engine("e2").read(3).at(-1), "anna may not have heard.");
});

test("[CL20] what waited for a player who walks on, and what the zone had already, follows in order", () => {
  const engine = testEngine().login(1, "1").login(2, "2");
  // Her way begins in the step that was given the first message; the second waits for the next.
  engine.type(1, 1, "later 200 go b:field").tick();
  engine.type(2, 1, "tell anna first").tick();
  engine.type(2, 2, "tell anna second").ticks(4);
  const told = engine.read(1).filter((line) => !line.startsWith("You are in a"));
  const words = ["Ben tells you: first", "Ben tells you: second"];
  assert.deepEqual(told, ["You are in b:field.", ...words]);
});

test("[CL20] it is there, too, when the player turns back at once", () => {
  const engine = testEngine().login(1, "1").login(2, "2");
  engine.type(1, 1, "later 200 go nowhere").tick();
  engine.type(2, 1, "tell anna first").tick();
  engine.type(2, 2, "tell anna second").ticks(4);
  const words = ["Ben tells you: first", "Ben tells you: second"];
  assert.deepEqual(engine.read(1).slice(-3), ["You are in a:hall.", ...words]);
});

test("[CL20] of what is said all the time to somebody who walks through an engine's zones nothing is lost", () => {
  const engine = testEngine().login(2, "2").login(3, "3").login(1, "1");
  engine.type(2, 1, "go b:field").ticks(3);
  const words = Array.from({ length: 12 }, (_, at) => `word${at}`);
  words.forEach((word, at) => {
    // So the moor makes its steps before the town.
    engine.type(2, at + 2, "tell cora hey");
    engine.type(3, at + 1, `tell anna ${word}`);
    if (at % 4 === 1) engine.type(1, at + 1, at % 8 === 1 ? "go b:field" : "go a:hall");
    engine.tick();
  });
  const read = engine.ticks(4).read(1).join(" ");
  assert.deepEqual(read.match(/word\d+/g), words);
});

test("[CL20] what a zone gives back though the player is in it comes back, and is not given again", () => {
  const engine = testEngine({ zones: (start) => new ConfusedZone(start) });
  engine.login(1, "1").login(2, "2");
  engine.type(2, 1, "tell anna hello").ticks(6);
  const told = engine.read(1).filter((line) => line.startsWith("Ben"));
  assert.deepEqual(told, ["Ben tells you: hello"]);
  assert.equal(engine.read(2).at(-1), "anna cannot be reached.");
});

test("[CL20] what finds a player gone from the world comes back to whoever sent it", () => {
  const engine = testEngine().login(1, "1").login(2, "2");
  engine.type(1, 1, "later 200 quit").tick();
  engine.type(2, 1, "tell anna hello").ticks(4);
  assert.equal(engine.read(2).at(-1), "anna cannot be reached.");
});

test("[CL20] an engine that was asked too late sends it on to where the player is", () => {
  const hosted = { e1: [TOWN, COMMONS], e2: [MOOR], e3: [] };
  const cluster = annaInTown(new TestCluster({ engines: ["e1", "e2", "e3"], hosted }));
  cluster.engine("e1").type(1, 1, "go b:field");
  cluster.ticks(10);
  hears(cluster, "e1", "e3", letter("late"));
  cluster.ticks(4);
  assert.deepEqual(mailIn(cluster, "e2", MOOR), ["<Anna>", "late"]);
});

test("[CL20] engines that each think the other one has a player do not send it to and fro for ever", () => {
  const cluster = annaInTown();
  cluster.engine("e2").attach(3, "3");
  cluster.ticks(6);
  cluster.loses = (_from, _to, frame) => frame.p === "roster";
  const entry = { name: "Zed", level: 1, race: "", class: "", zone: "", afk: false, staff: false };
  for (const [engine, other] of [
    ["e1", "e2"],
    ["e2", "e1"],
  ] as const) {
    const line = { id: playerId("9"), zone: MOOR, entry };
    hears(cluster, engine, other, { p: "roster", here: [line], gone: [] });
  }
  cluster.engine("e1").type(1, 1, "tell zed hello");
  cluster.ticks(12);
  assert.equal(cluster.engine("e1").read(1).at(-1), "zed cannot be reached.");
});

test("[CL21] a zone is not given the same message twice", () => {
  const cluster = annaInTown();
  const twice = letter("once");
  hears(cluster, "e1", "e2", twice);
  cluster.ticks(2);
  hears(cluster, "e1", "e2", twice, letter("other"));
  cluster.ticks(2);
  assert.deepEqual(mailIn(cluster, "e1", TOWN), ["<Anna>", "once", "other"]);
  assert.equal(cluster.engine("e1").metrics.get("engine_messages_dropped_total:repeated"), 1);
});
