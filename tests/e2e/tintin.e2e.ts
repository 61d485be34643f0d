/**
 * TinTin++, a client that players use, plays a session: negotiation, a character, triggers that
 * answer what is shown, a window that changes its width, and a farewell.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { withServer } from "../support/server.ts";
import { TinTin } from "../support/tintin.ts";

const PASSWORD = "wintergreen-7";
const WIDE = 80;
const NARROW = 46;
const ROWS = 30;
const LOOKS_MAX = 40;

/** GMCP as TinTin++'s manual has it: the script agrees, and what comes is shown. */
const script = (port: number): readonly string[] => [
  "#config {charset} {UTF-8}",
  "#config {log mode} {raw}",
  "#event {IAC WILL GMCP} {#send {\\xFF\\xFD\\xC9\\};" +
    '#send {\\xFF\\xFA\\xC9Core.Supports.Set ["Char 1", "Room 1"]\\xFF\\xF0\\}}',
  "#event {IAC SB GMCP} {#showme {gmcp %0: %1}}",
  "#action {A training dummy sways on its spring} {kill dummy}",
  "#action {You have slain the training dummy} {say Down it goes.}",
  "#event {SESSION DISCONNECTED} {#showme {session over}}",
  `#session ambon 127.0.0.1 ${port}`,
  "#log overwrite {LOG}",
];

const create = async (client: TinTin): Promise<void> => {
  await client.shows(/Name: *$/m);
  const dialogue: readonly (readonly [string, RegExp])[] = [
    ["Nyra", /Create Nyra\? \(y\/n\): *$/m],
    ["y", /New password: *$/m],
    [PASSWORD, /Password again: *$/m],
    [PASSWORD, /Race: *$/m],
    ["torrin", /Class: *$/m],
    ["breakwater", /The Tideline\n/],
  ];
  for (const [line, answer] of dialogue) {
    client.type(line);
    await client.shows(answer);
  }
};

test("[EE10, EE11] TinTin++ makes a character, walks, fights by trigger, asks who and quits", async () => {
  await withServer({}, async (server) => {
    const client = new TinTin(script(server.telnetPort), WIDE, ROWS);
    try {
      await create(client);
      assert.ok(!client.screen().includes(PASSWORD), "the password was shown");
      client.type("north");
      await client.shows(/The Beachcomber's Hut\n/);
      client.type("north");
      await client.shows(/You have slain the training dummy!\n/);
      await client.shows(/You say, "Down it goes\."\n/);
      client.type("who");
      await client.shows(/You are alone in the world\n/);
      client.type("quit");
      const end = await client.shows(/session over/);
      assert.match(end, /You are saved\. The world goes on without you; come back soon\.\n/);
      const log = client.log();
      assert.match(log, /\[[0-9;]*38;2;\d+;\d+;\d+[0-9;]*m/, "MTTS says true colour: none came");
      const plain = stripVTControlCharacters(log).replaceAll("\r", "");
      assert.match(plain, /The Net-Drying Yard\n/);
      assert.match(plain, /You gain 15 experience\.\n/);
      assert.ok(!plain.includes(PASSWORD), "the password was sent back");
      assert.ok(!plain.includes("\uFFFD"), "bytes that are no UTF-8");
    } finally {
      client.close();
    }
    await server.stop();
  });
});

const longest = (text: string): number =>
  Math.max(...text.split("\n").map((line) => line.trimEnd().length));

/** The description of the beach as it came for the `count`-th time. */
const description = async (client: TinTin, count: number): Promise<string> => {
  const seen = new RegExp(`(?:The Tideline\\n[\\s\\S]*?){${count}}Exits:`);
  const parts = (await client.logs(seen)).split("The Tideline\n");
  return (parts[count] ?? "").split("Exits:")[0] ?? "";
};

test("[EE12] lines are as wide as the window, also after it has changed", async () => {
  await withServer({}, async (server) => {
    const client = new TinTin(script(server.telnetPort), WIDE, ROWS);
    try {
      await create(client);
      const wide = await description(client, 1);
      assert.ok(longest(wide) > NARROW && longest(wide) <= WIDE, wide);
      client.resize(NARROW, ROWS);
      // TinTin++ tells its new size some time after its terminal has changed.
      let narrow = wide;
      for (let count = 2; longest(narrow) > NARROW && count < LOOKS_MAX; count += 1) {
        client.type("look");
        narrow = await description(client, count);
      }
      assert.ok(longest(narrow) <= NARROW, narrow);
      assert.equal(narrow.replaceAll(/\s+/g, " "), wide.replaceAll(/\s+/g, " "));
    } finally {
      client.close();
    }
    await server.stop();
  });
});

test("[EE13] data packages come by GMCP as TinTin++ asks for them", async () => {
  await withServer({}, async (server) => {
    const client = new TinTin(script(server.telnetPort), WIDE, ROWS);
    try {
      await create(client);
      await client.shows(/gmcp Char\.Vitals:/);
      await client.shows(/gmcp Room\.Info:/);
    } finally {
      client.close();
    }
    await server.stop();
  });
});
