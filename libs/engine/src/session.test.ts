import assert from "node:assert/strict";
import test from "node:test";
import { playerId } from "@ambon/kernel/ids";
import { FakeStore } from "./testing/fake-store.ts";
import { MOOR, TOWN, testEngine } from "./testing/test-engine.ts";

const inputsOf = (seen: readonly { readonly i: string }[], kind: string) =>
  seen.filter((body) => body.i === kind);

test("[EN1] a ticket lets its player in where the row says, and is used up", () => {
  const t = testEngine().login(1, "3");
  assert.deepEqual(t.read(1), ["You are in b:field."]);
  const attached = t.sent().find((frame) => frame.f === "attached");
  assert.deepEqual(attached, {
    f: "attached",
    channel: 1,
    playerName: "Cora",
    resumeToken: "3.token-1",
    grant: '{"sessionId":"s3","playerId":"3","generation":1}',
    outputSeq: 0,
    inputSeq: 0,
    epoch: 2,
  });
  assert.equal(t.store.row("player/3").owner, "engine-1#boot1");
  t.attach(2, "3", "t-3-1-g1").tick();
  assert.deepEqual(t.sent().at(-1), { f: "attachRefused", channel: 2, message: "No ticket." });
});

test("[EN1] a row that an earlier run left behind is taken, one of another engine is not", () => {
  const store = new FakeStore();
  for (const id of ["1", "2", "3"]) store.addPlayer(id, `P${id}`, "a:hall");
  store.row("player/1").owner = "engine-1#older";
  store.row("player/2").owner = "engine-2#other";
  const t = testEngine({ store }).attach(1, "1").attach(2, "2").ticks(4);
  assert.equal(store.row("player/1").owner, "engine-1#boot1");
  assert.equal(store.row("player/2").owner, "engine-2#other");
  assert.deepEqual(t.read(1), ["You are in a:hall."]);
  const refused = t.sent().find((frame) => frame.f === "attachRefused");
  assert.match(refused?.f === "attachRefused" ? refused.message : "", /another server/);
});

test("[EN2] lines are applied in order, once each, and acknowledged once a tick", () => {
  const t = testEngine().login(1, "1");
  t.type(1, 1, "one").type(1, 2, "two").type(1, 1, "one again").type(1, 3, "three").ticks(4);
  t.type(1, 2, "two again").tick();
  const town = t.zones.get(TOWN);
  const lines = town?.seen.flatMap((body) => (body.i === "line" ? [body.text] : []));
  assert.deepEqual(lines, ["one", "two", "three"]);
  const acks = t.sent().flatMap((frame) => (frame.f === "inputAck" ? [frame.inputSeq] : []));
  assert.deepEqual(acks, [1, 2, 3]);
  assert.equal(t.metrics.get("engine_lines_dropped_total:duplicate"), 2);
});

test("[EN2] one tick takes one line of each session, whoever typed how much", () => {
  const t = testEngine().login(1, "1").login(2, "2");
  for (let seq = 1; seq <= 5; seq += 1) t.type(1, seq, `a${seq}`);
  t.type(2, 1, "b1").tick();
  const lines = t.zones.get(TOWN)?.seen.flatMap((body) => (body.i === "line" ? [body.text] : []));
  assert.deepEqual(lines, ["a1", "b1"]);
  assert.equal(t.metrics.get("engine_inbox_depth"), 4);
  assert.equal(t.engine.waiting, true);
});

test("[EN2] more lines than may be in flight are refused, not queued for ever", () => {
  const t = testEngine({ limits: { LINES_IN_FLIGHT: 3 } }).login(1, "1");
  for (let seq = 1; seq <= 9; seq += 1) t.type(1, seq, `l${seq}`);
  t.ticks(9);
  assert.equal(t.metrics.get("engine_lines_dropped_total:full"), 6);
});

test("[EN2] lines typed ahead follow their player across a zone border", () => {
  const t = testEngine().login(1, "1");
  t.type(1, 1, "go b:field").type(1, 2, "hello moor").ticks(5);
  const moor = t.zones.get(MOOR);
  assert.deepEqual(
    moor?.seen.map((body) => (body.i === "line" ? body.text : body.i)),
    ["arrive", "hello moor"],
  );
  assert.ok(t.read(1).includes("Anna: hello moor"));
  assert.equal(
    t
      .sent()
      .filter((frame) => frame.f === "inputAck")
      .at(-1)?.f,
    "inputAck",
  );
});

test("[EN3] a lost socket leaves the character link-dead, and after the grace time it is saved", () => {
  const t = testEngine({ limits: { SESSION_GRACE_MS: 5000 } }).login(1, "1");
  t.frames("g1", { f: "detach", channel: 1, reason: "closed" }).tick();
  assert.equal(t.zones.get(TOWN)?.sessionOf(playerId("1"))?.linkDead, true);
  assert.equal(t.engine.status().linkDead, 1);
  t.tick(4000);
  assert.equal(t.engine.status().players, 1);
  t.tick(1000).ticks(3);
  assert.equal(t.engine.status().players, 0);
  assert.equal(t.store.row("player/1").owner, null);
});

