// Goal: nothing unfinished, machine-bound or silenced lands.

import assert from "node:assert/strict";
import { test } from "node:test";
import { allPaths, load, sourceFile, typeScriptFiles } from "./files.ts";
import { assertNone } from "./finding.ts";
import { silencedTestFindings, wordFindings } from "./words.ts";

const TEXT_FILE = /(\.(ts|mjs|js|json|jsonc|ya?ml|md|sh|css|html|proto|toml|txt)|\/run)$/;

const words = (text: string): string[] =>
  wordFindings([sourceFile("a.md", text)]).map((found) => found.what);
const silenced = (text: string): string[] =>
  silencedTestFindings([sourceFile("a.test.ts", text)]).map((found) => found.what);

test("[TL7] marks of unfinished work are found, parts of words are not", () => {
  for (const word of ["TODO", "FIXME", "XXX", "HACK"]) {
    assert.deepEqual(words(`a ${word}: b`), ["unfinished work"]);
    assert.deepEqual(words(`a${word}b`), []);
  }
});

test("[TL7] paths of one machine and registry hosts are found", () => {
  assert.deepEqual(words("cd /home/me"), ["a path of one machine"]);
  assert.deepEqual(words('"/work/x"'), ["a path of one machine"]);
  assert.deepEqual(words("/root/x"), ["a path of one machine"]);
  assert.deepEqual(words("in /tmp/x"), ["a fixed temporary path"]);
  assert.deepEqual(words("https://registry.npmjs.org/x"), ["a package registry's host"]);
  assert.deepEqual(words("src/home/a ./work/b a-/root/c /homes/x"), []);
});

test("[TL8] a silenced test is found unless its reason stands beside it", () => {
  assert.deepEqual(silenced('test.skip("a", f);'), ["a test silenced with .skip"]);
  assert.deepEqual(silenced('describe.only("a", f);'), ["a test silenced with .only"]);
  assert.deepEqual(silenced('it.todo("a");'), ["a test silenced with .todo"]);
  assert.deepEqual(silenced('test("a", { skip: true }, f);'), ["a test silenced with skip:"]);
  assert.deepEqual(silenced('test("a", { only: true }, f);'), ["a test silenced with only:"]);
  assert.deepEqual(silenced('// Skipped because of x\ntest.skip("a", f);'), []);
  assert.deepEqual(silenced('// Skipped because of x\ntest.only("a", f);').length, 1);
  assert.deepEqual(silenced('test("a", { skip: "no disk here" }, f);'), []);
  assert.deepEqual(silenced("rows.skip(1); cursor.only(2); a = { only: [b] };"), []);
});

test("[TL7] the whole tree is free of them", () => {
  assertNone(
    wordFindings(
      allPaths()
        .filter((path) => TEXT_FILE.test(path))
        .map(load),
    ),
  );
});

test("[TL8] no test of the tree is silenced", () => {
  assertNone(silencedTestFindings(typeScriptFiles()));
});
