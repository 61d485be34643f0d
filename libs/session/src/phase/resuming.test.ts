// Goal: a browser goes on with its session on a new socket, and nothing of it is typed twice.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { EngineFrame } from "@ambon/bus/frames";
import { text } from "@ambon/markup/build";
import { GatewayRig, type Peer } from "../testing/gateway-rig.ts";
import { ACK_EVERY_MS, SEEN_EVERY_FRAMES, SEEN_EVERY_MS } from "./receipts.ts";

const chat = (words: string, channel: number): EngineFrame => ({
  f: "output",
  channels: [channel],
  class: "chat",
  markup: text(words),
});

const hello = (peer: Peer, received: number, token = "token-Mira"): void =>
  peer.message({ t: "hello", v: 1, resume: { token, session: "7000", received } });

/** Mira was in the world over an earlier socket, which is gone. */
const wasHere = (address?: string): { rig: GatewayRig; peer: Peer } => {
  const rig = new GatewayRig();
  const first = rig.browser(address);
  for (const line of ["Mira", "swordfish"]) first.message({ t: "line", text: line });
  rig.put({ i: "closed", channel: first.channel, reason: "closed" });
  rig.engine.got.length = 0;
  return { rig, peer: rig.connect("websocket", address) };
};

/** In the world again, with `line` as the newest line that was taken. */
const resumed = (line = 0): { rig: GatewayRig; peer: Peer } => {
  const both = wasHere();
  both.rig.engine.outputSeq = 12;
  both.rig.engine.resumeWith = { clientSeq: line };
  hello(both.peer, 12);
  both.peer.messages();
  return both;
};

const texts = (peer: Peer, kind: string): unknown[] =>
  peer.messages().flatMap((one) => (one.t === kind ? [one.n ?? one.text] : []));

test("[SE47] a session goes on at the next unseen number, without a login", () => {
  const { rig, peer } = wasHere();
  rig.engine.outputSeq = 12;
  const settings = { colour: true, screenReader: false, prompt: "%h hp> ", muted: ["chat"] };
  rig.engine.resumeWith = { clientSeq: 6, settings };
  rig.engine.missed = (channel) => [chat("one", channel), rig.engine.prompt(channel, 7)];
  hello(peer, 12);
  const attachment = { name: "Mira", token: "token-Mira", session: "7000", seq: 12, line: 6 };
  assert.deepEqual(peer.messages(), [
    { t: "welcome", v: 1, server: "AmbonMUD", version: "0.1.0" },
    { t: "resumed", ...attachment },
    { t: "ask", secret: false, label: "Command" },
    { t: "out", seq: 13, c: "chat", m: [] },
    { t: "prompt", seq: 14, text: "7 hp> ", values: { hp: 7, maxHp: 10 } },
  ]);
  const [resume] = rig.engine.of("resume");
  const { sessionId, token, received } = resume ?? {};
  assert.deepEqual([sessionId, token, received], ["7000", "token-Mira", 12]);
  assert.deepEqual(rig.engine.of("account"), []);
  assert.ok(rig.engine.of("subscribe")[0]?.packages.includes("char.vitals"));
  assert.equal(rig.engine.of("ack").at(-1)?.received, 14);
});

test("[SE47] when its engine comes back later, it is asked for the same session", () => {
  const { rig, peer } = resumed();
  rig.link(false);
  rig.engine.got.length = 0;
  rig.link(true);
  assert.deepEqual(
    rig.engine.of("resume").map(({ sessionId }) => sessionId),
    ["7000"],
  );
  assert.equal(peer.messages().filter(({ t }) => t === "resumed").length, 1);
});

test("[SE90] a wish that cannot be answered yet is asked again", () => {
  const { rig, peer } = wasHere();
  rig.engine.notYetMs = 500;
  hello(peer, 3);
  assert.deepEqual(
    peer.messages().map(({ t }) => t),
    ["welcome"],
  );
  rig.engine.notYetMs = null;
  rig.pass(500);
  assert.equal(peer.messages()[0]?.t, "resumed");
});

test("[SE47] without an engine the wish waits until there is one", () => {
  const { rig, peer } = wasHere();
  rig.link(false);
  hello(peer, 3);
  assert.deepEqual(
    peer.messages().map(({ t }) => t),
    ["welcome", "notice"],
  );
  rig.link(true);
  assert.equal(peer.messages()[0]?.t, "resumed");
  const silent = wasHere();
  silent.rig.link(false);
  hello(silent.peer, 3);
  silent.rig.pass(180_000);
  assert.equal(silent.peer.closed, "idle");
});

