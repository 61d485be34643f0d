/** Canonical encoding: one text for one value, and the value back from it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { AssertionError } from "./assert.ts";
import { decodeCanonical, encodeCanonical, sortedKeys } from "./canonical.ts";

const key = fc.string({ maxLength: 6 }).filter((name) => name !== "$map");
const integer = fc.maxSafeInteger().map((value) => (value === 0 ? 0 : value));
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    fc.constantFrom(null, true, false),
    integer,
    fc.string({ unit: "binary" }),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true }),
    fc
      .uniqueArray(fc.tuple(fc.oneof(key, integer), tie("value")), {
        maxLength: 4,
        selector: ([name]) => name,
      })
      .map((entries) => new Map(entries)),
  ),
}));

/** The same value with every Map and object filled in the opposite order. */
const reversed = (plain: unknown): unknown => {
  if (Array.isArray(plain)) return plain.map(reversed);
  if (plain instanceof Map) {
    return new Map([...plain].reverse().map(([name, inner]) => [name, reversed(inner)]));
  }
  if (plain !== null && typeof plain === "object") {
    const entries = Object.entries(plain).reverse();
    return Object.fromEntries(entries.map(([name, inner]) => [name, reversed(inner)]));
  }
  return plain;
};

test("[KN7] decoding gives back what was encoded", () => {
  fc.assert(
    fc.property(value, (plain) => {
      assert.deepEqual(decodeCanonical(encodeCanonical(plain)), plain);
    }),
  );
});

test("[KN7] golden text", () => {
  const map = new Map<string | number, unknown>([
    ["b", [true, null]],
    [10, -0],
    [2, { z: 1, a: "x", gone: undefined }],
  ]);
  assert.equal(encodeCanonical(map), '{"$map":[[2,{"a":"x","z":1}],[10,0],["b",[true,null]]]}');
  assert.equal(encodeCanonical("\ud800"), '"\\ud800"');
});

test("[KN8] the order of insertion does not show", () => {
  fc.assert(
    fc.property(value, (plain) => {
      assert.equal(encodeCanonical(reversed(plain)), encodeCanonical(plain));
    }),
  );
  const map = new Map<string | number, number>([
    ["b", 1],
    [11, 1],
    ["a", 1],
    [2, 1],
  ]);
  assert.deepEqual(sortedKeys(map), [2, 11, "a", "b"]);
});

test("[KN8] many objects of different shapes that begin with one key", () => {
  for (let size = 0; size < 40; size += 1) {
    const rest = Array.from({ length: size }, (_, at) => [`k${(at * 7) % 40}`, at] as const);
    const object = Object.fromEntries([["m", -1] as const, ...rest]);
    const sorted = Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1));
    assert.equal(encodeCanonical(object), JSON.stringify(Object.fromEntries(sorted)));
    assert.equal(encodeCanonical(object), encodeCanonical(reversed(object)));
  }
});

test("[KN9] what would be lost is refused", () => {
  const sparse: number[] = [];
  sparse[1] = 1;
  const bad: readonly unknown[] = [
    0.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    2 ** 53,
    undefined,
    () => 1,
    1n,
    Symbol("s"),
    new Set([1]),
    new Date(0),
    new Uint8Array(2),
    new (class Point {
      x = 1;
    })(),
    sparse,
    { deep: [{ x: 1.5 }] },
    { $map: 1 },
  ];
  for (const one of bad) assert.throws(() => encodeCanonical(one), AssertionError);
  assert.throws(() => decodeCanonical("{"), SyntaxError);
});
