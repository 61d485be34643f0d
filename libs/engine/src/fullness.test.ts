// Goal: whoever watches an engine sees how near its fullest places are to their limits.

import assert from "node:assert/strict";
import test from "node:test";
import { TestBrowser } from "./testing/test-browser.ts";
import { testEngine } from "./testing/test-engine.ts";

test("[EN76] an engine says how much waits in the fullest of its places, by their limits", () => {
  const limits = { SESSION_WINDOW_BYTES: 1024, SESSION_PENDING_BYTES: 4096 };
  const t = testEngine({ limits }).login(900, "2");
  new TestBrowser(t, "1").login(1).ack(null);
  t.tick();
  const { SESSION_PENDING_BYTES: before = 0 } = t.engine.fullness();
  assert.equal(before, 0);
  for (let at = 1; at <= 20; at += 1) t.type(900, at, `${at} ${"x".repeat(80)}`).tick();
  const full = t.engine.fullness();
  assert.ok((full.SESSION_PENDING_BYTES ?? 0) > 1000, "Anna takes nothing: it waits for her");
  assert.ok((full.SESSION_PENDING_BYTES ?? 0) <= limits.SESSION_PENDING_BYTES);
  assert.ok((full.SESSION_HISTORY_FRAMES ?? 0) >= 20, "what Ben was sent can be sent again");
  assert.equal(full.LINES_IN_FLIGHT, 0);
  for (let at = 21; at <= 26; at += 1) t.type(900, at, `${at}`);
  assert.equal(t.tick().engine.fullness().LINES_IN_FLIGHT, 5, "one line a step and player");
});
