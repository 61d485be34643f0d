// Goal: every file is used, and is more than a list of other files.

import assert from "node:assert/strict";
import { test } from "node:test";
import { barrelFindings, deadFileFindings } from "./dead-files.ts";
import { sourceFile, typeScriptFiles } from "./files.ts";
import { assertNone } from "./finding.ts";

const tree = (files: Readonly<Record<string, string>>) =>
  Object.entries(files).map(([path, text]) => sourceFile(path, text));

test("[TL11] a file that nothing imports is found, itself not counting", () => {
  const files = tree({
    "libs/a/src/used.ts": "",
    "libs/a/src/far.ts": "",
    "libs/a/src/dead.ts": 'import "./dead.ts";',
    "libs/a/src/user.test.ts": 'import "./used.ts";',
    "apps/b/src/main.ts": 'import "@ambon/a/far";',
  });
  assert.deepEqual(
    deadFileFindings(files).map((found) => found.path),
    ["libs/a/src/dead.ts"],
  );
});

test("[TL11] a worker named in a string is used", () => {
  const files = tree({
    "libs/a/src/worker.ts": "",
    "libs/a/src/main.ts": 'new Worker(new URL("./worker.ts", import.meta.url));',
  });
  assert.deepEqual(deadFileFindings(files), []);
});

test("[TL11] a file that can be run by itself is used", () => {
  const files = tree({ "libs/a/src/write.ts": "if (import.meta.main) write();" });
  assert.deepEqual(deadFileFindings(files), []);
});

test("[TL11] barrels are found by their name and by what they do", () => {
  const found = (path: string, text: string): number =>
    barrelFindings([sourceFile(path, text)]).length;
  assert.equal(found("libs/a/src/index.ts", "export const a = 1;"), 1);
  assert.equal(
    found("libs/a/src/all.ts", 'export * from "./a.ts";\nexport { b } from "./b.ts";'),
    1,
  );
  assert.equal(found("libs/a/src/a.ts", 'export { b } from "./b.ts";\nexport const c = 1;'), 0);
  assert.equal(found("libs/a/src/a.ts", "export { a };"), 0);
});

test("[TL11] the tree has no dead file and no barrel", () => {
  const files = typeScriptFiles();
  assertNone([...deadFileFindings(files), ...barrelFindings(files)]);
});
