/** docs/commands.md is what the table says. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { commandsPage } from "./commands-doc.ts";

test("[GK49] docs/commands.md is the command table of today", () => {
  const page = readFileSync(new URL("../../../docs/commands.md", import.meta.url), "utf8");
  const hint = "run `bun libs/game/src/adapter/write-commands.ts`";
  assert.equal(page.replaceAll("\r\n", "\n"), commandsPage(), hint);
});
