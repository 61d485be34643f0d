// Goal: a bot reads from a room what it can do there, on both transports.

import assert from "node:assert/strict";
import { test } from "node:test";
import { targetsIn, waysIn } from "./dialect.ts";

const RED = `${String.fromCharCode(27)}[31m`;
const TELNET = `Exits: ${RED}north, east (closed).\r\n${RED}A grey rat sniffs here.\r\nMira is here.\r\n`;
const JSON_TEXT =
  'Exits: ",{"t":"link","command":"up","kids":["up"]},", ",{"t":"link","command":"west"},"."]},' +
  '{"t":"line","kids":[{"t":"name","kind":"mob","text":"A grey rat sniffs."}]},' +
  '{"t":"line","kids":[{"t":"name","kind":"player","text":"Mira"}," is here."]}';

test("[SW7] the ways out of a room are read from its exits only, each once", () => {
  assert.deepEqual(waysIn(TELNET), ["north", "east"]);
  assert.deepEqual(waysIn(JSON_TEXT), ["up", "west"]);
  assert.deepEqual(waysIn("There is no way out.\r\nA sign: go north."), []);
  assert.deepEqual(waysIn("Exits: south"), ["south"]);
});

test("[SW7] words that may name a foe come from what stands there, never from players", () => {
  assert.deepEqual(targetsIn(TELNET), ["grey", "rat", "sniffs"]);
  assert.deepEqual(targetsIn(JSON_TEXT), ["grey", "rat", "sniffs"]);
  assert.deepEqual(targetsIn("Exits: east.\r\n"), []);
});

test("[SW7] a crowded room gives a bounded number of words", () => {
  const letters = "abcdefghijklmnopqrstuvwxyz";
  const crowd = [...letters].map((letter) => `A ${letter}ab ${letter}ob stands.`).join("\r\n");
  assert.equal(targetsIn(`Exits: east.\r\n${crowd}`).length, 32);
});
