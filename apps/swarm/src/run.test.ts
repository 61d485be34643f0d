// Goal: a whole swarm on real sockets, by both transports, ends with a true verdict.

import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Fleet } from "./fleet.ts";
import type { LinkOpener } from "./link.ts";
import { parseOptions, type SwarmOptions } from "./options.ts";
import type { SwarmReport } from "./report.ts";
import { run } from "./run.ts";
import { Tally } from "./tally.ts";
import { TelnetLink } from "./telnet-link.ts";
import { type FakeMud, fakeTelnetMud, fakeWsMud } from "./testing/fake-mud.ts";
import { WsLink } from "./ws-link.ts";

const runSilently = async (args: readonly string[]): Promise<{ code: number; out: string }> => {
  const lines: string[] = [];
  const io = { out: (line: string) => lines.push(line), err: (line: string) => lines.push(line) };
  return { code: await run(args, io), out: lines.join("\n") };
};

/** Logging in and out only: nothing here waits for a clock. */
const visit = (mud: FakeMud, ...more: readonly string[]): Promise<{ code: number; out: string }> =>
  runSilently([
    ...["--bots", "6", "--secs", "0", "--warmup", "0", "--ramp", "0", "--spread", "3"],
    ...["--telnet-port", String(mud.port), "--url", `ws://127.0.0.1:${mud.port}/ws`, ...more],
  ]);

test("[SW13] bots create their characters, log in again, spread out and say goodbye", async () => {
  const mud = await fakeTelnetMud();
  try {
    const first = await visit(mud);
    assert.equal(first.code, 0, first.out);
    assert.equal(mud.names.size, 6);
    const typed = mud.typed.length;
    const second = await visit(mud);
    assert.equal(second.code, 0, second.out);
    const again = mud.typed.slice(typed);
    assert.equal(again.includes("y"), false);
    assert.equal(again.filter((line) => line === "east").length, 0 + 1 + 2 + 0 + 1 + 2);
    assert.equal(again.filter((line) => line === "quit").length, 6);
  } finally {
    await mud.close();
  }
});

test("[SW13] the same by v1.ambon", async () => {
  const mud = await fakeWsMud();
  try {
    const { code, out } = await visit(mud, "--transport", "ws");
    assert.equal(code, 0, out);
    assert.equal(mud.names.size, 6);
  } finally {
    await mud.close();
  }
});

test("[SW13] a server that is busy at first is asked again", async () => {
  const mud = await fakeTelnetMud({ busyOnce: true });
  try {
    const { code, out } = await visit(mud, "--bots", "2");
    assert.equal(code, 0, out);
  } finally {
    await mud.close();
  }
});

test("[SW14] a bot that is cut off fails the run and is in the report", async () => {
  const mud = await fakeTelnetMud({ cutAt: "east" });
  const directory = mkdtempSync(join(tmpdir(), "ambon-swarm-"));
  const file = join(directory, "report.json");
  try {
    const { code, out } = await visit(mud, "--report", file);
    assert.equal(code, 1, out);
    const report = JSON.parse(readFileSync(file, "utf8")) as SwarmReport;
    assert.deepEqual([report.ok, report.bots, report.inWorld], [false, 6, 2]);
    const errors = Object.values(report.errors).reduce((sum, count) => sum + count, 0);
    assert.equal(errors, 4);
  } finally {
    await mud.close();
    rmSync(directory, { recursive: true });
  }
});

test("[SW14] a server that is not there fails the run", async () => {
  const mud = await fakeTelnetMud();
  await mud.close();
  const { code, out } = await visit(mud);
  assert.equal(code, 1);
  assert.match(out, /0 of 6 bots/);
});

test("[SW14] help ends with 0, a wrong option with 2 and the way to the help", async () => {
  const help = await runSilently(["--help"]);
  assert.deepEqual([help.code, help.out.startsWith("Usage: ambon swarm")], [0, true]);
  const wrong = await runSilently(["--bots", "many"]);
  assert.equal(wrong.code, 2);
  assert.match(wrong.out, /--bots is "many".*\n.*--help/);
});

const MIX = "look=2,say=2,move=2,who=1,fight=2";

/** Plays until so many commands were answered. */
const play = async (
  open: (options: SwarmOptions) => LinkOpener,
  answers: number,
): Promise<Tally> => {
  const options = parseOptions(["--bots", "4", "--think", "0", "--ramp", "0", "--mix", MIX]);
  assert.ok(options !== null && typeof options !== "string");
  const tally = new Tally(60_000);
  const fleet = new Fleet({ options, tally, open: open(options), nowMs: () => performance.now() });
  fleet.admit();
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  while (!fleet.arrived) await turn();
  fleet.play();
  while (tally.answers < answers && tally.errorCount === 0) await turn();
  fleet.stop();
  while (!fleet.quiet) await turn();
  fleet.close();
  return tally;
};

test("[SW10] in play every command of the mix finds its own answer, by both transports", async () => {
  const telnet = await fakeTelnetMud();
  const web = await fakeWsMud();
  try {
    const address = { host: "127.0.0.1", port: telnet.port };
    const byTelnet = await play(() => (events) => new TelnetLink(address, events), 120);
    const url = `ws://127.0.0.1:${web.port}/ws`;
    const byWeb = await play(() => (events) => new WsLink(url, events), 120);
    for (const tally of [byTelnet, byWeb]) {
      assert.equal(tally.errorCount + tally.timeouts, 0);
      for (const kind of ["look", "say", "move", "who", "fight"] as const) {
        assert.ok(tally.histogram(kind).count > 0, kind);
      }
    }
    assert.ok(web.typed.includes("ack"));
  } finally {
    await telnet.close();
    await web.close();
  }
});
