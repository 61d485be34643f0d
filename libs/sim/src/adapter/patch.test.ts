import assert from "node:assert/strict";
import test from "node:test";
import { mutantNames, mutated, readMutant } from "./mutant-lab.ts";
import { applyHunks, readPatch } from "./patch.ts";

const TEXT = [
  "What: it counts twice",
  "Caught by: I3, I8",
  "--- a/libs/x/src/a.ts",
  "+++ b/libs/x/src/a.ts",
  "@@ -1,3 +1,3 @@",
  " one();",
  "-two();",
  "+twice(two);",
  " three();",
  "",
].join("\n");
const FILE = "zero();\none();\ntwo();\nthree();\n";

test("[SM21] a patch says what it does, who catches it, and changes its lines alone", () => {
  const patch = readPatch("it", TEXT);
  assert.deepEqual([patch.what, patch.caughtBy], ["it counts twice", ["I3", "I8"]]);
  assert.deepEqual(patch.options, []);
  const rare = readPatch("it", TEXT.replace("\n---", "\nWith: --engines 2 --on storeFar\n---"));
  assert.deepEqual(rare.options, ["--engines", "2", "--on", "storeFar"]);
  const hunks = patch.files.get("libs/x/src/a.ts") ?? [];
  assert.equal(applyHunks("a", FILE, hunks), "zero();\none();\ntwice(two);\nthree();\n");
});

test("[SM21] a patch that does not fit at exactly one place is refused", () => {
  const hunks = readPatch("it", TEXT).files.get("libs/x/src/a.ts") ?? [];
  assert.throws(() => applyHunks("a", "one();\n", hunks), /fits at 0 places of a: make the patch/);
  assert.throws(() => applyHunks("a", FILE + FILE, hunks), /fits at 2 places/);
  assert.throws(() => readPatch("it", TEXT.replace("What", "That")), /does not say "What: …"/);
  assert.throws(() => readPatch("it", "What: x\nCaught by: I1\n"), /changes nothing/);
});

test("[SM21] every mutant fits the cores as they are", () => {
  assert.ok(mutantNames().length >= 10);
  for (const name of mutantNames()) assert.ok(mutated(readMutant(name)).size > 0, name);
});
