// Goal: percentiles from buckets agree with those of the sorted values.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { Histogram } from "./histogram.ts";

const filled = (values: readonly number[]): Histogram => {
  const histogram = new Histogram();
  for (const value of values) histogram.add(value / 1000);
  return histogram;
};

const micros = fc.array(fc.integer({ min: 0, max: 0x7fffffff }), { minLength: 1, maxLength: 200 });
const permille = fc.integer({ min: 1, max: 1000 });

test("[SW3] a percentile is the nearest rank, at most 1/128 above it", () => {
  fc.assert(
    fc.property(micros, permille, (values, rank) => {
      const sorted = [...values].sort((left, right) => left - right);
      const exact = sorted[Math.ceil((sorted.length * rank) / 1000) - 1] ?? 0;
      const measured = Math.round(filled(values).percentileMs(rank) * 1000);
      assert.ok(measured >= exact, `${measured} < ${exact}`);
      assert.ok(measured <= exact + exact / 128, `${measured} > ${exact}`);
    }),
  );
});

test("[SW3] count and maximum are exact, and the last percentile is the maximum", () => {
  fc.assert(
    fc.property(micros, (values) => {
      const histogram = filled(values);
      const max = values.reduce((most, value) => Math.max(most, value), 0);
      assert.equal(histogram.count, values.length);
      assert.equal(histogram.maxMs, max / 1000);
      assert.equal(histogram.percentileMs(1000), max / 1000);
    }),
  );
});

test("[SW3] two histograms merged are one with the values of both", () => {
  fc.assert(
    fc.property(micros, micros, permille, (left, right, rank) => {
      const merged = filled(left);
      merged.merge(filled(right));
      const both = filled([...left, ...right]);
      assert.equal(merged.percentileMs(rank), both.percentileMs(rank));
      assert.deepEqual([merged.count, merged.maxMs], [both.count, both.maxMs]);
    }),
  );
});

test("[SW3] an empty one answers 0; nonsense and hours stay in range", () => {
  assert.equal(new Histogram().percentileMs(500), 0);
  assert.equal(filled([-5]).maxMs, 0);
  assert.equal(filled([1e12]).percentileMs(500), 0x7fffffff / 1000);
});
