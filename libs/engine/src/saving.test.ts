import assert from "node:assert/strict";
import test from "node:test";
import { fail, ok } from "@ambon/kernel/result";
import { FakeStore } from "./testing/fake-store.ts";
import { type TestEngine, TOWN, testEngine } from "./testing/test-engine.ts";

const seqOf = (t: TestEngine, row: string): number =>
  (JSON.parse(t.store.row(row).state) as { inputSeq: number }).inputSeq;

test("[EN17] what changed is written within a second, all of one tick edge in one cut", () => {
  const t = testEngine().login(1, "1").login(2, "2").ticks(20);
  const before = t.store.cuts.length;
  t.type(1, 1, "drop a coin").type(2, 1, "hello").ticks(11);
  assert.equal(t.store.cuts.length, before + 1);
  const cut = t.store.cuts.at(-1);
  assert.deepEqual(cut?.rows.map(({ kind, id }) => `${kind}/${id}`).sort(), [
    "player/1",
    "player/2",
    "zone/a#1",
  ]);
  assert.equal(seqOf(t, "player/1"), 1);
  assert.deepEqual(JSON.parse(t.store.row("zone/a#1").state), { ground: ["a coin"] });
  t.ticks(30);
  assert.equal(t.store.cuts.length, before + 1);
});

test("[EN17] a zone that was stored starts from its row", () => {
  const t = testEngine().login(1, "1").type(1, 1, "drop a coin").ticks(12);
  const next = testEngine({ store: t.store, boot: "boot2" });
  assert.deepEqual(next.zones.get(TOWN)?.ground, ["a coin"]);
  assert.ok((next.zones.get(TOWN)?.start.epoch ?? 0) > (t.zones.get(TOWN)?.start.epoch ?? 0));
});

test("[EN17] a player between two zones is stored with what they carry", () => {
  const t = testEngine().login(1, "1").ticks(12);
  t.holdCuts = true;
  t.type(1, 1, "go b:field").tick(1500);
  const row = t.effects.flatMap((effect) => (effect.x === "cut" ? [effect.cut] : [])).at(-1)
    ?.rows[0];
  assert.equal(row?.id, "1");
  assert.equal(JSON.parse(row?.state ?? "{}").inputSeq, 1);
});

test("[EN18] value that changes hands is cut at once, and its parties read of it when it is durable", () => {
  const t = testEngine().login(1, "1").login(2, "2").login(3, "3").ticks(12);
  t.holdCuts = true;
  t.type(1, 1, "give Ben").tick();
  assert.ok(!t.read(1).includes("It changes hands."));
  t.type(3, 1, "hello").tick();
  assert.equal(t.read(3).at(-1), "Cora: hello");
  t.type(2, 1, "what is it").tick();
  assert.ok(!t.read(2).includes("Ben: what is it"));
  t.holdCuts = false;
  t.answerCuts().tick();
  for (const channel of [1, 2]) {
    assert.deepEqual(t.read(channel).slice(-2), ["It changes hands.", "Ben: what is it"]);
  }
  const cut = t.store.cuts.at(-1);
  assert.deepEqual(cut?.rows.map((row) => row.id).sort(), ["1", "2"]);
});

test("[EN18] output held is bounded: of prompts the newest stays, of text the oldest goes", () => {
  const t = testEngine().login(1, "1").ticks(12);
  t.holdCuts = true;
  t.type(1, 1, "give").tick();
  for (let seq = 2; seq <= 400; seq += 1) t.type(1, seq, `line ${seq}`).tick(5);
  const before = t.sent().length;
  t.holdCuts = false;
  t.answerCuts().ticks(3, 5);
  const frames = t.sent().slice(before);
  assert.equal(frames.filter((frame) => frame.f === "prompt").length, 1);
  assert.ok(frames.length <= 260);
  assert.match(t.read(1).join("\n"), /Some lines were lost/);
  assert.equal(t.read(1).at(-1), "Anna: line 400");
});

test("[EN19] goodbye is said when the last cut is durable, and the row is free again", () => {
  const t = testEngine().login(1, "1");
  t.holdCuts = true;
  t.type(1, 1, "quit").ticks(3);
  assert.equal(t.sent().filter((frame) => frame.f === "close").length, 0);
  t.holdCuts = false;
  t.answerCuts().ticks(2);
  assert.deepEqual(t.sent().at(-1), {
    f: "close",
    channel: 1,
    reason: "quit",
    message: "Goodbye.",
  });
  assert.equal(t.store.row("player/1").owner, null);
  assert.equal(seqOf(t, "player/1"), 1);
});

