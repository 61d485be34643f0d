import assert from "node:assert/strict";
import test from "node:test";
import { COMMONS, MOOR, TOWN, testEngine } from "./testing/test-engine.ts";

test("[EN10] one frame per gateway carries an output to all its channels, in one batch a tick", () => {
  const t = testEngine().login(1, "1", "g1").login(2, "2", "g1");
  t.type(1, 1, "hello").type(2, 1, "good day").tick();
  const batches = t.batches.slice(-1);
  assert.equal(batches.length, 1);
  const outputs = batches[0]?.frames.filter((frame) => frame.f === "output");
  assert.deepEqual(
    outputs?.map((frame) => frame.channels),
    [
      [1, 2],
      [1, 2],
    ],
  );
});

test("[EN10] each gateway gets its own batch with its own channels", () => {
  const t = testEngine().login(1, "1", "g1").login(1, "2", "g2").type(1, 1, "hello", "g1").tick();
  const last = t.batches.slice(-2);
  assert.deepEqual(last.map((batch) => batch.gateway).sort(), ["g1", "g2"]);
  assert.equal(t.read(1, "g1").at(-1), "Anna: hello");
  assert.equal(t.read(1, "g2").at(-1), "Anna: hello");
});

test("[EN10] link-dead players are sent nothing", () => {
  const t = testEngine().login(1, "1").login(2, "2");
  t.frames("g1", { f: "detach", channel: 2, reason: "closed" }).tick();
  t.type(1, 1, "hello").tick();
  const output = t
    .sent()
    .filter((frame) => frame.f === "output")
    .at(-1);
  assert.deepEqual(output?.f === "output" ? output.channels : [], [1]);
});

test("[EN10] an engine with nothing to do steps no zone and sends nothing", () => {
  const t = testEngine().login(1, "1").ticks(20);
  const before = [...t.zones.values()].map((zone) => zone.steps);
  const batches = t.batches.length;
  t.ticks(50);
  assert.deepEqual(
    [...t.zones.values()].map((zone) => zone.steps),
    before,
  );
  assert.equal(t.batches.length, batches);
  assert.equal(t.engine.waiting, false);
});

test("[EN11] a zone is stepped when its timer is due, without input", () => {
  const t = testEngine().login(1, "1").type(1, 1, "later 1000 it is time").tick();
  t.ticks(9);
  assert.ok(!t.read(1).includes("Anna: it is time"));
  t.tick();
  assert.ok(t.read(1).includes("Anna: it is time"));
});

test("[EN12] who crosses a border arrives in the next tick with all they carry", () => {
  const t = testEngine().login(1, "1").type(1, 1, "go b:field").tick();
  assert.equal(t.zones.get(MOOR)?.seen.length, 0);
  t.tick();
  const arrive = t.zones.get(MOOR)?.seen[0];
  assert.equal(arrive?.i === "arrive" ? arrive.from?.zone : "", TOWN);
  assert.deepEqual(t.zones.get(MOOR)?.players(), ["1"]);
});

test("[EN12] a way that leads to no zone brings the traveller back with a message", () => {
  const t = testEngine().login(1, "1").type(1, 1, "go nowhere:room").ticks(2);
  assert.deepEqual(t.zones.get(TOWN)?.players(), ["1"]);
  assert.ok(t.read(1).some((line) => line.startsWith("The way is blocked")));
  assert.ok(t.read(1).includes("You are in a:hall."));
});

test("[EN12] a link lost while its player crosses a border is known on the other side", () => {
  const t = testEngine().login(1, "1").type(1, 1, "later 200 go b:field").ticks(2);
  // The border is crossed by a timer, before these reach anybody in the old zone.
  t.frames("g1", { f: "subscribe", channel: 1, packages: ["room.info"] });
  t.frames("g1", { f: "detach", channel: 1, reason: "closed" }).ticks(3);
  const session = t.zones.get(MOOR)?.sessionOf("1" as never);
  assert.equal(session?.linkDead, true);
  assert.deepEqual(session?.subscriptions, ["room.info"]);
});

test("[EN13] a message reaches a player by name in whatever zone, or its sender is told", () => {
  const t = testEngine().login(1, "1").login(2, "3");
  t.type(1, 1, "tell cORA good morning").type(1, 2, "tell Nobody hello").ticks(4);
  assert.equal(t.read(2).at(-1), "Anna tells you: good morning");
  assert.equal(t.read(1).at(-1), "Nobody cannot be reached.");
});

test("[EN13] a message to the world reaches the zones that have players, and only those", () => {
  const t = testEngine().login(1, "1").login(2, "3").type(1, 1, "shout hear me").ticks(2);
  assert.equal(t.read(1).at(-1), "Anna shouts: hear me");
  assert.equal(t.read(2).at(-1), "Anna shouts: hear me");
  assert.deepEqual(t.zones.get(COMMONS)?.seen, []);
});

test("[EN13] who is answered from the roster", () => {
  const t = testEngine().login(1, "1").login(2, "3").type(1, 1, "who").ticks(2);
  assert.equal(t.read(1).at(-1), "Here: Anna, Cora.");
});

test("[EN14] a fault of a handler is logged and counted, and play goes on", () => {
  const t = testEngine().login(1, "1").type(1, 1, "boom").type(1, 2, "hello").ticks(2);
  assert.ok(t.events.includes("handler_fault"));
  assert.equal(t.metrics.get("engine_faults_total"), 1);
  assert.equal(t.read(1).at(-1), "Anna: hello");
});

test("[EN15] account calls pass through to the service, and its answers back to their gateway", () => {
  const t = testEngine();
  const call = { op: "checkName", name: "Anna" } as const;
  t.frames("g7", { f: "account", requestId: 5, sessionId: "s9", address: "::1", call }).ticks(2);
  assert.deepEqual(t.sent("g7"), [
    {
      f: "accountReply",
      requestId: 5,
      sessionId: "s9",
      reply: { ok: true, op: "checkName", exists: true, name: "Anna" },
    },
  ]);
});

test("[EN14] who gets lost because an arrival threw is saved, told and may come again", () => {
  let broken = false;
  const t = testEngine({
    wrap: (zone) => {
      const { step } = zone;
      zone.step = (now, inputs, max) =>
        step.call(
          zone,
          now,
          broken ? inputs.filter(({ body }) => body.i !== "arrive") : inputs,
          max,
        );
      return zone;
    },
  }).login(1, "1");
  broken = true;
  t.type(1, 1, "go b:field").ticks(4);
  const close = t.sent().findLast((frame) => frame.f === "close");
  assert.match(close?.f === "close" ? close.message : "", /log in again/);
  assert.equal(t.store.row("player/1").owner, null);
  assert.equal(JSON.parse(t.store.row("player/1").state).inputSeq, 1);
  broken = false;
  t.login(2, "1");
  assert.deepEqual(t.read(2), ["You are in a:hall."]);
});
