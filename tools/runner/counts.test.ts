// Goal: no run that went wrong is counted as passed.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Ended } from "./command.ts";
import { judge, readCounts } from "./counts.ts";

const ended = (output: string, code: number | null = 0, timedOut = false): Ended => ({
  output,
  code,
  timedOut,
  escaped: false,
  elapsedMs: 1,
});
const bun = (pass: number, fail: number): string =>
  `(pass) a\n\n ${pass} pass\n ${fail} fail\nRan ${pass + fail} tests across 2 files. [9.00ms]\n`;

test("[TL13] each runner's summary is read, with colours and with subtests", () => {
  assert.deepEqual(readCounts("bun", bun(4, 1)), { passed: 4, failed: 1 });
  assert.deepEqual(readCounts("bun", " 1 pass\n 0 fail\nRan 1 test across 1 file. [1.00ms]"), {
    passed: 1,
    failed: 0,
  });
  const node = "ℹ tests 8\nℹ suites 1\nℹ pass 5\nℹ fail 1\nℹ cancelled 2\nℹ skipped 0\n";
  assert.deepEqual(readCounts("node", node), { passed: 5, failed: 3 });
  assert.deepEqual(readCounts("node", node.replaceAll("ℹ", "#")), { passed: 5, failed: 3 });
  const deno = "\u001b[31mFAILED\u001b[0m | 3 passed (3 steps) | 1 failed \u001b[0m(28ms)";
  assert.deepEqual(readCounts("deno", deno), { passed: 3, failed: 1 });
  assert.deepEqual(readCounts("deno", "ok | 1 passed | 0 failed (8ms)"), { passed: 1, failed: 0 });
});

test("[TL13] what a test prints before is not taken for the summary", () => {
  assert.deepEqual(readCounts("bun", ` 99 pass\n 9 fail\n${bun(2, 0)}`), { passed: 2, failed: 0 });
  assert.equal(readCounts("bun", " 99 pass\n 0 fail\n"), undefined);
});

test("[TL14] a run without a summary has failed", () => {
  const verdict = judge("bun", ended("Segmentation fault", 0), 1000);
  assert.equal(verdict.failed, 1);
  assert.match(`${verdict.problem}`, /no summary: it crashed/);
  assert.equal(judge("node", ended("", null), 1000).failed, 1);
});

test("[TL14] a run of zero tests has failed", () => {
  for (const output of [bun(0, 0), "ok | 0 passed | 0 failed (8ms)"]) {
    const verdict = judge(output.startsWith("ok") ? "deno" : "bun", ended(output), 1000);
    assert.deepEqual(verdict, { passed: 0, failed: 1, problem: "it ran no test at all" });
  }
});

test("[TL14] an exit code that contradicts the summary has failed", () => {
  const verdict = judge("bun", ended(bun(3, 0), 1), 1000);
  assert.deepEqual([verdict.passed, verdict.failed], [3, 1]);
  assert.match(`${verdict.problem}`, /no test failed, but bun ended with code 1/);
});

test("[TL14] a run that hangs has failed, whatever it counted before", () => {
  const verdict = judge("bun", ended(bun(3, 0), null, true), 2000);
  assert.deepEqual([verdict.passed, verdict.failed], [3, 1]);
  assert.match(`${verdict.problem}`, /did not end within 2 s/);
});

test("[TL13] a check without tests of its own counts as one", () => {
  assert.deepEqual(judge("exit", ended("", 0), 1000), { passed: 1, failed: 0 });
  assert.deepEqual(judge("exit", ended("", 3), 1000), { passed: 0, failed: 1 });
  assert.equal(judge("exit", ended("", null, true), 1000).failed, 1);
});

test("[TL13] failed tests are failures also when the exit code says otherwise", () => {
  assert.deepEqual(judge("bun", ended(bun(3, 2), 0), 1000), { passed: 3, failed: 2 });
});
