/** Fingerprints: golden values first, because a recording made yesterday must compare today. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { hash32, hashText } from "./hash.ts";

const GOLDEN: readonly (readonly [string, string, number])[] = [
  ["", "5ada44ae551bb70f", 2872998923],
  ["a", "9fef1597d20faf3f", 444641715],
  ["ab", "68015b1ee78fbd01", 2563531789],
  ["hello", "d65bca0bea7ccbe1", 2290972270],
  ["Zoë", "08e84602eb6d7170", 1137292642],
  ["🐉", "8361ed5610618d78", 2033883973],
  ["x".repeat(100), "2c89a9054ff6876f", 3842974242],
];

test("[KN5] golden fingerprints", () => {
  for (const [text, wide, narrow] of GOLDEN) {
    assert.equal(hashText(text), wide);
    assert.equal(hash32(text), narrow);
  }
});

test("[KN6] one changed unit changes the fingerprint, which is 16 hex digits", () => {
  const text = fc.string({ minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(text, fc.nat(), fc.integer({ min: 1, max: 0xffff }), (before, where, flip) => {
      const at = where % before.length;
      const unit = String.fromCharCode(before.charCodeAt(at) ^ flip);
      const after = before.slice(0, at) + unit + before.slice(at + 1);
      assert.match(hashText(before), /^[0-9a-f]{16}$/);
      assert.notEqual(hashText(before), hashText(after));
    }),
  );
});
