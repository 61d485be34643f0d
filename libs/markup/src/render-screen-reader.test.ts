/** What ears get. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { heading, line, list, map, meter, named, table, text } from "./build.ts";
import { textOf } from "./plain-text.ts";
import { renderScreenReader, spoken } from "./render-screen-reader.ts";
import { anyMarkup, anyText } from "./testing/arbitrary.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what we look for
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;

test("[MU1] [MU13] any tree is speakable", () => {
  fc.assert(
    fc.property(anyMarkup, (markup) => {
      const out = renderScreenReader(markup);
      assert.ok(out === "" || out.endsWith("\n"));
      assert.doesNotMatch(out, CONTROL);
      assert.doesNotMatch(out, /[\u2500-\u259f]/);
      assert.doesNotMatch(out, /([\p{P}\p{S}])\1{3}/u);
      assert.doesNotMatch(out, / {2}|^ | $|\n\n|^\n/m);
    }),
    { numRuns: 400 },
  );
});

test("[MU13] decoration goes, prose stays", () => {
  assert.equal(spoken("+------+ ===[ SALE ]==="), "[ SALE ]");
  assert.equal(spoken("No!!!!!! Really...."), "No!!! Really...");
  assert.equal(spoken("╔══╗ ▓▓ ----> out <----"), "out");
  for (const kept of ['He says, "no..."', "well-kept -- and e-mail", "Zoë — 龍", "a/b", "(*)"]) {
    assert.equal(spoken(kept), kept);
  }
  fc.assert(fc.property(anyText, (raw) => assert.equal(spoken(spoken(raw)), spoken(raw))));
});

test("[MU14] blocks as facts", () => {
  const out = renderScreenReader([
    heading("Score"),
    heading("Ready?"),
    line(),
    meter("HP", 80, 100),
    list("You carry", [[named("item", "a sword")], ["rope"]]),
    map(["#-#"], ["North: the gate.", "East: the bakery."]),
    table(
      "For sale",
      [{ label: "Item" }, { label: "Gold" }, { label: "Left" }],
      [
        [["Sword"], ["12 gold"], ["3 left"]],
        [["Rope"], ["2"], [""]],
      ],
    ),
  ]);
  assert.deepEqual(out.split("\n"), [
    "Score.",
    "Ready?",
    "HP 80 of 100",
    "You carry:",
    "a sword",
    "rope",
    "North: the gate.",
    "East: the bakery.",
    "For sale.",
    "Sword: 12 gold, 3 left",
    "Rope: Gold 2",
    "",
  ]);
});

test("[MU15] long lines are not wrapped", () => {
  const long = "word ".repeat(200).trim();
  assert.equal(renderScreenReader(text(long)), `${long}\n`);
});

test("[MU16] the whole tree in one line", () => {
  assert.equal(textOf([]), "");
  assert.equal(textOf(text("Tomas  says, ", named("item", "hi"))), "Tomas says, hi");
  const tree = [heading("Bag"), list("You carry", [["a"], ["b"]]), list("", [["c"], ["d"]])];
  assert.equal(textOf(tree), "Bag. You carry: a, b c, d");
  const stock = [{ label: "Item" }, { label: "Gold" }];
  const rows = [
    [["Sword"], ["12"]],
    [["Rope"], ["2"]],
  ];
  assert.equal(textOf([table("Sale", stock, rows)]), "Sale. Sword: Gold 12; Rope: Gold 2");
  fc.assert(
    fc.property(anyMarkup, (markup) => {
      const out = textOf(markup);
      assert.equal(out, out.trim());
      assert.doesNotMatch(out, CONTROL);
      assert.ok(!out.includes("\n"));
    }),
  );
});
