import assert from "node:assert/strict";
import { test } from "node:test";
import { commandIn, completionsOf, OPTIONS_MAX } from "./completion.ts";

const entry = (name: string) => ({
  name,
  usage: `${name} …`,
  summary: `To ${name}`,
  category: "x",
});
const vocabulary = {
  commands: ["lock", "look", "list", "l", "south", "say"].map(entry),
  words: ["lamp", "Lorne", "lamp", "rope"],
};
const lines = (line: string) => completionsOf(line, vocabulary).map((option) => option.line);

test("[WC8] the first word is a command: exact, then shorter, then by letter", () => {
  assert.deepEqual(lines("l"), ["l ", "list ", "lock ", "look "]);
  assert.deepEqual(lines("LO"), ["lock ", "look "]);
  assert.equal(completionsOf("sa", vocabulary)[0]?.detail, "To say");
});

test("[WC8] later words are names at hand, once each, after what stands before", () => {
  assert.deepEqual(lines("get l"), ["get lamp ", "get Lorne "]);
  assert.deepEqual(lines("put rope in L"), ["put rope in lamp ", "put rope in Lorne "]);
});

test("[WC8] an empty or finished word has nothing to complete", () => {
  assert.deepEqual(lines(""), []);
  assert.deepEqual(lines("get "), []);
  assert.deepEqual(lines("get lamp"), []);
  assert.deepEqual(lines("zz"), []);
});

test("[WC8] options are bounded", () => {
  const words = Array.from({ length: 30 }, (_, index) => `w${index}`);
  assert.equal(completionsOf("get w", { commands: [], words }).length, OPTIONS_MAX);
});

test("[WC8] the usage hint belongs to the exact command", () => {
  assert.equal(commandIn("  Look at sea", vocabulary.commands)?.name, "look");
  assert.equal(commandIn("loo", vocabulary.commands), undefined);
});
