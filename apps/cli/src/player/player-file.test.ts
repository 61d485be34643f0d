// Goal: an exported character comes back from its file, and each mistake is told with its place.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { PlayerExport } from "@ambon/engine/player-export";
import { exportText, readPlayerFile } from "./player-file.ts";

const FIXTURE = join(import.meta.dirname, "../../../../libs/game/src/fixtures/player-1.json");
const OREN: PlayerExport = {
  format: "ambon-player",
  version: 1,
  name: "Oren",
  state: JSON.parse(readFileSync(FIXTURE, "utf8")),
};
const YAML = exportText(OREN, false);

const problemsOf = (text: string, path = "oren.yaml"): readonly string[] => {
  const read = readPlayerFile(path, text);
  return read.ok ? [] : read.error;
};

/** The line on which a text stands, counted from 1. */
const lineOf = (text: string, what: string): number =>
  text.slice(0, text.indexOf(what)).split("\n").length;

test("[OP8] a character comes back from YAML and from JSON as it was", () => {
  for (const json of [false, true]) {
    const text = exportText(OREN, json);
    const read = readPlayerFile("oren", text);
    assert.ok(read.ok, read.ok ? "" : read.error.join("\n"));
    assert.deepEqual(read.value.value, OREN);
    assert.deepEqual(read.value.player.state, OREN.state);
  }
  const long = { ...(OREN.state as object), aliases: { ["k".repeat(600)]: "look" } };
  const read = readPlayerFile("oren.yaml", exportText({ ...OREN, state: long }, false));
  assert.ok(read.ok);
});

test("[OP8] each mistake is told with file, line and column", () => {
  const edits: readonly (readonly [from: string, to: string, at: string, sentence: string])[] = [
    ["gold: 212", "gold: lots", "gold: lots", "state.gold is not a whole number from 0 up"],
    ["bankGold: 1000", "bankglod: 1000", "bankglod", "bankglod is a key that nobody knows"],
    ["schema: 1", "schema: 2", "schema: 2", "has schema 2 and this version of the server knows 1"],
    ["version: 1", "version: 7", "version: 7", "the file has version 7, and this version"],
    ["def: moor:rope", "def: [1]", "def: [1]", "contents[0].def is not a text"],
    ["name: Oren\nstate", "name: O\nstate", "name: O\n", "A name has at least 2 letters"],
    ["level: 7", "level: 7\n  level: 8", "level: 8", "level"],
  ];
  for (const [from, to, at, sentence] of edits) {
    assert.ok(YAML.includes(from), from);
    const text = YAML.replace(from, to);
    const [first = "", ...more] = problemsOf(text);
    const place = `oren.yaml:${lineOf(text, at)}:`;
    const all = [first, ...more].join("\n");
    assert.ok(
      all.split("\n").some((line) => line.startsWith(place)),
      `${place} in\n${all}`,
    );
    const words = sentence.replace("state.", "");
    assert.ok(all.includes(words), `${words} in\n${all}`);
  }
});

test("[OP8] a file that is torn, empty or something else is not read", () => {
  const lines = YAML.trimEnd().split("\n");
  for (let kept = 0; kept < lines.length; kept += 1) {
    assert.ok(problemsOf(`${lines.slice(0, kept).join("\n")}\n`).length > 0, `${kept} lines`);
  }
  assert.ok(
    problemsOf(YAML.slice(0, YAML.indexOf("xp: 5120") + 5))
      .join()
      .includes("torn"),
  );
  const json = exportText(OREN, true);
  assert.match(
    problemsOf(json.slice(0, -20), "o.json").join(),
    /^o\.json:\d+:\d+: error: not valid/,
  );
  assert.match(problemsOf("zone: town\n...\n").join(), /this is no exported character/);
  assert.match(problemsOf("- a\n- b\n...\n").join(), /this is no exported character/);
});