test("[EN3] a lost gateway link makes all its sessions link-dead and no others", () => {
  const t = testEngine().login(1, "1", "g1").login(2, "2", "g1").login(1, "3", "g2");
  t.feed({ in: "link", gateway: "g1", up: false }).tick();
  assert.equal(t.engine.status().linkDead, 2);
  t.type(1, 1, "still here", "g2").tick();
  assert.ok(t.read(1, "g2").includes("Cora: still here"));
});

test("[EN4] a second login takes over: the old socket is told why and closed", () => {
  const t = testEngine().login(1, "1").type(1, 1, "hello").tick().login(2, "1", "g2");
  const close = t.sent("g1").at(-1);
  assert.equal(close?.f, "close");
  assert.equal(close?.f === "close" ? close.reason : "", "takeover");
  const attached = t.sent("g2").find((frame) => frame.f === "attached");
  assert.equal(attached?.f === "attached" ? attached.inputSeq : -1, 1);
  const back = inputsOf(t.zones.get(TOWN)?.seen ?? [], "linkBack");
  assert.deepEqual(back, [{ i: "linkBack", player: "1", takeover: true }]);
  t.type(1, 2, "from the old socket", "g1").type(2, 2, "from the new one", "g2").tick();
  assert.ok(!t.read(2, "g2").includes("Anna: from the old socket"));
  assert.ok(t.read(2, "g2").includes("Anna: from the new one"));
});

test("[EN4] a login within the grace time finds the character where it stands", () => {
  const t = testEngine({ limits: { SESSION_GRACE_MS: 5000 } }).login(1, "1");
  t.frames("g1", { f: "detach", channel: 1, reason: "closed" }).tick().login(2, "1");
  assert.equal(t.zones.get(TOWN)?.sessionOf(playerId("1"))?.linkDead, false);
  t.tick(6000).tick();
  assert.equal(t.engine.status().players, 1);
});

test("[EN4] who logs in while the character is being saved comes in after it", () => {
  const t = testEngine().login(1, "1");
  t.holdCuts = true;
  t.type(1, 1, "quit").tick().attach(2, "1", "t-1-again").ticks(2);
  assert.equal(t.sent().filter((frame) => frame.f === "attached").length, 1);
  t.answerCuts().ticks(3).answerCuts().ticks(3);
  assert.equal(t.sent().filter((frame) => frame.f === "attached").length, 2);
  assert.equal(t.read(2).length, 1);
});

test("[EN6] a socket that leaves while its character is claimed gives the row back", () => {
  const t = testEngine().attach(1, "1");
  t.frames("g1", { f: "detach", channel: 1, reason: "closed" }).ticks(4);
  assert.equal(t.store.row("player/1").epoch, 2);
  assert.equal(t.engine.status().players, 0);
  assert.equal(t.store.row("player/1").owner, null);
});

test("[EN6] of two sockets for one character that is being claimed the later gets it", () => {
  const t = testEngine().attach(1, "1", "t-1a").attach(2, "1", "t-1b").ticks(4);
  const first = t.sent()[0];
  assert.equal(first?.f === "attachRefused" ? first.channel : 0, 1);
  assert.deepEqual(t.read(1), []);
  assert.deepEqual(t.read(2), ["You are in a:hall."]);
});

test("[EN39] a request reaches the character's zone as it is known here, and no other", () => {
  const t = testEngine().login(1, "1");
  t.frames(
    "g1",
    { f: "request", channel: 1, package: "char.items.contents", value: "town#1/1/7" },
    { f: "request", channel: 1, package: "Char.Items.Contents", value: "x".repeat(500) },
    { f: "request", channel: 1, package: "No.Such", value: "" },
    { f: "request", channel: 9, package: "Char.Items.Inv", value: "" },
  ).ticks(2);
  const seen = t.zones.get(TOWN)?.seen.filter((one) => one.i === "request");
  const value = "town#1/1/7";
  assert.deepEqual(seen, [{ i: "request", player: "1", package: "Char.Items.Contents", value }]);
});

test("[EN7] what a socket asks for before it is in reaches the character with its arrival", () => {
  const t = testEngine().attach(1, "1");
  t.frames(
    "g1",
    { f: "subscribe", channel: 1, packages: ["char.vitals"] },
    { f: "edgeSetting", channel: 1, screenReader: true },
  ).ticks(3);
  const [arrive, edge] = t.zones.get(TOWN)?.seen ?? [];
  assert.deepEqual(arrive?.i === "arrive" ? arrive.session.subscriptions : [], ["char.vitals"]);
  assert.deepEqual(edge, { i: "edgeSetting", player: "1", screenReader: true });
});
