// Goal: every way in which generated files can differ is told.

import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { differences } from "./drift.ts";

test("[TL15] changed, missing and left-over generated files are told", () => {
  const base = mkdtempSync(join(tmpdir(), "ambon-drift-"));
  try {
    const write = (path: string, text: string): void => {
      mkdirSync(join(base, path, ".."), { recursive: true });
      writeFileSync(join(base, path), text);
    };
    write("now/a/same.ts", "1");
    write("tree/a/same.ts", "1");
    write("now/a/changed.ts", "2");
    write("tree/a/changed.ts", "1");
    write("now/new.ts", "1");
    write("tree/old.ts", "1");
    assert.deepEqual(differences(join(base, "now"), join(base, "tree")), [
      `${join("a", "changed.ts")} is out of date`,
      "new.ts is missing",
      "old.ts has no source in proto/ any more",
    ]);
    assert.deepEqual(differences(join(base, "now"), join(base, "now")), []);
    assert.deepEqual(differences(join(base, "none"), join(base, "none2")), []);
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
});
