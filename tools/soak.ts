/**
 * The long versions: every soak suite, and every end-to-end suite with AMBON_SOAK=1. Prints a
 * report with the seed, the command and the commit, which together repeat it.
 */

import { spawnSync } from "node:child_process";
import { randomInt } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { provision, thisMachine } from "./provision.ts";
import { killRunning } from "./runner/command.ts";
import { parseOptions, selectSteps } from "./runner/options.ts";
import { runStep, type StepResult } from "./runner/run-step.ts";
import { type Step, suiteStep, suites } from "./runner/steps.ts";
import { root } from "./tidy/files.ts";

/** One suite may take this long; the whole has no limit. */
const SUITE_TIMEOUT_MS = 4 * 3_600_000;
const REPORT = ".cache/soak/report.txt";
const SEED_MAX = 2 ** 31;

const help = `bun run soak [options]

Runs tests/**/*.soak.ts, and tests/**/*.e2e.ts in their long form (AMBON_SOAK=1).

  --seed N      use this seed (default: a fresh one; suites read it from AMBON_SEED)
  --only NAME   run only this suite (repeat it, or separate names by commas)
  --list        list the suites
  --help        this text

The report is printed at the end and kept in ${REPORT}.`;

async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  const known: Step[] = [...suites(".soak.ts"), ...suites(".e2e.ts")].map((path) =>
    suiteStep(path, SUITE_TIMEOUT_MS, SUITE_TIMEOUT_MS),
  );
  if (options.kind === "help") return print(help, 0);
  if (options.kind === "list") return print(known.map(({ id }) => id).join("\n"), 0);
  if (options.kind === "wrong") return print(options.message, 2);
  const { steps, unknown } = selectSteps(known, options.only);
  if (unknown.length > 0) return print(`no suite ${unknown.join(", ")}; --list names them`, 2);
  if (steps.length === 0) return print("no suite found below tests/", 1);
  const seed = options.seed ?? `${randomInt(SEED_MAX)}`;
  const { env, problems } = provision(thisMachine((line) => console.log(line)));
  if (problems.length > 0) return print(problems.join("\n"), 1);
  console.log(`seed ${seed}, ${steps.length} suite(s)`);
  const results: StepResult[] = [];
  for (const step of steps) {
    const soakEnv = { ...env, AMBON_SOAK: "1", AMBON_SEED: seed };
    results.push(await runStep(step, soakEnv, SUITE_TIMEOUT_MS));
  }
  return report(seed, options.only, results);
}

function report(seed: string, only: readonly string[], results: readonly StepResult[]): number {
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  const onlyText = only.length === 0 ? "" : ` --only ${only.join(",")}`;
  const text = [
    "Soak report",
    `commit   ${commit()}`,
    `command  bun run soak --seed ${seed}${onlyText}`,
    `seed     ${seed}`,
    `runtime  bun ${process.versions.bun ?? "?"} on ${process.platform} ${process.arch}`,
    ...results.map(
      (result) =>
        `${result.failed === 0 ? "ok  " : "FAIL"}     ${result.step.id}: ` +
        `${result.passed} passed, ${result.failed} failed, ` +
        `${Math.round(result.elapsedMs / 1000)} s`,
    ),
    `${passed} passed, ${failed} failed`,
  ].join("\n");
  mkdirSync(join(root, ".cache", "soak"), { recursive: true });
  writeFileSync(join(root, REPORT), `${text}\n`);
  return print(text, failed === 0 ? 0 : 1);
}

function commit(): string {
  const git = (...args: string[]): string | undefined => {
    const ended = spawnSync("git", args, { cwd: root, encoding: "utf8" });
    return ended.status === 0 ? ended.stdout.trim() : undefined;
  };
  const changed = git("status", "--porcelain") === "" ? "" : " with uncommitted changes";
  return `${git("rev-parse", "HEAD") ?? "unknown (no git here)"}${changed}`;
}

function print(text: string, code: number): number {
  console.log(text);
  return code;
}

for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.on(signal, () => {
    killRunning();
    console.error(`stopped by ${signal}`);
    process.exit(130);
  });
}
process.exit(await main(process.argv.slice(2)));
