/** What a player types, on its way to other players' terminals. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { sanitizeLine, stripUnsafe } from "./sanitize.ts";

const clean = (raw: string): string => sanitizeLine(raw, 200);

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what we look for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;
const HIDDEN =
  /[\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/;

/** Text with far more trouble in it than chance would bring. */
const nasty = fc
  .array(
    fc.oneof(
      fc.string({ unit: "binary", maxLength: 8 }),
      fc.constantFrom(
        ...["\u001b", "\u001b[", "\u001b]0;x", "\u0007", "\u001b\\", "\u009b3", "1m", "[31m"],
        ...["\ud83d", "\udc09", "\u202e", "\u0301\u0301", "\u0000", "\r\n", "\t", "\u{e0041}"],
      ),
    ),
    { maxLength: 20 },
  )
  .map((parts) => parts.join(""));

test("[KN18] escape sequences go whole", () => {
  assert.equal(clean("a\u001b[31mred\u001b[0m b"), "ared b");
  assert.equal(clean("\u001b]0;title\u0007hi"), "hi");
  assert.equal(clean("\u001b]8;;http://x\u001b\\link\u001b]8;;\u001b\\"), "link");
  assert.equal(clean("\u009b2Jgone"), "gone");
  assert.equal(clean("\u001b[3\u001b[0m1m"), "1m");
  assert.equal(clean("\u001b"), "");
});

test("[KN18] a tab or a line end becomes one space, other controls vanish", () => {
  assert.equal(clean("a\tb\r\nc\nd"), "a b c d");
  assert.equal(clean("a\u0000b\u0008c\u007fd\u0085e"), "abcde");
});

test("[KN18] no control character survives, whatever comes", () => {
  fc.assert(
    fc.property(nasty, fc.integer({ min: 0, max: 60 }), (raw, maxLength) => {
      assert.doesNotMatch(stripUnsafe(raw), CONTROL);
      assert.doesNotMatch(sanitizeLine(raw, maxLength), CONTROL);
    }),
    { numRuns: 500 },
  );
});

test("[KN19] what hides or reorders text is removed", () => {
  assert.equal(clean("safe\u202Eexe.txt\u2066!"), "safeexe.txt!");
  assert.equal(clean("ad\u00admin\u200b\u2060\ufeff"), "admin");
  assert.equal(clean("a\ue000b\u{f0000}c\u{10fffd}d"), "abcd");
  assert.equal(clean("a\u{e0041}\u{e007f}b\ufdd0\u{1ffff}c"), "abc");
  fc.assert(fc.property(nasty, (raw) => assert.doesNotMatch(clean(raw), HIDDEN)));
});

test("[KN20] lone surrogates go, pairs stay, a cut falls between characters", () => {
  assert.equal(clean("a\ud83db\udc09c"), "abc");
  assert.equal(clean("🐉"), "🐉");
  assert.equal(sanitizeLine("ab🐉", 3), "ab");
  fc.assert(
    fc.property(nasty, fc.nat(30), (raw, max) => assert.ok(sanitizeLine(raw, max).isWellFormed())),
  );
});

test("[KN21] at most three combining marks in a row; language and emoji stay", () => {
  assert.equal(clean(`z${"\u0301".repeat(30)}algo`), `z${"\u0301".repeat(3)}algo`);
  for (const kept of [
    "Zoë née",
    "שלום",
    "こんにちは",
    "नमस्ते",
    "👩\u200d🚀 👍🏽 🇩🇪",
    "e\u0301\u0323",
  ]) {
    assert.equal(clean(kept), kept);
  }
});

test("[KN22] trimmed, bounded, and clean text stays as it is", () => {
  assert.equal(clean("   hi  there  "), "hi  there");
  assert.equal(sanitizeLine("abcdef", 3), "abc");
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 0, max: 40 }), (raw, maxLength) => {
      const once = sanitizeLine(raw, maxLength);
      assert.ok(once.length <= maxLength);
      assert.equal(once, once.trim());
      assert.equal(sanitizeLine(once, maxLength), once);
    }),
  );
});