test("[EN20] with the store away play goes on, zones and players are told, logins are refused", () => {
  const t = testEngine().login(1, "1").login(2, "3");
  t.store.away = true;
  t.type(1, 1, "hello").ticks(25);
  assert.equal(t.engine.status().storeAvailable, false);
  const told = t.zones.get(TOWN)?.seen.filter((body) => body.i === "store");
  assert.deepEqual(told, [{ i: "store", available: false }]);
  assert.match(t.read(2).at(-1) ?? "", /cannot be saved/);
  t.attach(3, "2").tick();
  const refused = t.sent().at(-1);
  assert.match(refused?.f === "attachRefused" ? refused.message : "", /cannot reach its store/);
  const visitor = { requestId: 7, sessionId: "s4", address: "198.51.100.7" };
  const call = { op: "checkName", name: "Dora" } as const;
  t.frames("g1", { f: "account", ...visitor, call }).tick();
  const answer = t.sent().at(-1);
  assert.ok(answer?.f === "accountReply" && !answer.reply.ok && answer.requestId === 7);
  assert.equal(answer.reply.code, "storeAway");
  t.type(1, 2, "still playing").tick();
  assert.ok(t.read(1).includes("Anna: still playing"));
  t.store.away = false;
  t.ticks(60);
  assert.equal(t.engine.status().storeAvailable, true);
  assert.match(t.read(2).at(-1) ?? "", /works as usual/);
  assert.equal(seqOf(t, "player/1"), 2);
});

test("[EN21] after a write of unknown outcome the epochs are raised before the next one", () => {
  for (const writesUnknown of [true, false]) {
    const store = new FakeStore();
    store.addPlayer("1", "Anna", "a:hall");
    store.writesUnknown = writesUnknown;
    const t = testEngine({ store }).login(1, "1").ticks(12);
    const { epoch } = store.row("player/1");
    store.answers.push({ outcome: "unknown", reason: "the connection broke" });
    t.type(1, 1, "hello").ticks(12);
    assert.equal(store.row("player/1").epoch, epoch + 1);
    t.type(1, 2, "again").ticks(20);
    assert.equal(seqOf(t, "player/1"), 2);
  }
});

test("[EN21] a release of unknown outcome that was carried out is no loss", () => {
  const t = testEngine().login(1, "1");
  t.ticks(12);
  t.store.answers.push({ outcome: "unknown", reason: "connection lost" });
  t.store.writesUnknown = true;
  t.type(1, 1, "quit").ticks(10);
  assert.ok(!t.effects.some(({ x }) => x === "fatal"));
  assert.equal(t.store.row("player/1").owner, null);
  assert.ok(t.sent().some((frame) => frame.f === "close" && frame.reason === "quit"));
});

test("[EN21] a fenced cut ends the engine: its rows have another owner", () => {
  const t = testEngine().login(1, "1").ticks(12);
  const key = { kind: "player", id: "1" } as const;
  t.store.answers.push({ outcome: "fenced", rows: [key] });
  t.type(1, 1, "hello").ticks(12);
  const fatal = t.effects.find((effect) => effect.x === "fatal");
  assert.match(fatal?.x === "fatal" ? fatal.reason : "", /player\/1/);
});

test("[EN70] a zone whose row cannot be read refuses the start and keeps its row", () => {
  const first = testEngine().login(1, "1").type(1, 1, "drop a coin").ticks(12);
  const before = first.store.row("zone/a#1").state;
  const events = ["refused", "ready"];
  const told = (t: TestEngine) => t.effects.filter(({ x }) => events.includes(x));
  const readZone = (text: string) => (text === before ? fail("schema 9") : ok(text));
  const t = testEngine({ store: first.store, boot: "boot2", readZone }).ticks(5);
  const reason = "The zone a#1 cannot be started: schema 9. Nothing of it was changed.";
  assert.deepEqual(told(t), [{ x: "refused", reason }]);
  assert.ok(!t.zones.has(TOWN));
  assert.equal(t.store.row("zone/a#1").state, before);
  assert.equal(t.store.row("zone/a#1").owner, null);
});

test("[EN70] a zone starts from what its row was upgraded to", () => {
  const store = new FakeStore();
  testEngine({ store }).login(1, "1").type(1, 1, "drop a coin").ticks(12);
  const readZone = (text: string) => ok(text.replace("a coin", "two coins"));
  const t = testEngine({ store, boot: "boot2", readZone });
  assert.deepEqual(t.zones.get(TOWN)?.ground, ["two coins"]);
});

test("[EN75] a row that an operator's tool died with is taken by the next login", () => {
  const t = testEngine();
  t.store.row("player/1").owner = "operator#dead";
  const { epoch } = t.store.row("player/1");
  t.login(1, "1");
  assert.equal(t.store.row("player/1").owner, "engine-1#boot1");
  assert.ok(t.store.row("player/1").epoch > epoch);
  assert.ok(t.read(1).length > 0);
});
