// Goal: the session alone as a step function, the way a simulator drives it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { limitsWith } from "@ambon/kernel/limits";
import { silentLog, silentMetrics } from "@ambon/kernel/ports";
import { EngineLinks } from "./engine-links.ts";
import { LoginThrottle } from "./login-throttle.ts";
import { RenderCache } from "./render-cache.ts";
import { Session } from "./session.ts";
import type { SessionEffect } from "./session-step.ts";
import { WsClient } from "./ws-client.ts";

const limits = limitsWith({ LOGIN_IDLE_MS: 5000 });

const newSession = (nowMs: number): Session => {
  const throttle = new LoginThrottle(limits);
  const shared = {
    limits,
    metrics: silentMetrics,
    log: silentLog,
    throttle,
    engines: new EngineLinks({ region: "" }),
    resumeFailures: throttle,
  };
  const client = new WsClient({ cache: new RenderCache(), lineLength: 100, version: "0" });
  const opening = { channel: 3, sessionId: "7", address: "192.0.2.1", client, engine: "e1" };
  return new Session(opening, shared, nowMs);
};

const kinds = (effects: readonly SessionEffect[]): string[] => effects.map(({ e }) => e);

test("[SE13] [SE38] a step answers with frames, at most one write, and its next deadline", () => {
  const session = newSession(100);
  assert.deepEqual(session.step(100, [{ i: "open" }]), [{ e: "wakeAt", ms: 5100 }]);
  const hello = { i: "message", text: '{"t":"hello","v":1}' } as const;
  const effects = session.step(200, [hello]);
  assert.deepEqual(kinds(effects), ["toEngine", "write", "wakeAt"]);
  const frame = { f: "accountReply", requestId: 1, sessionId: "7" } as const;
  const message = "The game is starting.";
  const reply = { ok: false, code: "busy", message } as const;
  const end = session.step(300, [{ i: "frame", frame: { ...frame, reply } }]);
  assert.deepEqual(kinds(end), ["write", "close"]);
  assert.equal(session.phase, "closing");
});

test("[SE31] after the close nothing is written and nobody is woken", () => {
  const session = newSession(0);
  session.step(0, [{ i: "open" }]);
  assert.deepEqual(kinds(session.step(5000, [{ i: "wake" }])), ["write", "close"]);
  const late = { i: "message", text: '{"t":"ping","n":1}' } as const;
  assert.deepEqual(session.step(6000, [late, { i: "wake" }]), []);
  assert.deepEqual(session.step(6000, [{ i: "closed", reason: "closed" }]), []);
});
