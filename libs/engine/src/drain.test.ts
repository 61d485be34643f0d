// Goal: a planned restart loses nobody and nothing: the next run stands where the last one stood.

import assert from "node:assert/strict";
import test from "node:test";
import { ABSENT_MS } from "./detach.ts";
import { splitSession } from "./stored-session.ts";
import { FakeStore } from "./testing/fake-store.ts";
import { TestBrowser } from "./testing/test-browser.ts";
import { MOOR, type TestEngine, TOWN, testEngine } from "./testing/test-engine.ts";

const drained = (t: TestEngine): TestEngine => {
  t.feed({ in: "drain" });
  for (let tick = 0; tick < 30 && !t.effects.some(({ x }) => x === "stopped"); tick += 1) t.tick();
  assert.ok(t.effects.some(({ x }) => x === "stopped"));
  return t;
};

/** The next run over the same store, an hour later. */
const nextRun = ({ store, nowMs }: TestEngine): TestEngine => {
  const t = testEngine({ store, boot: "boot2" });
  t.nowMs = nowMs + 3_600_000;
  return t.ticks(3);
};

const townPlayers = (t: TestEngine): readonly string[] => t.zones.get(TOWN)?.players() ?? [];

test("[EN50] players stand where they stood, and their sockets go on at the next number", () => {
  const first = testEngine().login(900, "2");
  const anna = new TestBrowser(first, "1").login(1);
  first.type(900, 1, "one").tick();
  anna.read().ack();
  first.type(900, 2, "two").type(900, 3, "three").ticks(2);
  drained(first);
  const t = nextRun(first);
  assert.deepEqual([...townPlayers(t)].sort(), ["1", "2"]);
  const seen = anna.seq;
  anna.moveTo(t).resume(1);
  t.tick();
  anna.read();
  assert.deepEqual(anna.resumedAt.at(-1), seen);
  assert.deepEqual(anna.lines, ["You are in a:hall.", "Ben: one", "Ben: two", "Ben: three"]);
});

test("[EN50] a line that was accepted and not applied is applied once by the next run", () => {
  const first = testEngine();
  const anna = new TestBrowser(first, "1").login(1);
  anna.type("one").type("two").type("three");
  drained(first);
  anna.read();
  const t = nextRun(first);
  anna.moveTo(t).resume(1);
  t.ticks(6);
  anna.read();
  const said = anna.lines.filter((line) => line.startsWith("Anna: "));
  assert.deepEqual(said, ["Anna: one", "Anna: two", "Anna: three"]);
});

test("[EN50] who was between two zones has arrived, and is found there", () => {
  const first = testEngine().login(1, "1");
  first.type(1, 1, "go b:field");
  drained(first);
  const t = nextRun(first);
  assert.deepEqual(t.zones.get(MOOR)?.players(), ["1"]);
  t.login(2, "3");
  t.type(2, 1, "who").ticks(3);
  assert.equal(t.read(2).at(-1), "Here: Anna, Cora.");
});

test("[EN51] while it drains nobody is let in and no line is handed over", () => {
  const first = testEngine().login(1, "1");
  const before = first.read(1).length;
  first.feed({ in: "drain" }).type(1, 1, "late").attach(2, "2").ticks(5);
  assert.equal(first.read(1).length, before);
  const refusal = first.sent().find((frame) => frame.f === "attachRefused");
  assert.match(refusal?.f === "attachRefused" ? refusal.message : "", /not ready/);
});

test("[EN51] it has stopped only when everything is durable", () => {
  const first = testEngine().login(1, "1");
  first.type(1, 1, "drop a coin").tick();
  first.holdCuts = true;
  first.feed({ in: "drain" }).ticks(20);
  assert.ok(!first.effects.some(({ x }) => x === "stopped"));
  first.holdCuts = false;
  first.answerCuts().ticks(4);
  assert.ok(first.effects.some(({ x }) => x === "stopped"));
  const { state } = splitSession(first.store.row("player/1").state);
  assert.equal((JSON.parse(state) as { inputSeq: number }).inputSeq, 1);
});

test("[EN51] nothing happens any more after the snapshot was taken", () => {
  const first = testEngine().login(1, "1").login(2, "2");
  first.type(1, 1, "later 3000 the bell rings").ticks(2);
  drained(first);
  const sent = first.sent().length;
  first.type(2, 1, "hello").ticks(50);
  assert.equal(first.sent().length, sent);
});

test("[EN51] an acknowledgement after the snapshot sets free nothing that is in it", () => {
  const first = testEngine({ limits: { SESSION_WINDOW_BYTES: 200 } }).login(900, "2");
  const anna = new TestBrowser(first, "1").login(1);
  anna.ack();
  first.tick();
  for (let at = 1; at <= 8; at += 1) first.type(900, at, `line ${at} ${"x".repeat(60)}`).tick();
  drained(first);
  anna.read();
  const shown = anna.lines.length;
  anna.ack();
  first.ticks(3);
  anna.read();
  assert.equal(anna.lines.length, shown);
  const t = nextRun(first);
  anna.moveTo(t).resume(1);
  for (let at = 0; at < 10; at += 1) {
    t.tick();
    anna.read().ack();
  }
  const said = anna.lines.filter((line) => line.startsWith("Ben: line"));
  assert.deepEqual(
    said.map((line) => line.slice(10, 11)),
    ["1", "2", "3", "4", "5", "6", "7", "8"],
  );
});

