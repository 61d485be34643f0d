// Goal: an end dials who is there, stops dialing who is gone, and loses no link by a hint.

import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeEntry, type EngineEntry, encodeEntry } from "./engine-entry.ts";
import { FOUND_MAX, FoundEngines, GONE_MS } from "./found-engines.ts";

const entry = (engine: string, url = `http://${engine}:5000`): EngineEntry => ({
  engine,
  url,
  players: 0,
});

const nobody = (): boolean => false;

test("[ER3] what is found is dialed at the address of now, and what has been gone for long is not", () => {
  const found = new FoundEngines([]);
  assert.deepEqual(found.listed(0, [entry("e1"), entry("e2")], nobody).dial.length, 2);
  const moved = entry("e1", "http://elsewhere:5000");
  assert.deepEqual(found.listed(1, [moved], nobody), { dial: [moved], forget: [] });
  assert.deepEqual(found.listed(GONE_MS, [moved], nobody).forget, []);
  assert.deepEqual(found.listed(GONE_MS + 1, [moved], nobody).forget, ["e2"]);
  assert.deepEqual(found.listed(2 * GONE_MS, [moved], nobody).forget, []);
});

test("[ER3] an engine with a link is there, whatever the registry says, and for a while afterwards", () => {
  const found = new FoundEngines([]);
  found.listed(0, [entry("e1")], nobody);
  for (let nowMs = 1000; nowMs <= 5 * GONE_MS; nowMs += 1000) {
    assert.deepEqual(found.listed(nowMs, [], (engine) => engine === "e1").forget, []);
  }
  assert.deepEqual(found.listed(6 * GONE_MS - 1, [], nobody).forget, []);
  assert.deepEqual(found.listed(6 * GONE_MS, [], nobody).forget, ["e1"]);
});

test("[ER3] an engine that another one named is forgotten too when it is nowhere", () => {
  const found = new FoundEngines([]);
  assert.equal(found.told("e3"), true);
  assert.deepEqual(found.listed(5, [], nobody).forget, []);
  assert.equal(found.told("e3"), true);
  assert.deepEqual(found.listed(5 + GONE_MS, [], nobody).forget, ["e3"]);
});

test("[ER5] a registry that could not be read makes nobody gone, and neither does an emptied one at once", () => {
  const found = new FoundEngines([]);
  found.listed(0, [entry("e1")], nobody);
  found.listed(1, [], nobody);
  found.unread();
  assert.deepEqual(found.listed(100 * GONE_MS, [], nobody).forget, []);
  assert.deepEqual(found.listed(101 * GONE_MS - 1, [entry("e1")], nobody).forget, []);
  assert.deepEqual(found.listed(101 * GONE_MS, [], nobody).forget, []);
});

test("[ER4] the operator's engines are never found, moved or forgotten, and others are bounded", () => {
  const found = new FoundEngines(["e1"]);
  assert.deepEqual(found.listed(0, [entry("e1", "http://forged:1")], nobody).dial, []);
  assert.deepEqual(found.listed(9 * GONE_MS, [], nobody).forget, []);
  assert.equal(found.told("e1"), true);
  const many = Array.from({ length: FOUND_MAX + 1 }, (_none, at) => entry(`x${at}`));
  assert.equal(found.listed(0, many, nobody).dial.length, FOUND_MAX);
  assert.equal(found.told("one-more"), false);
});

test("[ER1] what is no entry is passed over", () => {
  const one = { engine: "e1", url: "http://e1:5000", players: 7 };
  assert.deepEqual(decodeEntry("e1", encodeEntry(one)), one);
  assert.deepEqual(decodeEntry("e1", encodeEntry({ ...one, url: "" }))?.url, "");
  for (const text of ["", "null", "[]", "7", "http://e1:5000", '{"url":7}', '{"url":"ftp://x"}']) {
    assert.equal(decodeEntry("e1", text), undefined, text);
  }
  assert.equal(decodeEntry("e1", '{"url":"http://user@e1:1"}'), undefined);
  assert.equal(decodeEntry("../e1", encodeEntry(one)), undefined);
  for (const players of [-1, 1.5, "9", null]) {
    assert.equal(decodeEntry("e1", JSON.stringify({ url: "", players }))?.players, 0);
  }
});
