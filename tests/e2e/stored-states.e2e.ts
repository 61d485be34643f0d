/**
 * What is stored and cannot be read: a state of a newer server, or one that a person spoilt. It is
 * refused with a sentence, nothing of it is changed, and whoever can be served is.
 */

import assert from "node:assert/strict";
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { runFile } from "../support/run-program.ts";
import { newDirectory, TestServer } from "../support/server.ts";
import { PASSWORD, TelnetPlayer } from "../support/telnet-player.ts";

const MAIN = "apps/standalone/src/main.ts";
const WIDE = { window: [200, 24] } as const;

/** A data directory in which Nyra and Oren were and everything is in files. */
const played = async (story: (dataDir: string) => Promise<void>): Promise<void> => {
  const dataDir = newDirectory();
  try {
    const server = await TestServer.start({ dataDir });
    for (const name of ["Nyra", "Oren"]) {
      const player = await TelnetPlayer.connect(server.telnetPort, WIDE);
      await player.create(name);
      await player.do("quit", /You are saved\./);
    }
    await server.stop();
    await story(dataDir);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
};

/** Edits a file as a person does, and gives its new text. */
const edit = (path: string, from: RegExp, to: string): string => {
  const text = readFileSync(path, "utf8");
  const edited = text.replace(from, to);
  assert.notEqual(edited, text, `${from} is not in ${path}`);
  writeFileSync(path, edited);
  return edited;
};

/** What a row's file says of the state alone: owner and epoch may have changed. */
const stateIn = (path: string): string => {
  const text = readFileSync(path, "utf8");
  return text.slice(text.indexOf("\nstate:\n"));
};

for (const [what, from, to, reason] of [
  [
    "of a newer schema",
    /^ {2}schema: 1$/m,
    "  schema: 2",
    /has schema 2 and .* knows 1: start the/,
  ],
  [
    "that lost a field",
    /^ {2}bankGold: .*\n/m,
    "",
    /the stored state is damaged: bankGold is miss/,
  ],
] as const) {
  test(`[EE38] a character ${what} is refused and kept as it is; others play`, async () => {
    await played(async (dataDir) => {
      const path = join(dataDir, "players/1.yaml");
      edit(path, from, to);
      const before = stateIn(path);
      const server = await TestServer.start({ dataDir });
      try {
        const nyra = await TelnetPlayer.connect(server.telnetPort, WIDE);
        await nyra.expect(/Name: ¶/);
        await nyra.do("Nyra", /Password: ¶/);
        await nyra.do(PASSWORD, /This character cannot be read\. Nothing was changed/);
        const { reason: logged } = await server.heard("player_unreadable");
        assert.match(String(logged), reason);
        const oren = await TelnetPlayer.connect(server.telnetPort, WIDE);
        await oren.login("oren");
        await server.stop();
        assert.equal(stateIn(path), before);
      } finally {
        await server.destroy();
      }
    });
  });
}

for (const [file, zone] of [
  ["zones/town#1.yaml", "town#1"],
  ["documents/@commons#1.yaml", "@commons#1"],
] as const) {
  test(`[EE39] a start on a newer state of ${zone} is refused with a sentence, and it is kept`, async () => {
    await played(async (dataDir) => {
      const path = join(dataDir, file);
      edit(path, /^ {2}schema: 2$/m, "  schema: 3\n  seasons: 4");
      const before = stateIn(path);
      const { code, out, err } = await runFile(MAIN, [], dataDir);
      const told = err.split("\n").filter((line) => line !== "" && !line.startsWith("{"));
      assert.deepEqual(told, [
        `The zone ${zone} cannot be started: the stored state has schema 3 and this version of ` +
          "the server knows 2: start the newer version. Nothing of it was changed.",
      ]);
      assert.equal(code, 1);
      assert.equal(out, "", "it said that it was ready");
      assert.equal(stateIn(path), before);
    });
  });
}
