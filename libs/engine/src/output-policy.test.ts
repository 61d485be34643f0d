// Goal: one session's slow socket costs nobody else their text, and itself only what it must.

import assert from "node:assert/strict";
import test from "node:test";
import { TestBrowser } from "./testing/test-browser.ts";
import { type TestEngine, TOWN, testEngine } from "./testing/test-engine.ts";

const LIMITS = { SESSION_WINDOW_BYTES: 1024, SESSION_PENDING_BYTES: 4096 };

/** Anna's gateway takes nothing any more; Ben's takes everything. */
const withSlowAnna = (): { t: TestEngine; anna: TestBrowser } => {
  const t = testEngine({ limits: LIMITS }).login(900, "2");
  const anna = new TestBrowser(t, "1").login(1).ack(null);
  t.tick();
  return { t, anna };
};

const flood = (t: TestEngine, from: number, to: number, verb = ""): void => {
  for (let at = from; at <= to; at += 1) {
    t.type(900, at, `${verb}${at} ${"x".repeat(80)}`).tick();
    t.frames("g1", { f: "ack", channel: 900, received: 1_000_000 });
  }
};

/** The gateway takes everything again, as often as more comes. */
const unblock = (t: TestEngine, anna: TestBrowser): void => {
  for (let round = 0; round < 20; round += 1) {
    anna.read().ack(null);
    t.tick();
  }
  anna.read();
};

test("[EN35] chatter that one socket does not take is counted there, and read by all others", () => {
  const { t, anna } = withSlowAnna();
  flood(t, 1, 200);
  assert.equal(t.read(900).filter((line) => line.startsWith("Ben: ")).length, 200);
  unblock(t, anna);
  const heard = anna.lines.filter((line) => line.startsWith("Ben: "));
  const count = anna.lines.find((line) => /^…\d+ more lines$/.test(line)) ?? "";
  assert.equal(Number(count.slice(1, count.indexOf(" "))) + heard.length, 200);
  assert.match(heard.at(-1) ?? "", /^Ben: 200 /);
});

/** The scripted zone says everything as chat; a refusal by the engine itself must be delivered. */
const mustRead = (t: TestEngine, lines: number): void => {
  for (let at = 0; at < lines; at += 1) {
    t.type(1, at + 1, "go nowhere").tick();
  }
};

test("[EN35] lines that must be delivered and do not fit lead to one full refresh", () => {
  const { t, anna } = withSlowAnna();
  mustRead(t, 100);
  assert.deepEqual(
    t.zones.get(TOWN)?.seen.filter(({ i }) => i === "linkBack"),
    [],
  );
  unblock(t, anna);
  assert.equal(anna.lines.filter((line) => line.startsWith("Too much")).length, 1);
  assert.equal(t.zones.get(TOWN)?.seen.filter(({ i }) => i === "linkBack").length, 1);
  assert.deepEqual(anna.closes, []);
});

test("[EN77] that something is missing is said before what waits for a cut since then", () => {
  const { t, anna } = withSlowAnna();
  t.ticks(12);
  mustRead(t, 100);
  t.holdCuts = true;
  t.type(1, 101, "give Ben").tick();
  unblock(t, anna);
  assert.match(anna.lines.at(-1) ?? "", /^Too much/);
  t.holdCuts = false;
  t.answerCuts().ticks(3);
  unblock(t, anna);
  assert.ok(anna.lines.includes("It changes hands."));
  assert.equal(anna.lines.filter((line) => line.startsWith("Too much")).length, 1);
});

test("[EN35] a socket too slow for its refresh is closed with a reason, and may come back", () => {
  const { t, anna } = withSlowAnna();
  mustRead(t, 100);
  anna.read().ack(null);
  t.tick();
  for (let at = 0; at < 100; at += 1) t.type(1, 200 + at, "go nowhere").tick();
  anna.read();
  assert.deepEqual(anna.closes, ["slow"]);
  assert.equal(t.engine.status().linkDead, 1);
  assert.ok(t.sent().every((frame) => frame.f !== "close" || frame.channel === 1));
  anna.resume(2);
  t.tick();
  unblock(t, anna);
  assert.deepEqual(anna.refusals, []);
  flood(t, 1, 1);
  unblock(t, anna);
  assert.match(anna.lines.at(-1) ?? "", /^Ben: 1 /);
});

test("[EN35] what waits for a player who leaves goes before the goodbye", () => {
  const { t, anna } = withSlowAnna();
  flood(t, 1, 20);
  anna.type("quit");
  t.ticks(3);
  anna.read();
  assert.match(anna.lines.at(-1) ?? "", /^Ben: 20 /);
  assert.deepEqual(anna.closes, ["quit"]);
});

test("[EN35] nothing waits for a telnet client that is gone", () => {
  const t = testEngine({ limits: LIMITS }).login(900, "2").login(1, "1");
  t.frames("g1", { f: "detach", channel: 1, reason: "closed" }).tick();
  flood(t, 1, 50);
  t.login(2, "1");
  t.type(900, 51, "fresh").tick();
  assert.deepEqual(t.read(2), ["Ben: fresh"]);
});
