/**
 * The simulator at length: the kept seeds, the same trace on all runtimes, and fresh seeds for a
 * minute (AMBON_SOAK: ten). A fresh seed that fails is a finding: its command is in the message.
 * Fresh ones begin at a number that the committed tree decides: each change plays seeds that were
 * never played before, and a build that failed fails again until something is mended. The soak
 * draws at random, and `AMBON_SEED` says where to begin.
 */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { join } from "node:path";
import { test } from "node:test";
import { BRANCHES, KEPT_SEEDS } from "@ambon/sim/kept-seeds";
import { drawOptions } from "@ambon/sim/options";
import { commandFor } from "@ambon/sim/shrink";
import { type SimReport, Simulation } from "@ambon/sim/simulation";

const ROOT = join(import.meta.dirname, "../..");
const RUNTIMES = {
  bun: ["bun"],
  node: ["node"],
  deno: ["deno", "run", "-A", "--no-check", "--no-lock"],
} as const;
const HASHED = { seed: 94, seconds: "30" } as const;
const TIMEOUT_MS = 120_000;
const FRESH_MS = process.env.AMBON_SOAK === undefined ? 60_000 : 600_000;
const SEED_MAX = 2 ** 31;
const HOUR_MS = 3_600_000;

const firstFresh = (): number => {
  const { AMBON_SEED, AMBON_SOAK } = process.env;
  if (AMBON_SEED !== undefined) return Number(AMBON_SEED);
  const { stdout } = spawnSync("git", ["rev-parse", "HEAD^{tree}"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  // Not of a repository, such as an archive: then by chance.
  const isTree = AMBON_SOAK === undefined && /^[0-9a-f]{40}/.test(stdout);
  return isTree ? Number.parseInt(stdout.slice(0, 7), 16) : randomInt(SEED_MAX);
};

const play = (seed: number): SimReport => {
  const report = new Simulation(drawOptions(seed)).run();
  const [wrong] = report.wrongs;
  const text = `${wrong?.invariant} at ${wrong?.atMs} ms: ${wrong?.what}`;
  assert.equal(wrong, undefined, `${text}\nrepeat: ${commandFor(seed, {})}`);
  return report;
};

const hashOn = (runtime: keyof typeof RUNTIMES): string => {
  const [program, ...options] = RUNTIMES[runtime];
  const main = join(ROOT, "libs/sim/src/adapter/main.ts");
  const args = [...options, main, "--seed", `${HASHED.seed}`, "--seconds", HASHED.seconds];
  const path = join(ROOT, "node_modules/.bin", program);
  const { stdout, stderr } = spawnSync(path, args, {
    cwd: ROOT,
    encoding: "utf8",
    timeout: TIMEOUT_MS,
  });
  const hash = /^trace ([0-9a-f]{16})$/m.exec(stdout)?.[1];
  assert.ok(hash !== undefined, `${runtime}: ${stdout}${stderr}`);
  return hash;
};

test("[SM15] one seed has the same trace on Bun, Node and Deno", () => {
  const bun = hashOn("bun");
  assert.equal(hashOn("node"), bun);
  assert.equal(hashOn("deno"), bun);
});

test("[SM17] [SM19] the kept seeds keep all invariants and reach every rare branch", () => {
  const reached = new Map<string, number>();
  for (const { seed } of KEPT_SEEDS) {
    for (const [what, count] of play(seed).sometimes) {
      reached.set(what, (reached.get(what) ?? 0) + count);
    }
  }
  const missed = Object.entries(BRANCHES).filter(
    ([what, least]) => (reached.get(what) ?? 0) < least,
  );
  assert.deepEqual(missed, []);
});

test("[SM17] fresh seeds keep all invariants", () => {
  const first = firstFresh();
  const beganMs = performance.now();
  let virtualMs = 0;
  let count = 0;
  for (; performance.now() - beganMs < FRESH_MS; count += 1)
    virtualMs += play(first + count).virtualMs;
  const hours = (virtualMs / HOUR_MS).toFixed(2);
  console.log(`seeds ${first} … ${first + count - 1}: ${hours} simulated hours`);
});
