// Goal: sessions outlive their engine: gateways and browsers bring them back from the rows.

import assert from "node:assert/strict";
import test from "node:test";
import type { EngineFrame } from "@ambon/bus/frames";
import { splitSession } from "./stored-session.ts";
import type { FakeStore } from "./testing/fake-store.ts";
import { type TestEngine, testEngine } from "./testing/test-engine.ts";

type Attached = Extract<EngineFrame, { f: "attached" }>;

const caps = { transport: "telnet", screenReader: false, address: "198.51.100.7" } as const;

const attachedOf = (t: TestEngine, channel: number): Attached => {
  const frame = t.sent().findLast((one) => one.f === "attached" && one.channel === channel);
  assert.ok(frame?.f === "attached");
  return frame;
};

const refusalsOf = (t: TestEngine): [message: string, retryMs: number | undefined][] =>
  t.sent().flatMap((one) => (one.f === "attachRefused" ? [[one.message, one.retryMs]] : []));

/** Comes back as the gateway that got `from`; `applied` as far as it was acknowledged. */
const comeBack = (
  t: TestEngine,
  from: Attached,
  more: { channel?: number; applied?: number; received?: number; sessionId?: string } = {},
): TestEngine =>
  t.frames("g1", {
    f: "resume",
    channel: from.channel,
    sessionId: "s1",
    token: from.resumeToken,
    ...(from.grant === undefined ? {} : { grant: from.grant }),
    received: 40,
    caps,
    ...more,
  });

/** Anna has typed "one" and "two", which are stored, and the engine is killed. */
const killed = (): { store: FakeStore; grant: Attached; first: TestEngine } => {
  const first = testEngine().login(1, "1");
  first.type(1, 1, "one").type(1, 2, "two").ticks(15);
  return { store: first.store, grant: attachedOf(first, 1), first };
};

test("[EN40] the row says which line of which session the character contains", () => {
  const { store, first } = killed();
  first.type(1, 3, "three").tick();
  const stored = (): readonly [number | undefined, string | undefined, boolean | undefined] => {
    const { state, session } = splitSession(store.row("player/1").state);
    return [(JSON.parse(state) as { inputSeq: number }).inputSeq, session?.id, session?.over];
  };
  assert.deepEqual(stored(), [2, "s1", false]);
  first.ticks(12);
  assert.deepEqual(stored(), [3, "s1", false]);
  first.type(1, 4, "quit").ticks(4);
  assert.deepEqual(stored(), [4, "s1", true]);
});

test("[EN40] a text without a session is handed on as it is", () => {
  assert.deepEqual(splitSession('{"a":1}'), { state: '{"a":1}', session: undefined });
  const torn = splitSession('{"@session":{"id":7},"a":1}');
  assert.deepEqual(torn, { state: '{"a":1}', session: undefined });
});

test("[EN41] a gateway brings its session back, with the numbers it knows", () => {
  const { store, grant } = killed();
  const t = testEngine({ store, boot: "boot2" });
  comeBack(t, grant, { applied: 2 }).ticks(4);
  const { outputSeq, inputSeq, playerName } = attachedOf(t, 1);
  assert.deepEqual([playerName, outputSeq, inputSeq], ["Anna", 40, 2]);
  t.type(1, 2, "two").type(1, 3, "three").ticks(4);
  assert.deepEqual(t.read(1), [
    "The game was interrupted and goes on from a moment ago.",
    "You are in a:hall.",
    "Anna: three",
  ]);
});

test("[EN41] acknowledged lines that the last cut did not have are named", () => {
  const { store, grant } = killed();
  const lost = testEngine({ store, boot: "boot2" });
  comeBack(lost, grant, { applied: 5 }).ticks(4);
  assert.match(lost.read(1)[0] ?? "", /Your last 3 commands are undone/);
  lost.type(1, 6, "six").ticks(2);
  assert.equal(lost.read(1).at(-1), "Anna: six");
});

test("[EN41] a browser finds its session by token on another gateway", () => {
  const { store, grant } = killed();
  const t = testEngine({ store, boot: "boot2" });
  const { resumeToken: token } = grant;
  const coming = { f: "resume", channel: 8, sessionId: "s1", token, received: 3, caps } as const;
  t.frames("g2", coming).ticks(4);
  const back = t.sent("g2").find((one) => one.f === "attached");
  assert.ok(back?.f === "attached");
  assert.deepEqual([back.outputSeq, back.clientSeq], [3, 0]);
  // The old token is good until something was shown under the new one.
  t.frames("g2", { ...coming, channel: 9 }).tick();
  assert.equal(t.sent("g2").filter((one) => one.f === "attached").length, 2);
});

