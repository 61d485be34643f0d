/** Session ids: unique and growing under any clock. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { EPOCH_MS, Snowflake } from "./snowflake.ts";

const forever = { floorMs: 0, ceilingMs: 2 ** 41 };

test("[ID1] ids grow strictly whatever the clock does", () => {
  const clock = fc.array(fc.integer({ min: -5000, max: 5000 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(clock, fc.nat(4095), (steps, node) => {
      const snowflake = new Snowflake({ node, ...forever });
      let now = EPOCH_MS + 1_000_000;
      let last = -1n;
      for (const step of steps) {
        now += step;
        const id = snowflake.next(now);
        assert(id !== undefined && id > last);
        assert.equal((id >> 10n) & 4095n, BigInt(node));
        last = id;
      }
    }),
  );
});

test("[ID2] more than 1024 ids in a millisecond move time on by themselves", () => {
  const snowflake = new Snowflake({ node: 1, ...forever });
  const ids = Array.from({ length: 5000 }, () => snowflake.next(EPOCH_MS + 7));
  assert.equal(new Set(ids).size, 5000);
  assert.equal((ids[4999] as bigint) >> 22n, 7n + 4n);
});

test("[ID3] nothing is minted below the floor or at the ceiling", () => {
  const snowflake = new Snowflake({ node: 1, floorMs: 100, ceilingMs: 102 });
  const first = snowflake.next(EPOCH_MS);
  assert.equal((first as bigint) >> 22n, 100n);
  assert.equal(snowflake.next(EPOCH_MS + 500), undefined);
  snowflake.raiseCeiling(1000);
  assert.equal((snowflake.next(EPOCH_MS + 500) as bigint) >> 22n, 500n);
});

test("[ID4] a node id outside 12 bits is refused", () => {
  assert.throws(() => new Snowflake({ node: 4096, ...forever }), /not in 0/);
});

test("[ID3] whether there is an id to mint is known before", () => {
  const clock = fc.array(fc.nat(6), { minLength: 1, maxLength: 3000 });
  fc.assert(
    fc.property(clock, fc.nat(3), (times, floorMs) => {
      const snowflake = new Snowflake({ node: 1, floorMs, ceilingMs: 5 });
      for (const time of times) {
        const said = snowflake.canMint(EPOCH_MS + time);
        assert.equal(snowflake.next(EPOCH_MS + time) !== undefined, said);
      }
    }),
    { numRuns: 30 },
  );
});
