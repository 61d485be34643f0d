// Goal: data is told right or wrong by its shape alone, with the place of each mistake.

import assert from "node:assert/strict";
import test from "node:test";
import {
  DEPTH_MAX,
  fields,
  flag,
  later,
  listOf,
  oneOf,
  PROBLEMS_MAX,
  pathText,
  type Shape,
  shapeProblems,
  tableOf,
  text,
  whole,
} from "./shape.ts";

interface Box {
  readonly name: string;
  readonly size: number;
  readonly colour: "red" | "blue";
  readonly tags: Readonly<Record<string, boolean>>;
  readonly inside?: readonly Box[];
}

const BOX: Shape<Box> = fields<Box>(
  {
    name: text,
    size: whole(1),
    colour: oneOf(["red", "blue"]),
    tags: tableOf(flag) as Shape<Box["tags"]>,
  },
  { inside: listOf(later(() => BOX)) },
);

const GOOD: Box = { name: "a", size: 1, colour: "red", tags: { old: true } };
const said = (value: unknown): readonly string[] =>
  shapeProblems(BOX, value).map(({ sentence }) => sentence);

test("[KN40] what is of the shape has no problems, and what is not is told with its place", () => {
  assert.deepEqual(said(GOOD), []);
  assert.deepEqual(said({ ...GOOD, inside: [GOOD, { ...GOOD, inside: [] }] }), []);
  assert.deepEqual(said({ ...GOOD, inside: [GOOD, { ...GOOD, size: 0, tags: { old: 1 } }] }), [
    "inside[1].size is not a whole number from 1 up",
    "inside[1].tags.old is neither true nor false",
  ]);
  assert.deepEqual(said({}), [
    "name is missing",
    "size is missing",
    "colour is missing",
    "tags is missing",
  ]);
  assert.deepEqual(said({ ...GOOD, colour: "green", inside: "x" }), [
    "colour is not one of red, blue",
    "inside is no list",
  ]);
  for (const value of [null, 7, "x", [], new Map()]) {
    assert.deepEqual(said(value), ["the state has no keys with values"]);
  }
});

test("[KN40] numbers that are not whole and inherited keys do not pass", () => {
  for (const size of [1.5, Number.NaN, 2 ** 53, "1", null]) {
    assert.deepEqual(said({ ...GOOD, size }), ["size is not a whole number from 1 up"]);
  }
  const { name: _name, ...nameless } = GOOD;
  const tricky = JSON.parse(`{"__proto__":{"name":"x"},${JSON.stringify(nameless).slice(1)}`);
  assert.deepEqual(said(tricky), ["name is missing", "__proto__ is a key that nobody knows"]);
});

test("[KN40] unknown keys are told apart, and only allowed keys stand in a closed table", () => {
  const [problem] = shapeProblems(BOX, { ...GOOD, colur: "red" });
  assert.deepEqual(problem, {
    path: ["colur"],
    sentence: "colur is a key that nobody knows",
    unknownKey: true,
  });
  const closed = shapeProblems(tableOf(flag, ["a", "b"]), { a: true, c: true });
  assert.deepEqual(
    closed.map(({ sentence }) => sentence),
    ["c is not one of a, b"],
  );
  assert.equal(pathText(["a", 3, "b"]), "a[3].b");
});

test("[KN40] endless nonsense costs neither the stack nor a list without end", () => {
  let deep: unknown = [];
  for (let level = 0; level < 100_000; level += 1) deep = [{ ...GOOD, inside: deep }];
  const problems = said({ ...GOOD, inside: deep });
  assert.ok(problems.length === 1 && problems[0]?.endsWith("is nested too deeply"));
  assert.ok((problems[0]?.length ?? 0) < DEPTH_MAX * 12);
  const many = { ...GOOD, inside: Array.from({ length: 1000 }, () => ({})) };
  assert.equal(said(many).length, PROBLEMS_MAX);
});
