/**
 * Reads how many tests a runner passed and failed from its summary, and judges a run: a runner that
 * ran nothing, crashed, hung or cannot be understood has failed, whatever its exit code says.
 */

import { stripVTControlCharacters } from "node:util";
import type { Ended } from "./command.ts";

export type Counts = { readonly passed: number; readonly failed: number };

/** How a command tells its result: by its exit code alone, or by the summary of a test runner. */
export type Summary = "exit" | "bun" | "node" | "deno";

export type Verdict = Counts & {
  /** What is wrong beyond failed tests, in a sentence. */
  readonly problem?: string;
};

/** Judges a command that has ended. */
export function judge(summary: Summary, ended: Ended, timeoutMs: number): Verdict {
  if (summary === "exit") return judgeExit(ended, timeoutMs);
  const counts = readCounts(summary, ended.output);
  if (ended.timedOut) return failing(counts, hung(timeoutMs));
  if (counts === undefined) {
    return failing(counts, `${summary} ended with ${exitOf(ended)} and no summary: it crashed`);
  }
  if (counts.passed + counts.failed === 0) return failing(counts, "it ran no test at all");
  if (counts.failed === 0 && ended.code !== 0) {
    return failing(counts, `no test failed, but ${summary} ended with ${exitOf(ended)}`);
  }
  return counts;
}

function judgeExit(ended: Ended, timeoutMs: number): Verdict {
  if (ended.timedOut) return failing(undefined, hung(timeoutMs));
  return ended.code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

function failing(counts: Counts | undefined, problem: string): Verdict {
  return { passed: counts?.passed ?? 0, failed: Math.max(1, counts?.failed ?? 0), problem };
}

function hung(timeoutMs: number): string {
  return `it did not end within ${Math.round(timeoutMs / 1000)} s and was killed`;
}

function exitOf(ended: Ended): string {
  return ended.code === null ? "a signal" : `code ${ended.code}`;
}

/** Counts of the last summary in `output`; undefined when there is none. */
export function readCounts(runner: "bun" | "node" | "deno", output: string): Counts | undefined {
  const plain = stripVTControlCharacters(output);
  if (runner === "bun") return bunCounts(plain);
  return runner === "node" ? nodeCounts(plain) : denoCounts(plain);
}

/** ` 4 pass`, ` 1 fail`, then `Ran 5 tests across 1 file. [3ms]`. */
function bunCounts(output: string): Counts | undefined {
  const end = [...output.matchAll(/^Ran \d+ tests? across \d+ files?\./gm)].at(-1);
  if (end === undefined) return undefined;
  const block = output.slice(0, end.index);
  const passed = lastNumber(block, /^ *(\d+) pass$/gm);
  const failed = lastNumber(block, /^ *(\d+) fail$/gm);
  return passed === undefined || failed === undefined ? undefined : { passed, failed };
}

/** `ℹ pass 5`, `ℹ fail 1`, `ℹ cancelled 0`; the TAP reporter writes `#` for `ℹ`. */
function nodeCounts(output: string): Counts | undefined {
  const passed = lastNumber(output, /^[#ℹ] pass (\d+)$/gmu);
  const failed = lastNumber(output, /^[#ℹ] fail (\d+)$/gmu);
  const cancelled = lastNumber(output, /^[#ℹ] cancelled (\d+)$/gmu);
  if (passed === undefined || failed === undefined || cancelled === undefined) return undefined;
  return { passed, failed: failed + cancelled };
}

/** `ok | 3 passed (2 steps) | 0 failed (28ms)`. */
function denoCounts(output: string): Counts | undefined {
  const pattern = /^(?:ok|FAILED) \| (\d+) passed(?: \(\d+ steps?\))? \| (\d+) failed/gm;
  const last = [...output.matchAll(pattern)].at(-1);
  return last === undefined ? undefined : { passed: Number(last[1]), failed: Number(last[2]) };
}

function lastNumber(text: string, pattern: RegExp): number | undefined {
  const last = [...text.matchAll(pattern)].at(-1);
  return last === undefined ? undefined : Number(last[1]);
}
