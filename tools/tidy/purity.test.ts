// Goal: every ban fires on the code it means, and only there; then no core breaks one.

import assert from "node:assert/strict";
import { test } from "node:test";
import { sourceFile, typeScriptFiles } from "./files.ts";
import { assertNone, tell } from "./finding.ts";
import { asyncPorts, bannedGlobals, bannedInGame, bannedMath, purityFindings } from "./purity.ts";

const inKernel = (text: string): string[] =>
  purityFindings([sourceFile("libs/kernel/src/a.ts", text)]).map((found) => found.what);
const inGame = (text: string): string[] =>
  purityFindings([sourceFile("libs/game/src/a.ts", text)]).map((found) => found.what);

test("[TL3] each banned global fires, and names its replacement", () => {
  for (const [name, instead] of bannedGlobals) {
    const found = purityFindings([sourceFile("libs/kernel/src/a.ts", `\nlet x = ${name}(1);`)]);
    assert.equal(found.length, 1, name);
    assert.equal(found.map(tell)[0], `libs/kernel/src/a.ts:2: ${name} → ${instead}`);
  }
});

test("[TL3] each banned member of Math fires, the exact ones pass", () => {
  for (const name of bannedMath.keys()) {
    assert.deepEqual(inKernel(`x = Math.${name}(y);`), [`Math.${name}`]);
  }
  assert.deepEqual(inKernel("x = Math.floor(Math.max(1, Math.imul(y, 3)));"), []);
});

test("[TL3] Math cannot be taken apart to reach a banned member", () => {
  const what = "Math not followed by its member";
  assert.deepEqual(inKernel("const { sin } = Math;"), [what]);
  assert.deepEqual(inKernel('x = Math["sin"](1);'), [what]);
});

test("[TL3] powers, locale methods and imports of a runtime fire", () => {
  assert.deepEqual(inKernel("x = 2 ** y; x **= 2;"), ["**", "**="]);
  assert.deepEqual(inKernel("a.localeCompare(b); a?.toLocaleUpperCase();"), [
    "localeCompare",
    "toLocaleUpperCase",
  ]);
  assert.deepEqual(inKernel('import a from "node:fs";\nimport { b } from "bun:sqlite";'), [
    "a core imports node:fs",
    "a core imports bun:sqlite",
  ]);
  assert.deepEqual(inKernel('export type A = import("node:net").Socket;'), [
    "a core imports node:net",
  ]);
});

test("[TL3] async functions and awaits fire, arrows and methods too", () => {
  assert.deepEqual(inKernel("const f = async () => { await g(); };"), ["async", "await"]);
  assert.deepEqual(inKernel("class A { async m(): Promise<void> {} }"), ["async", "Promise"]);
});

test("[TL3] a listed port may name Promise as a type, and nothing more", () => {
  for (const path of asyncPorts) {
    const whatIn = (text: string): string[] =>
      purityFindings([sourceFile(path, text)]).map((found) => found.what);
    assert.deepEqual(whatIn("type A = { read(): Promise<string> };"), []);
    assert.deepEqual(whatIn("const a = Promise.resolve(1);"), ["Promise"]);
    assert.deepEqual(whatIn("async function f() {}"), ["async"]);
  }
});

test("[TL3] words in comments, strings and property names do not count", () => {
  assert.deepEqual(inKernel("// Date\n/* await process */\nconst a = 'Date.now()';"), []);
  assert.deepEqual(inKernel("const a = `the process of ${b} await`;"), []);
  assert.deepEqual(inKernel("type A = { process: string; readonly crypto: 1; console?: 2 };"), []);
  assert.deepEqual(inKernel("a.process(b.console, c.Date);"), []);
  assert.deepEqual(inKernel("const a = `${Date.now()}`;"), ["Date"]);
});

test("[TL4] in the game fractions and divisions fire", () => {
  assert.deepEqual(inGame("x = 0.5; y = .5; z = 1e-3;"), [
    "the fraction 0.5",
    "the fraction .5",
    "the fraction 1e-3",
  ]);
  assert.deepEqual(inGame("x = a / b; x /= 2;"), ["a division", "a division"]);
  for (const name of bannedInGame.keys()) assert.deepEqual(inGame(`x = ${name}(y);`), [name]);
  assert.deepEqual(inGame("x = 0x5e + 1_000 + 10e3 + a % b; y = /a.b/.test(s); // 0.5 / 2"), []);
});

test("[TL4] outside the game fractions are allowed", () => {
  assert.deepEqual(inKernel("x = 0.5 / Math.sqrt(2);"), []);
});

test("[TL3] adapters, tests and apps are not cores", () => {
  const paths = ["libs/a/src/adapter/b.ts", "libs/a/src/b.test.ts", "libs/a/src/testing/b.ts"];
  for (const path of [...paths, "libs/a/src/b.prop.ts", "apps/a/src/b.ts"]) {
    assert.deepEqual(purityFindings([sourceFile(path, "Date.now()")]), [], path);
  }
});

test("[TL3] [TL4] every core is pure", () => {
  assertNone(purityFindings(typeScriptFiles()));
});
