/**
 * The test command. Runs every step, tells each with its counts and its time, and ends with one
 * line `N passed, N failed` summed over all; a static check counts as one test. The exit code is 0
 * only when nothing failed.
 */

import { provision, requirements, thisMachine } from "./provision.ts";
import { killRunning } from "./runner/command.ts";
import { LANES, runInLanes } from "./runner/lanes.ts";
import { parseOptions, selectSteps } from "./runner/options.ts";
import { runStep } from "./runner/run-step.ts";
import { allSteps, type Step } from "./runner/steps.ts";

/** The whole run; what has not begun by then is reported as failed. */
const RUN_TIMEOUT_MS = 20 * 60_000;

const help = `npm test -- [options]        (or: bun run test [options])

Runs formatting, types, lints, tidy checks, unit tests on Bun, Node and Deno, and the end-to-end
suites, and ends with one line "N passed, N failed".

  --only NAME   run only this step or group (repeat it, or separate names by commas)
  --list        list the steps with their groups
  --help        this text

The full output of each step is kept in .cache/test/. Programs that tests need are found on PATH;
${requirements.map((row) => row.variable).join(", ")} name others.`;

type Total = { passed: number; failed: number };

async function main(args: readonly string[]): Promise<number> {
  const options = parseOptions(args);
  const known = allSteps();
  if (options.kind === "help") return print(help, 0);
  if (options.kind === "list") {
    return print(known.map(({ id, group, title }) => `${group}  ${id}  ${title}`).join("\n"), 0);
  }
  if (options.kind === "wrong") return print(options.message, 2);
  const { steps, unknown } = selectSteps(known, options.only);
  if (unknown.length > 0) {
    return print(`no step ${unknown.join(", ")}; --list names them all`, 2);
  }
  const total = await runAll(steps, options.only.length === 0);
  return print(`${total.passed} passed, ${total.failed} failed`, total.failed === 0 ? 0 : 1);
}

async function runAll(steps: readonly Step[], isWholeRun: boolean): Promise<Total> {
  const deadlineMs = Date.now() + RUN_TIMEOUT_MS;
  const total: Total = { passed: 0, failed: 0 };
  const needsPrograms = steps.some(({ group }) => group !== "static");
  if (isWholeRun && !steps.some(({ group }) => group === "e2e")) {
    total.failed += 1;
    console.log("FAIL End to end: no suite found in tests/e2e");
  }
  // Before the long part, so that a missing program is known at once.
  const env = needsPrograms ? provisionAll(total) : {};
  await runInLanes(steps, LANES, async (step) => {
    const result = await runStep(step, env, deadlineMs - Date.now());
    total.passed += result.passed;
    total.failed += result.failed;
  });
  return total;
}

function provisionAll(total: Total): Readonly<Record<string, string>> {
  const { env, problems } = provision(thisMachine((line) => console.log(`     ${line}`)));
  const found = Object.keys(env).length;
  total.passed += found;
  total.failed += problems.length;
  const mark = problems.length === 0 ? "ok  " : "FAIL";
  console.log(`${mark} Programs that tests need: ${found} found, ${problems.length} missing`);
  for (const problem of problems) console.log(`    | ${problem}`);
  return env;
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
