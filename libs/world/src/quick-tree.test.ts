// Goal: the quick reader is the yaml package, only faster. Method: texts made of the plain form
// and then damaged; whatever the quick reader accepts, the package must read as the same tree.
import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { ProblemList, Source } from "./problem.ts";
import { quickTree } from "./quick-tree.ts";
import { fixtureFiles } from "./world-fixture.ts";
import { packageTree } from "./yaml-tree.ts";

function byPackage(text: string) {
  const problems = new ProblemList();
  const tree = packageTree(new Source("f", text), problems);
  deepEqual(problems.sorted(), []);
  return tree;
}

const VALUES = [
  "word",
  "two words # and a comment",
  "12",
  "-1",
  "2-5",
  "90s",
  "12.5%",
  "true",
  "town:square",
  '"quoted: #1"',
  "'it''s'",
  "[a, 'b', { c: 1 }]",
  "{ to: moor:edge, door: { name: a door, key: k } }",
  "[]",
  ">-\n      one\n      two\n\n      three",
  "|\n      as\n        written",
];

const line = fc
  .tuple(fc.constantFrom("", "  ", "    ", "- ", "  - "), fc.constantFrom("a", "b", "c_1"))
  .chain(([indent, key]) =>
    fc
      .constantFrom(...VALUES.map((value) => `${key}: ${value}`), `${key}:`, "# note", "", "item")
      .map((rest) => indent + rest),
  );

const BITS = [
  "\n",
  " ",
  ":",
  "#",
  '"',
  "'",
  "[",
  "]",
  "{",
  "}",
  ",",
  "|",
  ">",
  "-",
  "~",
  "&a ",
  "*",
];
const damage = fc.tuple(fc.nat(400), fc.nat(3), fc.constantFrom("", ...BITS));

test("[WO40] the quick reader reads the plain form by itself", () => {
  for (const { path, text } of fixtureFiles()) {
    const tree = quickTree(text);
    ok(tree, path);
    deepEqual(tree, byPackage(text));
  }
});

test("[WO41] what the quick reader accepts is what the package reads, offsets included", () => {
  let accepted = 0;
  fc.assert(
    fc.property(
      fc.array(line, { maxLength: 9 }),
      fc.array(damage, { maxLength: 2 }),
      (rows, hits) => {
        let text = rows.join("\n");
        for (const [at, less, bit] of hits) text = text.slice(0, at) + bit + text.slice(at + less);
        const tree = quickTree(text);
        if (tree === undefined) return;
        accepted += 1;
        deepEqual(tree, byPackage(text), JSON.stringify(text));
      },
    ),
    { numRuns: 3000, seed: 4 },
  );
  ok(accepted > 100, `only ${accepted} texts were accepted`);
});

test("[WO41] what needs the package is left to it", () => {
  for (const text of [
    "a: &x 1",
    "a: *x",
    "a: !!str 1",
    "a:",
    "a: 1.5",
    "a: null",
    'a: "\\n"',
    "a: b\n  c",
    "a: 1\na: 2",
    "a:\tb",
    "---\na: 1",
    "a: [b,\n  c]",
    "",
  ]) {
    equal(quickTree(text), undefined, JSON.stringify(text));
  }
});