test("[SE47] the socket that goes while the answer is under way is detached", () => {
  const { rig, peer } = wasHere();
  hello(peer, 3);
  rig.put({ i: "closed", channel: peer.channel, reason: "closed" });
  assert.equal(rig.engine.of("detach").at(-1)?.channel, peer.channel);
});

test("[SE48] what cannot be resumed is said, and the login dialogue follows", () => {
  const { rig, peer } = wasHere();
  hello(peer, 3, "token-Nobody");
  const messages = peer.messages();
  assert.deepEqual(messages[1], { t: "resumeFailed", message: "Your session is over." });
  assert.deepEqual(messages.at(-1), { t: "ask", secret: false, label: "Name" });
  for (const line of ["Mira", "swordfish"]) peer.message({ t: "line", text: line });
  assert.ok(peer.messages().some(({ t }) => t === "attached"));
  assert.equal(rig.metrics.values.get("gateway_logins_total login"), 2);
});

test("[SE48] refused resumes count per address, and beyond the limit nobody is asked", () => {
  const { rig } = wasHere();
  const tryOnce = (address: string): string => {
    const peer = rig.connect("websocket", address);
    hello(peer, 3, "token-Nobody");
    const failed = peer.messages().find(({ t }) => t === "resumeFailed");
    rig.put({ i: "closed", channel: peer.channel, reason: "closed" });
    return String(failed?.message);
  };
  for (let at = 0; at < 10; at += 1) assert.equal(tryOnce("192.0.2.9"), "Your session is over.");
  assert.match(tryOnce("192.0.2.9"), /Wait 6 seconds, or log in\./);
  assert.equal(tryOnce("192.0.2.10"), "Your session is over.");
  for (let at = 0; at < 30; at += 1) assert.equal(tryOnce("127.0.0.1"), "Your session is over.");
  assert.equal(rig.engine.of("resume").length, 41);
  for (let at = 0; at < 30; at += 1) {
    const peer = rig.connect("websocket", "192.0.2.11");
    hello(peer, 3);
    assert.equal(peer.messages()[1]?.t, "resumed");
    rig.put({ i: "closed", channel: peer.channel, reason: "closed" });
  }
});

test("[SE49] a line that was taken before is dropped, and the next ones go on", () => {
  const { rig, peer } = resumed(6);
  for (const n of [5, 6, 7, 7, 9]) peer.message({ t: "line", n, text: `line ${n}` });
  assert.deepEqual(
    rig.engine.of("input").map(({ line, clientSeq }) => [line, clientSeq]),
    [
      ["line 7", 7],
      ["line 9", 9],
    ],
  );
});

test("[SE49] a line that is not taken is named, and so is an empty one", () => {
  const { rig, peer } = resumed();
  rig.engine.stalled = true;
  for (let n = 1; n <= 33; n += 1) peer.message({ t: "line", n, text: `line ${n}` });
  assert.deepEqual(texts(peer, "refused"), [33]);
  peer.message({ t: "line", n: 34, text: " \u0007 " });
  assert.deepEqual(texts(peer, "refused"), [34]);
  const flood = resumed();
  for (let n = 1; n <= 80; n += 1) flood.peer.message({ t: "line", n, text: `line ${n}` });
  const refused = texts(flood.peer, "refused");
  assert.deepEqual(refused.slice(0, 2), [73, 74]);
  flood.rig.pass(10_000);
  const taken = flood.rig.engine.of("input").map(({ clientSeq }) => clientSeq);
  assert.deepEqual(
    taken,
    Array.from({ length: 72 }, (_one, at) => at + 1),
  );
});

test("[SE49] what only the gateway has is not told as taken, and is sent once all the same", () => {
  const { rig, peer } = resumed(6);
  rig.link(false);
  for (const n of [7, 8]) peer.message({ t: "line", n, text: `line ${n}` });
  peer.messages();
  rig.link(true);
  assert.equal(peer.messages().find(({ t }) => t === "resumed")?.line, 6);
  // So the browser sends both again.
  for (const n of [7, 8, 9]) peer.message({ t: "line", n, text: `line ${n}` });
  assert.deepEqual(
    rig.engine.of("input").map(({ clientSeq }) => clientSeq),
    [7, 8, 9],
  );
});

