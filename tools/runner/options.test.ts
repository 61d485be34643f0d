// Goal: what is asked for is what runs.

import assert from "node:assert/strict";
import { test } from "node:test";
import { parseOptions, selectSteps } from "./options.ts";

const steps = [
  { id: "format", group: "static" },
  { id: "types", group: "static" },
  { id: "unit", group: "unit" },
];
const ids = (only: readonly string[]): string[] =>
  selectSteps(steps, only).steps.map(({ id }) => id);

test("[TL17] options are read, repeated and with commas", () => {
  assert.deepEqual(parseOptions([]), { kind: "run", only: [] });
  assert.deepEqual(parseOptions(["--only", "a,b", "--only=c", "--seed", "7"]), {
    kind: "run",
    only: ["a", "b", "c"],
    seed: "7",
  });
  assert.deepEqual(parseOptions(["--list"]), { kind: "list" });
  assert.deepEqual(parseOptions(["--only", "a", "-h"]), { kind: "help" });
});

test("[TL17] an unknown option, a missing value and a seed that is no number are refused", () => {
  for (const args of [["--fast"], ["--only"], ["--only="], ["unit"], ["--seed", "x"]]) {
    assert.equal(parseOptions(args).kind, "wrong", args.join(" "));
  }
});

test("[TL17] a step is chosen by its id or its group, and unknown names are told", () => {
  assert.deepEqual(ids([]), ["format", "types", "unit"]);
  assert.deepEqual(ids(["static"]), ["format", "types"]);
  assert.deepEqual(ids(["unit", "types"]), ["types", "unit"]);
  assert.deepEqual(selectSteps(steps, ["unit", "uint"]).unknown, ["uint"]);
});
