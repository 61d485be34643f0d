// Goal: what an operator meets is the same for every role. Real processes, real signals.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { type Child, runtimeCommand, startChild } from "@ambon/testing/adapter/child";

const SCRIPT = join(import.meta.dirname, "../testing/main.ts");
const ENV = { PATH: process.env.PATH, HOME: process.env.HOME, AMBON_ADMIN_PORT: "0" };

const start = (mode: string, words: readonly string[] = [], env: Record<string, string> = {}) =>
  startChild(runtimeCommand(SCRIPT, [mode, ...words]), { env: { ...ENV, ...env } });

/** The sentences on stderr, without what is an event of the log. */
const told = (child: Child): string[] =>
  child
    .errors()
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("{"));

interface Ready {
  readonly event: string;
  readonly role: string;
  readonly linkPort: number;
  readonly adminPort: number;
}

const readyOf = async (child: Child): Promise<Ready> => {
  await child.untilLines(1);
  return JSON.parse(child.lines()[0] ?? "{}") as Ready;
};

test("[RL1] help goes to stdout with code 0, wrong words are answered by it with code 2", async () => {
  const help = start("serve", ["--help"]);
  assert.equal(await help.ended, 0);
  assert.deepEqual([help.lines(), told(help)], [["Usage: a role for tests"], []]);
  const wrong = start("serve", ["faster"]);
  assert.equal(await wrong.ended, 2);
  assert.deepEqual([wrong.lines(), told(wrong)], [[], ["Usage: a role for tests"]]);
});

test("[RL2] wrong settings are all told, and nothing is opened", async () => {
  const child = start("serve", [], { AMBON_WEB_PORT: "many", AMBON_TELNET_PROT: "1" });
  assert.equal(await child.ended, 1);
  assert.deepEqual(child.lines(), []);
  assert.equal(told(child).length, 2);
});

test("[RL3] what an operator can mend is a sentence and code 1; what was opened is closed", async () => {
  const child = start("refuse");
  assert.equal(await child.ended, 1);
  assert.deepEqual(child.lines(), ["second closed", "first closed"]);
  assert.deepEqual(told(child), ["The moon is full. Wait for another night."]);
  assert.match(child.errors(), /"event":"start_refused"/);
});

test("[RL3] a mistake of the program shows where it is", async () => {
  const child = start("bug");
  assert.notEqual(await child.ended, 0);
  assert.deepEqual(child.lines(), ["first closed"]);
  assert.match(child.errors(), /nobody thought of this/);
  assert.match(child.errors(), /main\.ts/);
});

test("[RL4] ready is said once, with the ports, and a signal ends everything in order", async () => {
  const child = start("serve");
  const { event, role, linkPort, adminPort } = await readyOf(child);
  assert.deepEqual([event, role, linkPort], ["ready", "engine", 7]);
  const ready = await fetch(`http://127.0.0.1:${adminPort}/readyz`);
  assert.deepEqual([ready.status, await ready.text()], [200, "ready\n"]);
  child.kill("SIGTERM");
  assert.equal(await child.ended, 0);
  assert.deepEqual(child.lines().slice(1), [
    "stopping by a signal",
    "second closed",
    "first closed",
  ]);
  assert.match(child.errors(), /"event":"stopped"/);
});

test("[RL4] a role that is asked to end from inside ends the same way", async () => {
  const child = start("weary");
  assert.equal(await child.ended, 0);
  assert.deepEqual(child.lines().slice(1), ["stopping weary", "second closed", "first closed"]);
});

test("[RL5] what could not be saved is code 1, and why a role does not serve is said", async () => {
  const child = start("unsaved");
  const { adminPort } = await readyOf(child);
  const ready = await fetch(`http://127.0.0.1:${adminPort}/readyz`);
  assert.deepEqual([ready.status, await ready.text()], [503, "The tide is low.\n"]);
  child.kill("SIGINT");
  assert.equal(await child.ended, 1);
});

test("[RL6] a signal while it starts ends it in order", async () => {
  const child = start("slow");
  await child.untilLines(1);
  child.kill("SIGTERM");
  assert.equal(await child.ended, 0);
  assert.deepEqual(child.lines(), ["opening", "second closed", "first closed"]);
});

test("[RL6] a second signal ends at once what does not finish to stop", async () => {
  const child = start("stubborn");
  await readyOf(child);
  child.kill("SIGTERM");
  await child.untilLines(2);
  child.kill("SIGTERM");
  assert.equal(await child.ended, 130);
});

test("[RL7] a broken invariant ends it at once with code 70", async () => {
  const child = start("broken");
  assert.equal(await child.ended, 70);
  assert.deepEqual(child.lines(), ["opening"]);
});
