import assert from "node:assert/strict";
import { test } from "node:test";
import { HISTORY_MAX, type History, historyOf, remember, walk } from "./history.ts";

const filled = (...lines: readonly string[]): History => lines.reduce(remember, historyOf([]));

test("[WC6] Up goes back to the oldest line and stays, Down returns to the draft", () => {
  let { history, text } = walk(filled("look", "north"), -1, "say hal");
  const seen = [text];
  const step = (direction: -1 | 1): void => {
    ({ history, text } = walk(history, direction, text));
    seen.push(text);
  };
  step(-1);
  step(-1);
  step(1);
  step(1);
  step(1);
  assert.deepEqual(seen, ["north", "look", "look", "north", "say hal", "say hal"]);
});

test("[WC6] after sending, the walk begins at the newest line with an empty draft", () => {
  const walked = walk(filled("look", "north"), -1, "draft").history;
  const sent = remember(walked, "south");
  assert.equal(walk(sent, -1, "").text, "south");
  assert.equal(walk(sent, 1, "").text, "");
});

test("[WC6] a repeated line and an empty one are not kept twice", () => {
  assert.deepEqual(filled("look", "look", "  ", "north", "look").lines, ["look", "north", "look"]);
});

test("[WC6] the oldest lines leave at the bound", () => {
  const many = Array.from({ length: HISTORY_MAX + 7 }, (_, index) => `line ${index}`);
  assert.equal(filled(...many).lines.length, HISTORY_MAX);
  assert.equal(filled(...many).lines[0], "line 7");
  assert.equal(historyOf(many).lines[0], "line 7");
});
