/** Integer arithmetic against exact big integers. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  clamp,
  compound,
  divCeil,
  divFloor,
  integerSqrt,
  mulDiv,
  permilleOf,
  shareOf,
} from "./fixed.ts";

const safe = fc.maxSafeInteger();
const positive = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });

/** Floor division of big integers, which themselves truncate. */
const floorOf = (dividend: bigint, divisor: bigint): bigint => {
  const quotient = dividend / divisor;
  return dividend % divisor < 0n ? quotient - 1n : quotient;
};

test("[KN1] division agrees with big integers", () => {
  fc.assert(
    fc.property(safe, positive, (dividend, divisor) => {
      const floor = floorOf(BigInt(dividend), BigInt(divisor));
      const exact = BigInt(dividend) % BigInt(divisor) === 0n;
      assert.equal(BigInt(divFloor(dividend, divisor)), floor);
      assert.equal(BigInt(divCeil(dividend, divisor)), exact ? floor : floor + 1n);
    }),
  );
});

test("[KN1] mulDiv agrees with big integers while the product is safe", () => {
  const factor = fc.integer({ min: -90_000_000, max: 90_000_000 });
  fc.assert(
    fc.property(factor, factor, positive, (value, numerator, denominator) => {
      const floor = floorOf(BigInt(value) * BigInt(numerator), BigInt(denominator));
      assert.equal(BigInt(mulDiv(value, numerator, denominator)), floor);
    }),
  );
});

test("[KN2] shares round down and stay in range", () => {
  assert.equal(permilleOf(999, 500), 499);
  assert.equal(permilleOf(7, 1000), 7);
  assert.equal(shareOf(1, 3), 333);
  assert.equal(shareOf(3, 3), 1000);
  assert.equal(shareOf(5, 0), 0);
  assert.equal(shareOf(5, -1), 0);
  assert.equal(clamp(-1, 0, 9), 0);
  assert.equal(clamp(10, 0, 9), 9);
  assert.equal(clamp(4, 0, 9), 4);
});

test("[KN3] compound gives the kept values", () => {
  assert.equal(compound(100, 1500, 0), 100);
  assert.equal(compound(100, 1500, 3), 337);
  assert.equal(compound(1000, 1100, 10), 2593);
  assert.equal(compound(1_000_000, 2000, 40), 9_000_000_000);
});

test("[KN3] compound agrees with the same steps in big integers", () => {
  const base = fc.integer({ min: 0, max: 1_000_000 });
  const rate = fc.integer({ min: 1, max: 3000 });
  fc.assert(
    fc.property(base, rate, fc.nat(60), (start, ratePermille, steps) => {
      let scaled = BigInt(start) * 1_000_000n;
      for (let step = 0; step < steps && scaled <= 9_000_000_000_000_000n; step += 1) {
        scaled = (scaled / 1000n) * BigInt(ratePermille);
      }
      const saturated = scaled > 9_000_000_000_000_000n;
      const expected = saturated ? 9_000_000_000n : scaled / 1_000_000n;
      assert.equal(BigInt(compound(start, ratePermille, steps)), expected);
    }),
  );
});

test("[KN4] integerSqrt is the floor of the root", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_503_599_627_370_495 }), (value) => {
      const root = BigInt(integerSqrt(value));
      assert.ok(root * root <= BigInt(value));
      assert.ok((root + 1n) * (root + 1n) > BigInt(value));
    }),
  );
});
