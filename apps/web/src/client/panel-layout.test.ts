import assert from "node:assert/strict";
import { test } from "node:test";
import { DEFAULT_LAYOUT, PANELS, panelView, reveal, toggle } from "./panel-layout.ts";

test("[WC15] on a wide screen all panels show and each folds for itself", () => {
  const folded = toggle(DEFAULT_LAYOUT, false, "chat");
  assert.deepEqual(panelView(folded, false, "chat"), { shown: true, expanded: false });
  assert.deepEqual(panelView(folded, false, "room"), { shown: true, expanded: true });
  assert.deepEqual(toggle(folded, false, "chat"), DEFAULT_LAYOUT);
});

test("[WC15] on a narrow screen one drawer is open at a time, and closes by its own button", () => {
  const room = toggle(DEFAULT_LAYOUT, true, "room");
  const chat = toggle(room, true, "chat");
  const shown = PANELS.filter((id) => panelView(chat, true, id).shown);
  assert.deepEqual(shown, ["chat"]);
  assert.equal(toggle(chat, true, "chat").drawer, null);
  assert.deepEqual(chat.folded, DEFAULT_LAYOUT.folded);
});

test("[WC15] a key that jumps to a panel opens it and never closes it", () => {
  for (const narrow of [true, false]) {
    const once = reveal(DEFAULT_LAYOUT, narrow, "people");
    assert.equal(panelView(once, narrow, "people").expanded, true);
    assert.equal(reveal(once, narrow, "people"), once);
  }
});
