// Goal: each banned call is found where it is banned, and only there.

import assert from "node:assert/strict";
import { test } from "node:test";
import { bannedFindings, bans } from "./banned.ts";
import { sourceFile, typeScriptFiles } from "./files.ts";
import { assertNone } from "./finding.ts";

const whatIn = (path: string, text: string): string[] =>
  bannedFindings([sourceFile(path, text)]).map((found) => found.what);

/** A text with the banned tokens as code. */
const breaking = (tokens: readonly string[]): string =>
  tokens[0]?.includes(":") ? `import "${tokens.join("")}";` : `let x; x ${tokens.join(" ")} y`;

test("[TL9] every ban fires in one place where it holds", () => {
  const places = ["libs/a/src/a.ts", "libs/a/src/a.test.ts"];
  for (const ban of bans) {
    const place = places.find(ban.bannedIn);
    assert.ok(place !== undefined, ban.what);
    assert.deepEqual(whatIn(place, breaking(ban.tokens)), [ban.what]);
    assert.deepEqual(whatIn(place, `// ${breaking(ban.tokens)}`), []);
  }
});

test("[TL9] terminals may be written to and programs ended where that is their job", () => {
  assert.deepEqual(whatIn("apps/engine/src/main.ts", "console.log(1); process.exit(1);"), []);
  assert.deepEqual(whatIn("tools/a.ts", "console.log(1); process.exit(1);"), []);
  assert.deepEqual(whatIn("apps/cli/src/a.ts", "console.log(1);"), []);
  assert.deepEqual(whatIn("apps/cli/src/a.ts", "process.exit(1);"), [
    "process.exit outside main.ts and the tools",
  ]);
  assert.deepEqual(whatIn("libs/a/src/a.ts", "host.console.log(1);"), []);
});

test("[TL9] suppressed type errors are found", () => {
  for (const word of ["ignore", "nocheck", "expect-error"]) {
    assert.deepEqual(whatIn("a.ts", `// @ts-${word} because`), ["a suppressed type error"]);
  }
  assert.deepEqual(whatIn("a.test.ts", "// @ts-ignore because").length, 1);
  assert.deepEqual(whatIn("a.test.ts", "// @ts-expect-error").length, 1);
  assert.deepEqual(whatIn("a.test.ts", "// @ts-expect-error a name is no number"), []);
});

test("[TL9] a catch block that does nothing and says nothing is found", () => {
  assert.deepEqual(whatIn("a.ts", "try { a(); } catch {}"), ["a silent catch"]);
  assert.deepEqual(whatIn("a.ts", "try { a(); } catch (error) { }"), ["a silent catch"]);
  assert.deepEqual(whatIn("a.ts", "try { a(); } catch { /* gone already */ }"), []);
  assert.deepEqual(whatIn("a.ts", "try { a(); } catch { b(); }"), []);
});

test("[TL9] the whole tree keeps the bans", () => {
  assertNone(bannedFindings(typeScriptFiles()));
});
