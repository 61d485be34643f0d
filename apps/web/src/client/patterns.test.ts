import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { fitsPattern, PATTERN_MAX, patternFault, SUBJECT_MAX } from "./patterns.ts";

test("[WC30] plain text is found anywhere and in any case", () => {
  assert.ok(fitsPattern("herring GULL", "A Herring Gull eats your sandwich."));
  assert.ok(!fitsPattern("gulls", "A herring gull."));
});

test("[WC30] a star stands for anything, and the parts keep their order", () => {
  assert.ok(fitsPattern("Tomas tells you*bridge", 'Tomas tells you, "meet me at the bridge"'));
  assert.ok(!fitsPattern("bridge*Tomas", 'Tomas tells you, "the bridge"'));
  assert.ok(!fitsPattern("aa*aa", "aaa"));
  assert.ok(fitsPattern("*gull*", "a gull"));
  assert.ok(fitsPattern("50%*(.+)", "50% of (.+)"), "signs of regular expressions are signs");
});

test("[WC30] what would fit nearly everything, or is too long, is refused", () => {
  for (const pattern of ["", "*", "***", "a", "a**", "x".repeat(PATTERN_MAX + 1)]) {
    assert.notEqual(patternFault(pattern), null, pattern);
  }
  assert.equal(patternFault("a*b"), null);
  assert.equal(fitsPattern("**", "anything"), false);
});

test("[WC30] a pattern fits every line that is built from its parts", () => {
  const part = fc.stringMatching(/^[a-z]{1,5}$/);
  fc.assert(
    fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), part, (parts, filler) => {
      assert.ok(fitsPattern(parts.join("*"), filler + parts.join(filler) + filler));
    }),
  );
});

test("[WC30] a line longer than is looked at cannot be matched beyond that", () => {
  assert.ok(!fitsPattern("end", `${"x".repeat(SUBJECT_MAX)}end`));
  const stars = "a*".repeat(PATTERN_MAX / 2);
  assert.ok(!fitsPattern(`${stars}b`, "a".repeat(SUBJECT_MAX)));
});
