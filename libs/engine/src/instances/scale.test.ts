// Goal: instances come and go with the number of players, and never to and fro.

import assert from "node:assert/strict";
import test from "node:test";
import { zoneId } from "@ambon/kernel/ids";
import fc from "fast-check";
import type { Instance } from "./instance.ts";
import { COOLDOWN_MS, scalingOf } from "./scale.ts";

const CAPACITY = 100;

/** Negative: closing. */
const instances = (...populations: readonly number[]): readonly Instance[] =>
  populations.map((population, at) => ({
    zone: zoneId("town", at + 1),
    number: at + 1,
    engine: undefined,
    population: Math.abs(population),
    isOpen: population >= 0,
  }));

const scaling = (sinceMs: number, ...populations: readonly number[]): string => {
  const decided = scalingOf(instances(...populations), CAPACITY, sinceMs);
  return decided.do === "close" ? `close ${decided.instance.number}` : decided.do;
};

test("[IN6] another one is started at four fifths, after the cooldown, and at once when all are full", () => {
  assert.equal(scaling(COOLDOWN_MS, 79), "nothing");
  assert.equal(scaling(COOLDOWN_MS, 80), "start");
  assert.equal(scaling(COOLDOWN_MS - 1, 99), "nothing");
  assert.equal(scaling(0, 100), "start");
  assert.equal(scaling(0, 100, 99), "nothing");
  assert.equal(scaling(0, 100, 130), "start");
  assert.equal(scaling(0, 100, -3), "start", "what closes has no room");
  assert.equal(scaling(COOLDOWN_MS), "nothing");
});

test("[IN13] the highest one closes at a fifth, after the cooldown, one at a time", () => {
  assert.equal(scaling(COOLDOWN_MS, 30, 10), "close 2");
  assert.equal(scaling(COOLDOWN_MS, 31, 10), "nothing");
  assert.equal(scaling(COOLDOWN_MS - 1, 0, 0), "nothing");
  assert.equal(scaling(COOLDOWN_MS, 0, 0, -1), "nothing");
  assert.equal(scaling(COOLDOWN_MS, 20, 20, 20), "close 3");
  assert.equal(scaling(COOLDOWN_MS, 3), "nothing", "the first one stays");
});

test("[IN6] [IN13] what was started does not close for the same number of players, nor the other way round", () => {
  const population = fc.nat(140);
  fc.assert(
    fc.property(fc.array(population, { minLength: 1, maxLength: 8 }), (populations) => {
      const players = populations.reduce((sum, one) => sum + one, 0);
      const decided = scalingOf(instances(...populations), CAPACITY, COOLDOWN_MS);
      if (decided.do === "nothing") return;
      const next = populations.length + (decided.do === "start" ? 1 : -1);
      const spread = Array.from({ length: next }, (_one, at) => Math.floor((players + at) / next));
      const after = scalingOf(instances(...spread), CAPACITY, COOLDOWN_MS);
      assert.notEqual(after.do, decided.do === "start" ? "close" : "start");
    }),
  );
});
