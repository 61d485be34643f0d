/**
 * Determinism: the kept recordings (tests/fixtures/replay) give the same state hashes on Bun, Node
 * and Deno, and a perturbed one is reported with its first divergent step.
 */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import {
  decodeRecording,
  encodeEntry,
  encodeHeader,
  type RecordingEntry,
} from "@ambon/journal/recording";
import { decodeCanonical, encodeCanonical } from "@ambon/kernel/canonical";

const ROOT = join(import.meta.dirname, "../..");
const KEPT = join(ROOT, "tests/fixtures/replay");
const RUNTIMES = { bun: ["bun"], node: ["node"], deno: ["deno", "run", "-A"] } as const;
const TIMEOUT_MS = 60_000;

const replay = (runtime: keyof typeof RUNTIMES, file: string) => {
  const [program, ...options] = RUNTIMES[runtime];
  const main = join(ROOT, "apps/cli/src/main.ts");
  const args = [...options, main, "replay", file, "--content", join(KEPT, "content"), "--marks"];
  const path = join(ROOT, "node_modules/.bin", program);
  const result = spawnSync(path, args, { cwd: ROOT, encoding: "utf8", timeout: TIMEOUT_MS });
  return { status: result.status, out: result.stdout, err: result.stderr };
};

const kept = readFileSync(join(KEPT, "hashes.txt"), "utf8").trim().split("\n");

for (const line of kept) {
  const [zone = "", steps = "", hash = ""] = line.split(" ");
  const file = join(KEPT, `${zone.split("#")[0]}.recording`);
  for (const runtime of Object.keys(RUNTIMES) as (keyof typeof RUNTIMES)[]) {
    test(`[RP1] ${zone}: ${steps} recorded steps end in the same hash on ${runtime}`, () => {
      const { status, out, err } = replay(runtime, file);
      assert.equal(status, 0, err || out);
      assert.match(out, new RegExp(`final hash ${hash} after ${steps} steps`));
    });
  }
}

test("[RP2] a perturbed recording is reported with its first divergent step", () => {
  const directory = mkdtempSync(join(tmpdir(), "ambon-replay-"));
  try {
    const decoded = decodeRecording(readFileSync(join(KEPT, "cave.recording")));
    assert(decoded.ok);
    const { header, entries } = decoded.value;
    const text = (entry: RecordingEntry): string =>
      entry.kind === "step" ? encodeCanonical(entry.inputs) : "";
    const victim = entries.findIndex((entry) => /"kill troll"/.test(text(entry)));
    assert(victim > 0);
    const changed = entries.map((entry, index) => {
      if (index !== victim || entry.kind !== "step") return entry;
      const inputs = decodeCanonical(text(entry).replace("kill troll", "say no"));
      return { ...entry, inputs: inputs as readonly unknown[] };
    });
    const file = join(directory, "spoilt.recording");
    writeFileSync(file, Buffer.concat([encodeHeader(header), ...changed.map(encodeEntry)]));
    const { status, out, err } = replay("bun", file);
    assert.equal(status, 1, err || out);
    const step = entries.slice(0, victim + 1).filter((entry) => entry.kind === "step").length;
    assert.match(err, new RegExp(`step ${step} differs`));
    assert.match(err, new RegExp(`the last step known to agree is ${step - 1}`));
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
