// Goal: what a walking and a listening player may not meet is found.

import assert from "node:assert/strict";
import { test } from "node:test";
import { TallyHearing } from "./tally-hearing.ts";
import { TallyWalk } from "./tally-walk.ts";

const TURNED_BACK = "The way is blocked just now. You turn back.";

/** Stands at the first room, and has typed so many steps. */
const walking = (steps: number): TallyWalk => {
  const walk = new TallyWalk();
  walk.sees("The Room Dawn Gate", 0);
  for (let step = 0; step < steps; step += 1) walk.sets(0);
  return walk;
};

test("[CH19] steps that are made and refused as typed are no problem", () => {
  const walk = walking(3);
  walk.sees("The Room Dawn Court", 1);
  walk.sees(TURNED_BACK, 2);
  assert.equal(walk.flying, 1);
  walk.sees("The Room Noon Gate", 3);
  assert.deepEqual([walk.jumps, walk.flying, walk.turnedBack], [[], 0, 1]);
});

test("[CH19] a room that does not follow, and a step that nobody typed, are found", () => {
  const far = walking(1);
  far.sees("The Room Noon Gate", 1);
  assert.deepEqual(far.jumps, ["from Dawn Gate to Noon Gate"]);
  const back = walking(1);
  back.sees("The Room Dawn Court", 1);
  back.sees("The Room Dawn Gate", 2);
  assert.deepEqual(back.jumps, ["from Dawn Court to Dawn Gate"]);
  const untyped = walking(0);
  untyped.sees("The Room Dawn Court", 1);
  assert.deepEqual(untyped.jumps, ["a step to Dawn Court that nobody typed"]);
});

test("[CH19] who begins anew is somewhere, and makes at most the steps that were under way", () => {
  const walk = walking(1);
  walk.beginAnew();
  walk.sees("The Room Midnight Gate", 1);
  walk.sees("The Room Midnight Court", 2);
  assert.deepEqual([walk.jumps, walk.flying], [[], 0]);
  walk.sees("The Room Dawn Gate", 3);
  assert.deepEqual(walk.jumps, ["a step to Dawn Gate that nobody typed"]);
});

test("[CH19] a line heard twice, out of order or not at all is found, until it begins anew", () => {
  const hearing = new TallyHearing();
  for (const n of [3, 6, 6, 12]) hearing.hear("Tallyaa", n);
  assert.deepEqual(hearing.problems.splice(0), ["heard Tallyaa say 6 after 6"]);
  assert.deepEqual(hearing.gaps.splice(0), [{ speaker: "Tallyaa", n: 9 }]);
  hearing.beginAnew();
  hearing.hear("Tallyaa", 21);
  assert.deepEqual([hearing.problems, hearing.gaps], [[], []]);
});