test("[EN19] who comes while a row is being given back waits, and is stored afterwards", () => {
  const { store, grant } = killed();
  const t = testEngine({ store, boot: "boot2" });
  t.holdCuts = true;
  const { resumeToken: token } = grant;
  // Refused once the row was claimed: so the row is given back, and that is not durable yet.
  const wrong = { f: "resume", channel: 8, sessionId: "other", token, received: 3, caps } as const;
  t.frames("g2", wrong).ticks(4);
  assert.ok(t.sent("g2").some((one) => one.f === "attachRefused"));
  t.attach(9, "1").ticks(4);
  assert.ok(!t.sent().some((one) => one.f === "attached"));
  t.holdCuts = false;
  t.answerCuts().ticks(4);
  assert.ok(t.sent().some((one) => one.f === "attached"));
  t.type(9, 3, "here").ticks(12);
  assert.equal(store.row("player/1").owner, "engine-1#boot2");
  assert.equal((JSON.parse(store.row("player/1").state) as { inputSeq: number }).inputSeq, 3);
  t.type(9, 4, "quit").ticks(12);
  assert.equal(store.row("player/1").owner, null);
});

test("[EN41] a row that is older than the socket is no obstacle to its grant", () => {
  const first = testEngine();
  const { store } = first;
  const before = store.row("player/1").state;
  first.login(1, "1");
  const grant = attachedOf(first, 1);
  store.row("player/1").state = before;
  const t = testEngine({ store, boot: "boot2" });
  comeBack(t, grant).ticks(4);
  assert.equal(attachedOf(t, 1).outputSeq, 40);
});

test("[EN42] an earlier socket, a wrong token and a session that was left are refused", () => {
  const { store, grant, first } = killed();
  first.login(2, "1").ticks(12);
  const later = attachedOf(first, 2);
  const t = testEngine({ store, boot: "boot2" });
  comeBack(t, grant).ticks(4);
  const { grant: _grant, ...tokenOnly } = later;
  comeBack(t, { ...tokenOnly, resumeToken: "1.token-0" }).ticks(4);
  comeBack(t, { ...tokenOnly, resumeToken: "nobody" }).ticks(4);
  assert.deepEqual(refusalsOf(t), [
    ["You have logged in again from another connection.", undefined],
    ["Your session is over. Please log in again.", undefined],
    ["Your session is over. Please log in again.", undefined],
  ]);
  comeBack(t, later).ticks(4);
  t.type(2, 3, "quit").ticks(4);
  const third = testEngine({ store, boot: "boot3" });
  comeBack(third, attachedOf(t, 2)).ticks(4);
  assert.deepEqual(refusalsOf(third), [["Your session is over. Please log in again.", undefined]]);
});

test("[EN42] of two sockets that come back the later one has the session", () => {
  const { store, grant, first } = killed();
  first.login(2, "1");
  const later = attachedOf(first, 2);
  const t = testEngine({ store, boot: "boot2" });
  comeBack(t, later).ticks(4);
  comeBack(t, grant).ticks(2);
  assert.deepEqual(refusalsOf(t).length, 1);
  assert.equal(t.read(2).length, 2);
});

test("[EN43] while zones start or the store is away it is asked to come again", () => {
  const { store, grant } = killed();
  store.away = true;
  const t = testEngine({ store, boot: "boot2" });
  comeBack(t, grant).ticks(2);
  assert.deepEqual(
    refusalsOf(t).map(([, retryMs]) => retryMs),
    [1000],
  );
  store.away = false;
  t.ticks(12);
  comeBack(t, grant).ticks(4);
  assert.equal(t.read(1).at(-1), "You are in a:hall.");
});

test("[EN44] a run that was replaced takes nothing from its successor, and ends", () => {
  const { store, grant, first } = killed();
  const successor = testEngine({ store, boot: "boot2" });
  comeBack(successor, grant).ticks(4);
  const { epoch } = store.row("player/1");
  // The first run was only stopped: it wakes up, and its write has an unknown outcome.
  store.answers.push({ outcome: "unknown", reason: "connection lost" });
  first.type(1, 3, "three").ticks(15);
  assert.equal(store.row("player/1").epoch, epoch);
  assert.equal(store.row("player/1").owner, "engine-1#boot2");
  assert.ok(first.effects.some(({ x }) => x === "fatal"));
});

test("[EN44] nor does it let in who has come back to its successor", () => {
  const { store, first } = killed();
  const successor = testEngine({ store, boot: "boot2" });
  successor.login(5, "2");
  first.attach(6, "2").ticks(4);
  assert.equal(store.row("player/2").owner, "engine-1#boot2");
  assert.ok(first.effects.some(({ x }) => x === "fatal"));
});
