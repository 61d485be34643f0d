// Goal: with several instances of a zone everybody goes where the rules say, always the same.

import assert from "node:assert/strict";
import test from "node:test";
import { type ZoneId, zoneId } from "@ambon/kernel/ids";
import fc from "fast-check";
import { type Choice, chooseInstance, NO_WISH, type Wish } from "./choose-instance.ts";
import type { Instance } from "./instance.ts";

const CAPACITY = 10;

const town = (number: number): ZoneId => zoneId("town", number);

/** Instances 1, 2 … with these populations; negative = closed to arrivals. */
const instances = (...populations: readonly number[]): readonly Instance[] =>
  populations.map((population, at) => ({
    zone: town(at + 1),
    number: at + 1,
    engine: undefined,
    population: Math.abs(population),
    isOpen: population >= 0,
  }));

const choose = (all: readonly Instance[], wish: Partial<Wish> = {}): string => {
  const choice = chooseInstance(all, CAPACITY, { ...NO_WISH, ...wish });
  return choice === undefined ? "nowhere" : `${choice.instance.number} ${choice.reason}`;
};

const with2 = (...pairs: readonly (readonly [number, number])[]): Partial<Wish> => ({
  companions: new Map(pairs.map(([number, count]) => [town(number), count])),
});

test("[IN1] companions first, then the last one, then the least loaded, then overflow", () => {
  assert.equal(choose(instances(9, 3, 5), { ...with2([3, 1]), last: town(1) }), "3 group");
  assert.equal(choose(instances(9, 3, 5), { last: town(1) }), "1 sticky");
  assert.equal(choose(instances(9, 3, 5)), "2 room");
  assert.equal(choose(instances(12, 10, 11)), "2 overflow");
});

test("[IN1] most of the companions decide, then the less loaded of two", () => {
  assert.equal(choose(instances(1, 8, 9), with2([1, 1], [2, 2], [3, 1])), "2 group");
  assert.equal(choose(instances(1, 8, 7), with2([2, 2], [3, 2])), "3 group");
});

test("[IN1] companions are joined a little above the capacity, the last one only below it", () => {
  assert.equal(choose(instances(0, 10), with2([2, 1])), "2 group");
  assert.equal(choose(instances(0, 11), with2([2, 1])), "1 room");
  assert.equal(choose(instances(0, 10), { last: town(2) }), "1 room");
});

test("[IN1] what closes takes nobody, whoever is in it; with one left there is no choice", () => {
  assert.equal(choose(instances(4, -1, 3), { ...with2([2, 4]), last: town(2) }), "3 room");
  assert.equal(choose(instances(400, -1)), "1 only");
  assert.equal(choose(instances(-1, -1)), "nowhere");
});

test("[IN2] ties go to this engine, then to the lowest number", () => {
  const [one, two, three] = instances(4, 4, 4) as [Instance, Instance, Instance];
  assert.equal(choose([three, two, one]), "1 room");
  assert.equal(choose([{ ...one, engine: "e2" }, { ...two, engine: "e2" }, three]), "3 room");
});

test("[IN2] who is here already stays where there is room, and goes on where there is none", () => {
  const [one, two] = instances(0, 9) as [Instance, Instance];
  const there = { ...one, engine: "e2" };
  assert.equal(choose([there, two], { prefersHere: true }), "2 room");
  assert.equal(choose([there, { ...two, population: 10 }], { prefersHere: true }), "1 room");
  assert.equal(
    choose([
      { ...there, population: 10 },
      { ...two, population: 11 },
    ]),
    "1 overflow",
  );
});

test("[IN2] the order in which instances are listed changes nothing, and nobody sits in a full one while another has room", () => {
  const instance = fc.record({
    number: fc.integer({ min: 1, max: 6 }),
    population: fc.nat(14),
    isOpen: fc.boolean(),
    engine: fc.constantFrom(undefined, "e2", "e3"),
  });
  const all = fc.uniqueArray(instance, { selector: (one) => one.number, minLength: 1 });
  const wish = fc.record({
    companions: fc
      .array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 4 })))
      .map((pairs) => new Map(pairs.map(([number, count]) => [town(number), count]))),
    last: fc.option(fc.integer({ min: 1, max: 6 }).map(town), { nil: undefined }),
    prefersHere: fc.boolean(),
  });
  fc.assert(
    fc.property(all, wish, fc.infiniteStream(fc.nat()), (listed, asked, numbers) => {
      const running = listed.map((one) => ({ ...one, zone: town(one.number) }));
      const shuffled = [...running].sort(() => (numbers.next().value % 3) - 1);
      const choice = chooseInstance(running, CAPACITY, asked);
      assert.deepEqual(chooseInstance(shuffled, CAPACITY, asked), choice);
      checkChoice(running, choice);
    }),
  );
});

const checkChoice = (running: readonly Instance[], choice: Choice | undefined): void => {
  const open = running.filter(({ isOpen }) => isOpen);
  assert.equal(choice === undefined, open.length === 0);
  if (choice === undefined || open.length === 1) return;
  const { instance, reason } = choice;
  assert.ok(instance.isOpen);
  const isFull = open.every(({ population }) => population >= CAPACITY);
  if (instance.population >= CAPACITY) assert.ok(reason === "group" || isFull);
  if (reason === "overflow") assert.ok(isFull);
};