for (const record of [{ in: "drain" }, { in: "stop", reason: "" }] as const) {
  test(`[EN51] a ${record.in} that is ordered during the start comes to its end`, () => {
    for (let ticksBefore = 0; ticksBefore < 4; ticksBefore += 1) {
      const first = drained(testEngine().login(900, "2").login(901, "1"));
      const t = testEngine({ store: first.store, boot: "boot2" });
      t.nowMs = first.nowMs + 1000;
      t.ticks(ticksBefore);
      t.feed(record);
      for (let tick = 0; tick < 40; tick += 1) t.tick();
      assert.ok(
        t.effects.some(({ x }) => x === "stopped"),
        `after ${ticksBefore} ticks`,
      );
      const third = testEngine({ store: t.store, boot: "boot3" });
      third.nowMs = t.nowMs + 1000;
      third.ticks(3).login(5, "1");
      assert.ok(townPlayers(third).includes("1"));
    }
  });
}

test("[EN51] who is being let in when a stop is ordered leaves no row behind", () => {
  const t = testEngine().login(900, "2").ticks(4);
  t.holdReplies = true;
  t.attach(901, "1").tick();
  t.feed({ in: "stop", reason: "" }).ticks(30);
  const hasStopped = (): boolean => t.effects.some(({ x }) => x === "stopped");
  assert.notEqual(t.store.row("player/1").owner, null);
  assert.ok(!hasStopped());
  t.holdReplies = false;
  t.ticks(30);
  assert.ok(hasStopped());
  assert.equal(t.store.row("player/1").owner, null);
});

test("[EN52] a row that was claimed meanwhile is the truth: its player comes back by a login", () => {
  const first = testEngine().login(1, "1").login(2, "2");
  drained(first);
  const row = first.store.row("player/1");
  row.epoch += 1;
  row.owner = null;
  const t = nextRun(first);
  assert.deepEqual(townPlayers(t), ["2"]);
  t.login(5, "1");
  assert.equal(t.read(5).at(-1), "You are in a:hall.");
});

test("[EN52] a zone that was claimed meanwhile starts from its row, and so do its players", () => {
  const first = testEngine().login(1, "1").login(3, "3");
  drained(first);
  first.store.row("zone/a#1").epoch += 1;
  const t = nextRun(first);
  assert.deepEqual([townPlayers(t), t.zones.get(MOOR)?.players()], [[], ["3"]]);
  assert.equal(t.store.row("player/1").owner, null);
});

test("[EN52] a snapshot is used once, and one that cannot be read does no harm", () => {
  const first = testEngine().login(1, "1");
  drained(first);
  assert.ok(first.store.rows.has("snapshot/engine-1"));
  const second = nextRun(first);
  assert.ok(!first.store.rows.has("snapshot/engine-1"));
  assert.deepEqual(townPlayers(second), ["1"]);
  for (const state of ['{"schema":99}', "no json"]) {
    const store = new FakeStore();
    store.addPlayer("1", "Anna", "a:hall");
    store.call({ op: "put", key: { kind: "snapshot", id: "engine-1" }, state });
    const t = testEngine({ store }).login(1, "1");
    assert.deepEqual(townPlayers(t), ["1"]);
  }
});

test("[EN53] zones hear of a lost gateway only when it does not come back in time", () => {
  const t = testEngine().login(1, "1");
  const lost = (): boolean => t.zones.get(TOWN)?.seen.at(-1)?.i === "linkLost";
  t.feed({ in: "link", gateway: "g1", up: false }).ticks(2);
  t.tick(ABSENT_MS - 400);
  assert.equal(lost(), false);
  t.tick(400).tick();
  assert.equal(lost(), true);
  assert.equal(t.engine.status().linkDead, 1);
});

test("[EN53] the same after a restart; a gateway that comes back in time is noticed by nobody", () => {
  const first = testEngine().login(1, "1").login(2, "2");
  const grant = first.sent().find((frame) => frame.f === "attached")?.grant ?? "";
  drained(first);
  const t = nextRun(first);
  t.frames("g1", {
    f: "resume",
    channel: 1,
    sessionId: "s1",
    token: "1.token-1",
    grant,
    received: 2,
    caps: { transport: "telnet", screenReader: false, address: "198.51.100.7" },
  }).tick();
  t.tick(ABSENT_MS).tick();
  const heard = t.zones
    .get(TOWN)
    ?.seen.flatMap((one) => (one.i === "linkLost" ? [one.player] : []));
  assert.deepEqual(heard, ["2"]);
});
