// Goal: no rule without a test and no test without a rule.

import assert from "node:assert/strict";
import { test } from "node:test";
import { allPaths, load, sourceFile, typeScriptFiles } from "./files.ts";
import { assertNone } from "./finding.ts";
import { specFindings } from "./spec-coverage.ts";

const whatIn = (spec: string, tests: string): string[] =>
  specFindings([sourceFile("docs/spec/a.md", spec)], [sourceFile("a.test.ts", tests)]).map(
    (found) => found.what,
  );

test("[TL12] a rule that no title names is found", () => {
  const spec = "# A\n\n- **AB1** one\n- **AB2** two\n";
  assert.deepEqual(whatIn(spec, 'test("[AB1] a", f);'), ["rule AB2 has no test"]);
  assert.deepEqual(whatIn(spec, 'test("[AB1] [AB2] a", f);'), []);
  assert.deepEqual(whatIn(spec, 'test("[AB1, AB2] a", f);'), []);
  assert.deepEqual(whatIn(spec, "// [AB2]\ntest(`[AB1] ${a}`, f);"), ["rule AB2 has no test"]);
});

test("[TL12] a title that names no rule of the specification is found", () => {
  const spec = "- **AB1** one\n";
  assert.deepEqual(whatIn(spec, 'test("[AB1] a", f);\ntest("[AB9] b", f);'), ["no rule AB9"]);
  assert.deepEqual(whatIn(spec, 'test("[AB1] a", f);\ntest("plain", f);'), [
    "a test that names no rule",
  ]);
});

test("[TL12] the group may name the rule for its tests, and a helper may pass the title on", () => {
  const spec = "- **AB1** one\n";
  assert.deepEqual(whatIn(spec, 'describe("[AB1] a", () => { it("b", f); });'), []);
  assert.deepEqual(whatIn(spec, 'check("[AB1] a"); test(title, f);'), []);
});

test("[TL12] rules defined twice or written differently are found", () => {
  const tests = 'test("[AB1] a", f);';
  assert.deepEqual(whatIn("- **AB1** one\n- **AB1** again\n", tests), [
    "rule AB1 stands also at docs/spec/a.md:1",
  ]);
  assert.deepEqual(whatIn("- **AB1** one\n* **AB2**: two\n", tests), [
    "a rule that is written differently",
  ]);
});

test("[TL12] a test file without a test is found", () => {
  assert.deepEqual(whatIn("", "const a = 1;"), ["a test file without a test"]);
});

test("[TL12] the specification and the tests of the tree hold each other", () => {
  const specs = allPaths().filter((path) => /^docs\/spec\/.*\.md$/.test(path));
  assertNone(specFindings(specs.map(load), typeScriptFiles()));
});
