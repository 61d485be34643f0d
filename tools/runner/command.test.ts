// Goal: a command's end is told as it was, and nothing that it started outlives it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { runCommand } from "./command.ts";

const run = (script: string, timeoutMs = 60_000) =>
  runCommand({ argv: ["sh", "-c", script], timeoutMs, logFile: ".cache/test/command-test.log" });

test("[TL18] output of both streams and the exit code are kept", async () => {
  const ended = await run("echo out; echo err >&2; exit 3");
  assert.equal(ended.code, 3);
  assert.equal(ended.timedOut, false);
  assert.deepEqual(ended.output.trim().split("\n").sort(), ["err", "out"]);
});

test("[TL18] a program that cannot be started has failed", async () => {
  const logFile = ".cache/test/command-test.log";
  const ended = await runCommand({ argv: ["ambon-no-such"], timeoutMs: 60_000, logFile });
  assert.equal(ended.code, 127);
  assert.match(ended.output, /cannot run ambon-no-such/);
});

test("[TL18] a command that hangs is killed with everything it started", async () => {
  // The background process holds the output open: that it closes shows that all are dead.
  const ended = await run("sleep 600 & wait", 300);
  assert.deepEqual([ended.timedOut, ended.code, ended.escaped], [true, null, false]);
});

test("[TL18] what a command left running is killed when it ends", async () => {
  const ended = await run("sleep 600 & echo done");
  assert.deepEqual([ended.code, ended.escaped, ended.output], [0, false, "done\n"]);
});

test("[TL18] output is whole when the command has ended", async () => {
  const ended = await run("seq 1 20000");
  assert.ok(ended.output.endsWith("\n19999\n20000\n"));
  assert.equal(ended.output.split("\n").length, 20_001);
});
