/** Runs one step and tells how it went: a line when it is well, the end of its output when not. */

import { runCommand } from "./command.ts";
import { judge, type Verdict } from "./counts.ts";
import type { Step } from "./steps.ts";

const TAIL_LINES = 150;
/** Where the full output of each step is kept. */
const LOG_DIRECTORY = ".cache/test";

export type StepResult = Verdict & { readonly step: Step; readonly elapsedMs: number };

/** Runs `step`, for at most `remainingMs`, with `env` beside its own. */
export async function runStep(
  step: Step,
  env: Readonly<Record<string, string>>,
  remainingMs: number,
): Promise<StepResult> {
  if (remainingMs <= 0) {
    const problem = "it was not run: the time of the whole run is over";
    return tell({ step, passed: 0, failed: 1, problem, elapsedMs: 0 }, "");
  }
  const logFile = `${LOG_DIRECTORY}/${step.id.replaceAll("/", "-")}.log`;
  const timeoutMs = Math.min(step.timeoutMs, remainingMs);
  const ended = await runCommand({
    argv: step.argv,
    env: { ...env, ...step.env },
    timeoutMs,
    logFile,
  });
  const verdict = judge(step.summary, ended, timeoutMs);
  const result = { ...verdict, step, elapsedMs: ended.elapsedMs };
  return tell(result, `${tail(ended.output)}\n(all of it: ${logFile})`);
}

function tell(result: StepResult, output: string): StepResult {
  const { step, passed, failed, problem, elapsedMs } = result;
  const seconds = (elapsedMs / 1000).toFixed(1);
  const mark = failed === 0 ? "ok  " : "FAIL";
  const counts = `${passed} passed${failed === 0 ? "" : `, ${failed} failed`}`;
  console.log(`${mark} ${step.title} [${step.id}]: ${counts} (${seconds} s)`);
  if (failed > 0) {
    if (output !== "") console.log(indent(output));
    if (problem !== undefined) console.log(indent(`${step.id}: ${problem}`));
  }
  return result;
}

/** The end of the output, without the tests that passed. */
function tail(output: string): string {
  const lines = output.trimEnd().split("\n");
  const telling = lines.filter((line) => !/^\s*(\(pass\)|✔|.* \.\.\. ok )/.test(line));
  const left = telling.length - TAIL_LINES;
  const head = left > 0 ? [`… ${left} lines before`] : [];
  return [...head, ...telling.slice(-TAIL_LINES)].join("\n");
}

function indent(text: string): string {
  return text.replace(/^/gm, "    | ");
}
