import assert from "node:assert/strict";
import { test } from "node:test";
import { OWN_LINES_MAX, SessionKeeper } from "./connection-session.ts";
import { BYE_REASONS, type FrameMessage, type ServerMessage } from "./protocol.ts";

const HELLO = { t: "hello", v: 1, client: "test/1", screenReader: false } as const;
const WELCOME: ServerMessage = { t: "welcome", server: "AmbonMUD", version: "0" };
const out = (seq: number): ServerMessage => ({ t: "out", c: "chat", m: [], seq });
const attached = (more: object = {}): FrameMessage => ({
  ...{ t: "attached", name: "Mira", token: "t1", session: "s1", seq: 0, line: 0 },
  ...more,
});
const resumed = (more: object = {}): FrameMessage => ({
  ...{ t: "resumed", name: "Mira", token: "t2", session: "s1", seq: 7, line: 1 },
  ...more,
});

const tab = (text: string | null = null) => {
  const memory = {
    text,
    read: () => memory.text,
    write: (next: string) => {
      memory.text = next;
    },
  };
  return memory;
};

/** In the world, output up to 7 shown, three lines typed. */
const inWorld = (memory = tab()): SessionKeeper => {
  const keeper = new SessionKeeper(memory);
  keeper.greet(HELLO);
  keeper.sort([WELCOME, attached(), out(1), out(7)]);
  for (const text of ["one", "two", "three"]) keeper.number({ t: "line", text });
  return keeper;
};

test("[SE52] a new socket asks for the session after what was shown; the page goes on", () => {
  const keeper = inWorld();
  const resume = { token: "t1", session: "s1", received: 7 };
  assert.deepEqual(keeper.greet(HELLO), { ...HELLO, resume });
  const waiting = keeper.sort([WELCOME]);
  assert.deepEqual(waiting.show, [{ t: "notice", level: "info", text: "Resuming…" }]);
  const { show, send } = keeper.sort([resumed(), out(8)]);
  assert.deepEqual(show, [out(8)]);
  assert.deepEqual(send, [
    { t: "line", text: "two", n: 2 },
    { t: "line", text: "three", n: 3 },
  ]);
  assert.deepEqual(keeper.number({ t: "line", text: "four" }), { t: "line", text: "four", n: 4 });
  assert.equal(keeper.greet(HELLO).resume?.token, "t2");
  assert.equal(keeper.greet(HELLO).resume?.received, 8);
});

test("[SE52] a page that was loaded again asks for everything, and numbers on", () => {
  const memory = tab();
  inWorld(memory);
  const keeper = new SessionKeeper(memory);
  assert.equal(keeper.greet(HELLO).resume?.received, 0);
  const { show, send } = keeper.sort([WELCOME, resumed({ line: 3 })]);
  assert.deepEqual(show.slice(1), [WELCOME, { t: "attached", name: "Mira", token: "t2", seq: 7 }]);
  assert.deepEqual(send, []);
  assert.deepEqual(keeper.number({ t: "line", text: "x" }), { t: "line", text: "x", n: 4 });
});

test("[SE52] what cannot be resumed is said, forgotten, and the login begins", () => {
  const memory = tab();
  const keeper = inWorld(memory);
  keeper.greet(HELLO);
  const { show } = keeper.sort([WELCOME, { t: "resumeFailed", message: "It is over." }]);
  assert.deepEqual(show.slice(1), [WELCOME, { t: "notice", level: "info", text: "It is over." }]);
  assert.equal(memory.text, "");
  assert.deepEqual(keeper.greet(HELLO), HELLO);
  const answer = { t: "line", text: "Mira" } as const;
  assert.equal(keeper.number(answer), answer);
});

test("[SE52] lines of the login dialogue and empty ones have no number, refused ones are forgotten", () => {
  const keeper = inWorld();
  const empty = { t: "line", text: " " } as const;
  assert.equal(keeper.number(empty), empty);
  keeper.sort([{ t: "refused", n: 2 }]);
  keeper.greet(HELLO);
  assert.equal(keeper.number({ t: "line", text: "before the answer" }), null);
  assert.deepEqual(
    keeper.sort([WELCOME, resumed({ line: 0 })]).send.map((line) => line.t === "line" && line.n),
    [1, 3],
  );
});

test("[SE52] the token is forgotten with every goodbye but those after which one comes back", () => {
  const kept = BYE_REASONS.filter((reason) => {
    const memory = tab();
    inWorld(memory).sort([{ t: "bye", reason, message: "" }]);
    return memory.text !== "";
  });
  assert.deepEqual(kept, ["later", "slow"]);
});

test("[SE52] the lines that are kept are bounded, and nonsense in the tab's memory is none", () => {
  const keeper = inWorld();
  for (let at = 0; at < 200; at += 1) keeper.number({ t: "line", text: String(at) });
  keeper.greet(HELLO);
  assert.equal(keeper.sort([resumed({ line: 0 })]).send.length, OWN_LINES_MAX);
  for (const text of ["", "x", " y"]) {
    assert.deepEqual(new SessionKeeper(tab(text)).greet(HELLO), HELLO, text);
  }
});

test("[SE52] a server that cannot resume is talked to as before", () => {
  const keeper = new SessionKeeper(tab());
  keeper.sort([WELCOME, { t: "attached", name: "Mira", token: "t", seq: 0 }]);
  const line = { t: "line", text: "look" } as const;
  assert.equal(keeper.number(line), line);
  assert.deepEqual(keeper.greet(HELLO), HELLO);
});
