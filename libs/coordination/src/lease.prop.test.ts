/** Snowflake, holder and table together, in worlds where everything goes wrong. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { LeaseTerms } from "./lease.ts";
import { LeaseWorld, type Mutant, type WorldOptions } from "./testing/lease-world.ts";

/** Few node ids, so that each has many holders; short times, so that all of it happens often. */
const FEW: LeaseTerms = { nodeIds: 3, ttlMs: 6000, windowMs: 12_000 };
const ENOUGH: LeaseTerms = { ...FEW, nodeIds: 40 };
/** Together longer than all steps of the store's clock in a run. */
const MINUTES = 25;

type Act = (world: LeaseWorld) => void;

const one = fc.nat(3);
const byMs = fc.oneof(
  fc.integer({ min: -500, max: 500 }),
  fc.integer({ min: -40_000, max: 40_000 }),
);
const rate = fc.constantFrom(0, 500, 900, 1000, 1100, 3000);

const anAct: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.nat(9000).map(
      (ms): Act =>
        (world) =>
          world.run(ms),
    ),
  },
  {
    weight: 3,
    arbitrary: fc.tuple(one, fc.nat(1500)).map(
      ([process, times]): Act =>
        (world) =>
          world.mint(process, times),
    ),
  },
  fc.tuple(one, byMs).map(
    ([process, ms]): Act =>
      (world) =>
        world.stepWall(process, ms),
  ),
  fc.tuple(one, rate).map(
    ([process, to]): Act =>
      (world) =>
        world.driftWall(process, to),
  ),
  fc.tuple(one, fc.boolean()).map(
    ([process, on]): Act =>
      (world) =>
        world.setPaused(process, on),
  ),
  one.map(
    (process): Act =>
      (world) =>
        world.replace(process),
  ),
  byMs.map(
    (ms): Act =>
      (world) =>
        world.stepStore(ms),
  ),
  fc.constant<Act>((world) => world.emptyStore()),
  fc.nat(20).map(
    (changes): Act =>
      (world) =>
        world.rollBackStore(changes),
  ),
);

const acts = fc.array(anAct, { minLength: 20, maxLength: 80 });
const fewActs = fc.array(anAct, { minLength: 10, maxLength: 30 });

const options = (terms: LeaseTerms, mutant?: Mutant): fc.Arbitrary<WorldOptions> =>
  fc.record({
    seed: fc.nat(0xffffffff),
    processes: fc.integer({ min: 2, max: 4 }),
    terms: fc.constant(terms),
    lost: fc.constantFrom(0, 5, 30),
    doubled: fc.constantFrom(0, 10, 40),
    delayMsMax: fc.constantFrom(20, 1500, 9000),
    mutant: fc.constant(mutant),
  });

/** Throws when an id comes twice, or out of order within a process. */
const played = (chosen: WorldOptions, all: readonly Act[]): LeaseWorld => {
  const world = new LeaseWorld(chosen);
  for (const act of all) act(world);
  return world;
};

test("[NL1] [NL2] ids are unique and grow, whatever clocks, network and store do", () => {
  fc.assert(
    fc.property(options(FEW), acts, (chosen, all) => void played(chosen, all)),
    {
      numRuns: 300,
    },
  );
});

test("[NL4] when the faults have ended everybody has a lease and mints", () => {
  fc.assert(
    fc.property(options(ENOUGH), fewActs, (chosen, all) => {
      const world = played(chosen, all);
      world.heal();
      for (let minute = 0; minute < MINUTES; minute += 1) world.run(60_000);
      assert.ok(world.allCanMint());
    }),
    { numRuns: 15 },
  );
});

const EVERYTHING = [
  "acquire: granted",
  "acquire: full",
  "acquire: quarantined",
  "renew: granted",
  "renew: lost",
  "adopted",
  "lost: expired",
  "lost: refused",
  "no id: held",
  "no id: acquiring",
  "no id: ambiguous",
];

test("[NL1] such worlds hold every outcome, many times", () => {
  const counts = new Map(EVERYTHING.map((what) => [what, 0]));
  const sample = fc.sample(fc.tuple(options(FEW), acts), { numRuns: 150, seed: 20_261_126 });
  for (const [chosen, all] of sample) {
    const world = played(chosen, all);
    for (const [what, count] of counts) counts.set(what, count + world.count(what));
  }
  const rare = [...counts].filter(([, count]) => count < 20);
  assert.deepEqual(rare, []);
});

for (const [mutant, what] of [
  ["noQuarantine", "a store that grants at once after it was emptied"],
  ["twoRunsOneHolder", "a new process that says it is the old one"],
] as const) {
  test(`[NL1] the same worlds notice ${what}`, () => {
    const property = fc.property(options(FEW, mutant), acts, (chosen, all) => {
      played(chosen, all);
    });
    const { failed, errorInstance } = fc.check(property, {
      numRuns: 300,
      seed: 4,
      endOnFailure: true,
    });
    assert.ok(failed);
    assert.match(String(errorInstance), /was minted twice/);
  });
}

/** A store comes back empty, with a clock behind; a new process has a clock that stands still. */
const emptyAndBehind = (mutant?: Mutant): LeaseWorld => {
  const quiet = { seed: 1, processes: 2, lost: 0, doubled: 0, delayMsMax: 20 };
  const world = new LeaseWorld({ ...quiet, terms: FEW, mutant });
  world.run(5000);
  world.driftWall(1, 0);
  world.mint(0, 1500);
  world.setPaused(0, true);
  world.stepStore(-40_000);
  world.emptyStore();
  world.replace(1);
  for (let second = 0; second < 60; second += 1) {
    world.run(1000);
    world.mint(1, 1500);
  }
  return world;
};

test("[NL1] an emptied store whose clock is behind grants no range again", () => {
  assert.ok(emptyAndBehind().count("minted") > 2000);
  assert.throws(() => emptyAndBehind("clockForgotten"), /was minted twice/);
});
