// Goal: files, functions and lines stay small, and what was large before only shrinks.

import assert from "node:assert/strict";
import { test } from "node:test";
import { allPaths, load, sourceFile, typeScriptFiles } from "./files.ts";
import { assertNone } from "./finding.ts";
import { functionBodies } from "./functions.ts";
import { sizeFindings } from "./sizes.ts";
import { tokenizeCode } from "./tokens.ts";

const none = { files: {}, functions: {} };
const lines = (count: number): string => "x;\n".repeat(count);
const whatIn = (path: string, text: string, ratchets = none): string[] =>
  sizeFindings([sourceFile(path, text)], ratchets).map((found) => found.what);

test("[TL5] a file of 400 lines passes, one more does not", () => {
  assert.deepEqual(whatIn("libs/a/src/a.ts", lines(400)), []);
  assert.deepEqual(whatIn("libs/a/src/a.ts", lines(401)), ["401 lines, the limit is 400"]);
});

test("[TL5] a listed file may shrink, never grow, and leaves the list when it fits", () => {
  const ratchets = { files: { "a.ts": 500 }, functions: {} };
  assert.deepEqual(whatIn("a.ts", lines(500), ratchets), []);
  assert.deepEqual(whatIn("a.ts", lines(501), ratchets), ["501 lines, the limit is 500"]);
  assert.deepEqual(whatIn("a.ts", lines(400), ratchets), ["only 400 lines by now"]);
});

test("[TL5] a function of 70 lines passes, one more does not", () => {
  const withBody = (count: number): string => `function f(): void {\n${lines(count - 2)}}\n`;
  assert.deepEqual(whatIn("libs/a/src/a.ts", withBody(70)), []);
  assert.deepEqual(whatIn("libs/a/src/a.ts", withBody(71)), [
    "a function of 71 lines, the limit is 70",
  ]);
  assert.deepEqual(whatIn("libs/a/src/a.test.ts", withBody(71)), []);
});

test("[TL5] bodies of functions are told from other braces", () => {
  const count = (text: string): number => functionBodies(tokenizeCode(text)).length;
  const functions = [
    "function f() { }",
    "const f = () => { };",
    "const f = (a: number): Map<string, { b: 1 }> => { };",
    "class A { m(a: string): Result<A, B> { } }",
    "class A { get m(): { a: number } { } }",
    "function f(x: unknown): x is string { }",
    "function f(): A[] | undefined { }",
    "class A { constructor() { } }",
    "class A { #m(): void { } }",
  ];
  for (const text of functions) assert.equal(count(text), 1, text);
  const others = [
    "if (a) { } else { }",
    "for (const a of b) { } while (a) { } do { } while (a);",
    "switch (a) { case 1: { } default: { } }",
    "try { } catch (e) { } finally { }",
    "class A<T> extends B<T> { }",
    "interface A { b: { c: 1 } }",
    "type A = { b(): void };",
    'import { a } from "a"; export { b };',
    "const a = { b: { } }; f({ });",
    "const a = b ? (c) : { };",
  ];
  for (const text of others) assert.equal(count(text), 0, text);
});

test("[TL6] a line of 100 columns passes, one more does not, an address may be longer", () => {
  assert.deepEqual(whatIn("a.ts", "x".repeat(100)), []);
  assert.deepEqual(whatIn("a.ts", "x".repeat(101)), ["101 columns, the limit is 100"]);
  assert.deepEqual(whatIn("a.ts", `// https://example.org/${"x".repeat(101)}`), []);
});

test("[TL6] a long text may make a line longer in tests only", () => {
  const text = `f("${"x".repeat(110)}");`;
  assert.deepEqual(whatIn("a.test.ts", text), []);
  assert.equal(whatIn("a.ts", text).length, 1);
});

test("[TL5] [TL6] the whole tree is within the limits", () => {
  const others = allPaths().filter((path) => /\.(mjs|js|sh|proto|css)$/.test(path));
  assertNone(sizeFindings([...typeScriptFiles(), ...others.map(load)]));
});
