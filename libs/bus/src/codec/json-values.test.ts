import assert from "node:assert/strict";
import { test } from "node:test";
import { fromJson, toJson } from "./json-values.ts";
import { MalformedFrame } from "./values.ts";

const list = (name: string) => ({
  players: Array.from({ length: 500 }, (_, at) => `${name} ${at}`),
});

test("[LK61] a long payload is the same object for the same text, whoever else is read between", () => {
  const text = toJson(list("Mira"));
  const first = fromJson(text);
  assert.deepEqual(first, list("Mira"));
  for (let at = 0; at < 7; at += 1) fromJson(toJson(list(`other ${at}`)));
  assert.equal(fromJson(String(Buffer.from(text))), first);
});

test("[LK61] only the last eight long ones are kept, and short ones never", () => {
  const text = toJson(list("Bruno"));
  const first = fromJson(text);
  for (let at = 0; at < 8; at += 1) fromJson(toJson(list(`another ${at}`)));
  assert.notEqual(fromJson(text), first);
  assert.notEqual(fromJson("[1]"), fromJson("[1]"));
});

test("[LK61] a long object is made into text once, and what is no JSON is refused each time", () => {
  const value = list("Cleo");
  const text = toJson(value);
  value.players.length = 0;
  assert.equal(toJson(value), text);
  for (let times = 0; times < 2; times += 1) {
    assert.throws(() => fromJson(`[${"1,".repeat(5000)}`), MalformedFrame);
  }
});
