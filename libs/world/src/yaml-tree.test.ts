// Goal: hostile or clumsy YAML ends in a sentence with a position, never in a loop or a crash.
import { deepEqual, equal, match } from "node:assert/strict";
import { test } from "node:test";
import { YAML_ALIASES_MAX } from "./limits.ts";
import { formatProblem, ProblemList, Source } from "./problem.ts";
import { parseTree } from "./yaml-tree.ts";

function complaints(text: string): string[] {
  const problems = new ProblemList();
  parseTree(new Source("f.yaml", text), problems);
  return problems.sorted().map(formatProblem);
}

test("[WO10] a syntax error is reported where it is", () => {
  deepEqual(complaints('name: "open\n'), [
    'f.yaml:2:1: error: not valid YAML: Missing closing "quote',
  ]);
  deepEqual(complaints("a: 1\n---\nb: 2\n"), [
    "f.yaml:2:1: error: a file holds one document (remove the line ---)",
  ]);
  deepEqual(complaints("a: !!python/object x\n"), [
    "f.yaml:1:4: error: not allowed here: Unresolved tag: tag:yaml.org,2002:python/object",
  ]);
  deepEqual(complaints("# nothing\n"), ["f.yaml:1:1: error: the file is empty"]);
});

test("[WO11] a key that is written twice names both places", () => {
  deepEqual(complaints("rooms:\n  hall: 1\n  yard: 2\n  hall: 3\n"), [
    'f.yaml:4:3: error: the key "hall" is written twice; it is on line 2 already ' +
      "(rename or remove one)",
  ]);
  deepEqual(complaints("? [a]\n: 1\n"), ["f.yaml:1:3: error: a key must be one word"]);
});

test("[WO12] cycles and alias bombs are refused", () => {
  deepEqual(complaints("a: &loop\n  b: *loop\n"), [
    "f.yaml:2:6: error: the alias *loop stands inside an anchored value (write the value out)",
  ]);
  const bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]\n";
  equal(
    complaints(bomb)[0],
    "f.yaml:2:8: error: the alias *a stands inside an anchored value (write the value out)",
  );
  const many = `a: &a x\nb: [${"*a, ".repeat(YAML_ALIASES_MAX)}*a]\n`;
  deepEqual(complaints(many), ["f.yaml:2:405: error: more than 100 aliases in one file"]);
  const wide = `a: &a [${"x, ".repeat(5000)}x]\nb: [*a, *a]\n`;
  deepEqual(complaints(wide), [
    "f.yaml:2:9: error: the aliases of this file stand for over 10000 values (write the value out)",
  ]);
  deepEqual(complaints("a: &lamp x\nb: *lmap\n"), [
    "f.yaml:2:4: error: the alias *lmap has no anchor &lmap before it " + '(did you mean "lamp"?)',
  ]);
});

test("[WO12] an honest alias stands for its value", () => {
  const problems = new ProblemList();
  const tree = parseTree(new Source("f.yaml", "a: &a [x]\nb: *a\n"), problems);
  const shared = { kind: "list", at: 6, items: [{ kind: "scalar", at: 7, value: "x" }] };
  deepEqual(tree, {
    kind: "map",
    at: 0,
    entries: [
      { key: "a", at: 0, value: shared },
      { key: "b", at: 10, value: shared },
    ],
  });
});

test("[WO13] deep nesting is refused", () => {
  const deep = `a: ${"[".repeat(40)}${"]".repeat(40)}\n`;
  deepEqual(complaints(deep), ["f.yaml:1:35: error: nested deeper than 32 levels"]);
  const [abyss] = complaints("- ".repeat(50_000));
  match(abyss ?? "", /^f\.yaml:1:\d+: error: not valid YAML: too deeply nested$/);
});
