/**
 * The engine core with the real zones and the shipped world, crashed again and again at any point
 * of its protocol with the store, in virtual time. A failure names its seed: `AMBON_SEED=n` lives
 * that life first.
 */

import assert from "node:assert/strict";
import process from "node:process";
import { test } from "node:test";
import type { Effect } from "@ambon/game/effect";
import { THING_PLACES, type ThingPlace } from "../support/chaos-audit.ts";
import { CALM, STORMY } from "../support/chaos-engine.ts";
import { ChaosLife, type LifeOptions } from "../support/chaos-life.ts";
import { ChaosMap, shippedWorld } from "../support/chaos-world.ts";

const isSoak = process.env.AMBON_SOAK === "1";
const SEEDS = isSoak ? 100 : 12;
/** Longer lives. */
const CROWDED_SEEDS = SEEDS / 2;
const CRASHES = isSoak ? 20 : 6;
const FIRST_SEED = Number(process.env.AMBON_SEED ?? 1);
/** Acts of class A that a life has at least, or it proves little. */
const ACTS_MIN = 10;

const map = new ChaosMap(shippedWorld());

/** Answers what the engines logged, how often each. */
const live = (options: LifeOptions, seeds = SEEDS): ReadonlyMap<string, number> => {
  const sums = { cuts: 0, acts: 0, lines: 0 };
  const events = new Map<string, number>();
  const places = new Map<ThingPlace, number>();
  for (let seed = FIRST_SEED; seed < FIRST_SEED + seeds; seed += 1) {
    const life = new ChaosLife(map, seed, options).play(CRASHES);
    const { problems, cuts, acts, lines } = life;
    assert.deepEqual(problems, [], `again with AMBON_SEED=${seed}`);
    for (const [place, count] of life.places) places.set(place, (places.get(place) ?? 0) + count);
    for (const [event, count] of life.events) events.set(event, (events.get(event) ?? 0) + count);
    sums.cuts += cuts;
    sums.acts += acts;
    sums.lines += lines;
  }
  console.log(`seeds ${FIRST_SEED}+${seeds}, ${CRASHES} crashes each: ${JSON.stringify(sums)}`);
  const where = JSON.stringify([...places]);
  for (const place of THING_PLACES) assert.ok(places.has(place), `nothing ever ${place}: ${where}`);
  assert.ok(sums.acts > seeds * ACTS_MIN, "hardly anything of class A happened");
  return events;
};

test("[CV1, CV2, CV3, CV4] wherever it is crashed, the rows hold everything once and all gold", () => {
  live({ troubles: CALM });
});

test("[CV1, CV2, CV3, CV5] a store that refuses, loses answers and commits late changes nothing", () => {
  live({ troubles: STORMY });
});

test("[IN19, CV1, CV2, CV3, CV4] the same while zones run several times, and their instances end", () => {
  for (const troubles of [CALM, STORMY]) {
    const events = live({ troubles, isCrowded: true }, CROWDED_SEEDS);
    for (const event of ["instance_ordered", "instance_closing", "instance_merged"]) {
      assert.ok((events.get(event) ?? 0) > CROWDED_SEEDS, `hardly any ${event}`);
    }
  }
});

/** The first problem of a life in which these effects get lost. */
const problemWithout = (loses: (effect: Effect) => boolean): string => {
  for (let seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed += 1) {
    const [problem] = new ChaosLife(map, seed, { troubles: CALM, loses }).play(CRASHES).problems;
    if (problem !== undefined) return problem;
  }
  return "none";
};

test("[CV6] a zone that forgets to be saved, and one that does not say class A, are found out", () => {
  const forgets = (what: "zone" | "player"): string =>
    problemWithout((effect) => effect.e === "dirty" && effect.kind === what);
  assert.match(forgets("zone"), /rows hold|ledgers say|is there twice/);
  // What is found first depends on the dice: an item too many, or an act that was shown unsaved.
  assert.match(forgets("player"), /rows hold|ledgers say|is there twice|stored is \d+, shown in/);
  assert.match(
    problemWithout(({ e }) => e === "classA"),
    /shown in/,
  );
});
