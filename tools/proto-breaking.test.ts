// Goal: a change that released builds would misread is refused, and an addition is not.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { commandEnv } from "./runner/command.ts";
import { allSteps } from "./runner/steps.ts";
import { root } from "./tidy/files.ts";

const FRAMES = "proto/ambon/link/v1/frames.proto";

/** Runs the step's command on a copy of proto/ in which one text is another. */
const verdictOf = (from: string, to: string): { status: number | null; words: string } => {
  const step = allSteps().find(({ id }) => id === "proto-breaking");
  assert.ok(step !== undefined, "there is no such step");
  const directory = mkdtempSync(join(tmpdir(), "ambon-breaking-"));
  try {
    for (const name of ["proto", "buf.yaml"]) {
      cpSync(join(root, name), join(directory, name), { recursive: true });
    }
    const before = readFileSync(join(directory, FRAMES), "utf8");
    assert.ok(before.includes(from), `no ${from} in ${FRAMES}`);
    writeFileSync(join(directory, FRAMES), before.replace(from, to));
    const [program, ...args] = step.argv;
    const run = spawnSync(program, args, { cwd: directory, env: commandEnv(), encoding: "utf8" });
    return { status: run.status, words: run.stdout + run.stderr };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

test("[TL30] a field that is taken out, renumbered or of another type fails, without any history", () => {
  const field = "  uint32 input_seq = 2;\n";
  for (const [to, words] of [
    ["", /deleted/],
    ["  uint32 input_seq = 9;\n", /deleted|name/],
    ["  string input_seq = 2;\n", /changed type/],
  ] as const) {
    const { status, words: said } = verdictOf(field, to);
    assert.notEqual(status, 0);
    assert.match(said, words);
  }
});

test("[TL30] a new field passes", () => {
  const field = "  uint32 input_seq = 2;\n";
  const { status, words } = verdictOf(field, `${field}  // New.\n  uint32 more = 99;\n`);
  assert.equal(status, 0, words);
});
