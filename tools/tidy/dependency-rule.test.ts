// Goal: the table of the design holds for every import of the tree.

import assert from "node:assert/strict";
import { test } from "node:test";
import { allowedLibs, dependencyFindings } from "./dependency-rule.ts";
import { allPaths, sourceFile, typeScriptFiles } from "./files.ts";
import { assertNone } from "./finding.ts";

const whatIn = (path: string, text: string): string[] =>
  dependencyFindings([sourceFile(path, text)]).map((found) => found.what);

test("[TL1] a lib imports only the libs that the table allows", () => {
  const path = "libs/markup/src/a.ts";
  assert.deepEqual(whatIn(path, 'import { a } from "@ambon/kernel/a";'), []);
  assert.deepEqual(whatIn(path, 'import type { A } from "@ambon/game/a";'), [
    "markup imports game",
  ]);
  assert.deepEqual(whatIn(path, 'export { a } from "@ambon/world/a";'), ["markup imports world"]);
  assert.deepEqual(whatIn(path, 'type A = import("@ambon/bus/a").A;'), ["markup imports bus"]);
  assert.deepEqual(whatIn("libs/new/src/a.ts", 'import "@ambon/kernel/a";'), [
    "the lib new is not in the dependency table",
  ]);
});

test("[TL1] the engine may not reach telnet nor session", () => {
  const path = "libs/engine/src/a.ts";
  assert.deepEqual(whatIn(path, 'import "@ambon/telnet/a";'), ["engine imports telnet"]);
  assert.deepEqual(whatIn(path, 'import "@ambon/session/a";'), ["engine imports session"]);
  assert.deepEqual(whatIn(path, 'import "@ambon/game/a"; import "@ambon/accounts/a";'), []);
});

test("[TL1] no lib imports an app, and of the apps only the CLI does; the client's bundle is for those who serve it", () => {
  assert.deepEqual(whatIn("libs/sim/src/a.ts", 'import "@ambon/app-cli/a";'), [
    "libs/sim imports the app cli",
  ]);
  assert.deepEqual(whatIn("apps/standalone/src/a.ts", 'import "@ambon/app-swarm/a";'), [
    "apps/standalone imports the app swarm",
  ]);
  assert.deepEqual(whatIn("apps/swarm/src/a.ts", 'import "@ambon/app-web/a";'), [
    "apps/swarm imports the app web",
  ]);
  assert.deepEqual(whatIn("apps/standalone/src/a.ts", 'import "@ambon/app-web/a";'), []);
  assert.deepEqual(whatIn("apps/cli/src/a.ts", 'import "@ambon/app-standalone/a";'), []);
});

test("[TL1] no relative import leaves its package", () => {
  const what = "the relative import ../../kernel/src/a.ts leaves its package";
  assert.deepEqual(whatIn("libs/game/src/a.ts", 'import "../../kernel/src/a.ts";'), [what]);
  assert.deepEqual(whatIn("libs/game/src/b/a.ts", 'import "../a.ts";'), []);
});

test("[TL2] a core uses only the packages of the short list, an adapter any", () => {
  const text = 'import { parse } from "yaml";';
  assert.deepEqual(whatIn("libs/world/src/a.ts", text), []);
  assert.deepEqual(whatIn("libs/kernel/src/a.ts", text), [
    "the core of kernel imports the package yaml",
  ]);
  assert.deepEqual(whatIn("libs/kernel/src/adapter/a.ts", text), []);
  const deep = 'import { fileDesc } from "@bufbuild/protobuf/codegenv2";';
  assert.deepEqual(whatIn("libs/wire/src/a.ts", deep), []);
  assert.deepEqual(whatIn("libs/game/src/a.ts", deep), [
    "the core of game imports the package @bufbuild/protobuf",
  ]);
});

test("[TL2] product code imports no test file", () => {
  assert.deepEqual(whatIn("libs/game/src/a.ts", 'import "./testing/b.ts";'), [
    "product code imports the test file ./testing/b.ts",
  ]);
  assert.deepEqual(whatIn("libs/game/src/a.test.ts", 'import "./testing/b.ts";'), []);
});

test("[TL2] the simulator uses test files, and only tests use the simulator", () => {
  const simulator = 'import "@ambon/sim/simulation";';
  assert.deepEqual(whatIn("libs/sim/src/a.ts", 'import "@ambon/game/testing/small-world";'), []);
  assert.deepEqual(whatIn("tests/e2e/a.e2e.ts", simulator), []);
  assert.deepEqual(whatIn("apps/cli/src/a.ts", simulator), [
    "product code imports the test file @ambon/sim/simulation",
  ]);
});

test("[TL1] every lib of the tree is in the table", () => {
  const libs = allPaths().flatMap((path) => /^libs\/([^/]+)\/package\.json$/.exec(path)?.[1] ?? []);
  assert.deepEqual(
    libs.filter((lib) => !Object.hasOwn(allowedLibs, lib)),
    [],
  );
});

test("[TL1] [TL2] the whole tree keeps the rule", () => {
  assertNone(dependencyFindings(typeScriptFiles()));
});