test("[SE127] a refusal that is lost with its socket comes again only if no later line was taken", () => {
  for (const isLaterTaken of [false, true]) {
    const { rig, peer } = resumed();
    rig.engine.stalled = true;
    for (let n = 1; n <= 33; n += 1) peer.message({ t: "line", n, text: `line ${n}` });
    // The browser does not read that line 33 is refused.
    if (isLaterTaken) {
      rig.frames({ f: "inputAck", channel: peer.channel, inputSeq: 1 });
      peer.message({ t: "line", n: 34, text: "line 34" });
    }
    const taken = rig.engine.of("input").at(-1)?.clientSeq ?? 0;
    assert.equal(taken, isLaterTaken ? 34 : 32);
    rig.put({ i: "closed", channel: peer.channel, reason: "closed" });
    rig.engine.stalled = false;
    rig.engine.resumeWith = { clientSeq: taken };
    const next = rig.connect("websocket");
    hello(next, 12);
    const words = next.messages();
    assert.equal(words.find(({ t }) => t === "resumed")?.line, taken);
    assert.equal(
      words.some(({ t }) => t === "refused"),
      false,
    );
    next.message({ t: "line", n: 33, text: "line 33" });
    const isTakenNow = rig.engine.of("input").some(({ clientSeq }) => clientSeq === 33);
    assert.equal(isTakenNow, !isLaterTaken);
  }
});

test("[SE49] lines that wait at the engine fill the window of the next socket", () => {
  const { rig, peer } = wasHere();
  rig.engine.stalled = true;
  rig.engine.inputSeq = 10;
  rig.engine.resumeWith = { acceptedSeq: 40, clientSeq: 30 };
  hello(peer, 3);
  for (let n = 31; n <= 35; n += 1) peer.message({ t: "line", n, text: `line ${n}` });
  assert.deepEqual(
    rig.engine.of("input").map(({ inputSeq, clientSeq }) => [inputSeq, clientSeq]),
    [
      [41, 31],
      [42, 32],
    ],
  );
  rig.frames({ f: "inputAck", channel: peer.channel, inputSeq: 11 });
  peer.message({ t: "line", n: 36, text: "line 36" });
  assert.equal(rig.engine.of("input").at(-1)?.clientSeq, 36);
});

test("[SE49] a numbered line never answers a question of the dialogue", () => {
  const { rig, peer } = wasHere();
  hello(peer, 3, "token-Nobody");
  peer.messages();
  peer.message({ t: "line", n: 8, text: "quit" });
  assert.equal(peer.closed, null);
  assert.deepEqual(texts(peer, "refused"), [8]);
  const waiting = wasHere();
  waiting.rig.link(false);
  hello(waiting.peer, 3, "token-Nobody");
  waiting.peer.message({ t: "line", n: 1, text: "secret plan" });
  waiting.rig.link(true);
  assert.deepEqual(texts(waiting.peer, "refused"), [1]);
  assert.ok(rig.engine.of("account").every(({ call }) => call.op === "catalog"));
  assert.ok(waiting.rig.engine.of("account").every(({ call }) => call.op === "catalog"));
});

test("[SE50] what is shown is told at most every 250 ms or 32 frames, or with the next ack", () => {
  const { rig, peer } = resumed();
  const { channel } = peer;
  const told = (): (number | undefined)[] => rig.engine.of("ack").map(({ seen }) => seen);
  for (let at = 0; at < 40; at += 1) rig.frames(chat("x", channel));
  rig.pass(2 * ACK_EVERY_MS);
  rig.engine.got.length = 0;
  peer.message({ t: "ack", seq: 13 });
  assert.deepEqual(told(), [13]);
  for (const seq of [14, 15, 16]) peer.message({ t: "ack", seq });
  assert.deepEqual(told(), [13]);
  rig.pass(SEEN_EVERY_MS);
  assert.deepEqual(told(), [13, 16]);
  peer.message({ t: "ack", seq: 17 });
  peer.message({ t: "ack", seq: 16 + SEEN_EVERY_FRAMES });
  assert.deepEqual(told().at(-1), 16 + SEEN_EVERY_FRAMES);
  peer.message({ t: "ack", seq: 1_000_000 });
  rig.frames(chat("y", channel));
  rig.pass(ACK_EVERY_MS);
  assert.deepEqual(rig.engine.of("ack").at(-1), { f: "ack", channel, received: 53, seen: 52 });
  assert.equal(told().length, 4);
});

test("[SE50] nothing is told while the socket is blocked, and nobody is woken for it", () => {
  const { rig, peer } = resumed();
  const { channel } = peer;
  rig.frames(chat("x", channel));
  rig.put({ i: "blocked", channel });
  rig.engine.got.length = 0;
  peer.message({ t: "ack", seq: 13 });
  assert.deepEqual(rig.engine.of("ack"), []);
  assert.equal(rig.gateway.nextWakeMs, null);
  rig.put({ i: "drained", channel });
  assert.deepEqual(rig.engine.of("ack"), [{ f: "ack", channel, received: 13, seen: 13 }]);
});
