import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import fastStringWidth from "fast-string-width";
import { cleanText, clustersOf, cutAt, isSimple, textWidth } from "./display-width.ts";
import { anyText } from "./testing/arbitrary.ts";

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what we look for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

test("[MU1] clean text has no controls, and prose is left alone", () => {
  for (const kept of ["Zoë says, “Anyone — for the mines?”", "Привет", "γειά", "龍🐉"]) {
    assert.equal(cleanText(kept), kept);
  }
  assert.equal(cleanText("a\u001b[31mb\u009b0mc\nd\u202ee"), "abc de");
  assert.equal(cleanText("\u0301\u200db"), "b");
  fc.assert(fc.property(anyText, (raw) => assert.doesNotMatch(cleanText(raw), CONTROL)));
});

test("[MU2] widths of what players write", () => {
  const widths: readonly (readonly [string, number])[] = [
    ["rat", 3],
    ["Zoë —", 5],
    ["龍之介", 6],
    ["🐉", 2],
    ["👩\u200d🚀", 2],
    ["e\u0301", 1],
    ["🇩🇪", 2],
    ["ｆｕｌｌ", 8],
    ["", 0],
  ];
  for (const [text, width] of widths) assert.equal(textWidth(text), width, text);
});

test("[MU2] every unit of the fast path is one cell in the tables too", () => {
  let simple = 0;
  for (let unit = 0; unit <= 0xffff; unit += 1) {
    const text = String.fromCharCode(unit);
    if (!isSimple(text)) continue;
    simple += 1;
    assert.equal(fastStringWidth(text), 1, unit.toString(16));
    assert.equal(cleanText(`x${text}`), `x${text}`);
  }
  assert.equal(simple, 95 + 607 + 441 + 24);
});

test("[MU3] clusters join to the text and keep what belongs together", () => {
  assert.deepEqual(clustersOf("a🇩🇪🇫🇷e\u0301👩\u200d🚀👍🏽"), [
    "a",
    "🇩🇪",
    "🇫🇷",
    "e\u0301",
    "👩\u200d🚀",
    "👍🏽",
  ]);
  fc.assert(
    fc.property(anyText, (raw) =>
      assert.equal(clustersOf(cleanText(raw)).join(""), cleanText(raw)),
    ),
  );
});

test("[MU3] a cut fits and falls between clusters", () => {
  assert.equal(cutAt("龍之介", 5), 2);
  assert.equal(cutAt("👩\u200d🚀x", 1), 0);
  assert.equal(cutAt("abc", 2), 2);
  fc.assert(
    fc.property(anyText, fc.integer({ min: 0, max: 30 }), (raw, cells) => {
      const text = cleanText(raw);
      const at = cutAt(text, cells);
      assert.ok(textWidth(text.slice(0, at)) <= cells);
      assert.deepEqual(
        [...clustersOf(text.slice(0, at)), ...clustersOf(text.slice(at))],
        clustersOf(text),
      );
    }),
  );
});
