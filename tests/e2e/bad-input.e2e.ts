/**
 * What people, programs and attackers send that is wrong, over real sockets: each gets a sentence
 * that says what is wrong, nobody else notices, and the server stays small.
 */

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { test } from "node:test";
import { type TestServer, withServer } from "../support/server.ts";
import { PASSWORD, TelnetPlayer } from "../support/telnet-player.ts";

const encoder = new TextEncoder();
const SOMEBODY = { race: "1", class: "1" };

const arrive = async (server: TestServer, name: string): Promise<TelnetPlayer> => {
  const player = await TelnetPlayer.connect(server.telnetPort);
  await player.create(name, SOMEBODY);
  return player;
};

test("[EE20] a name that cannot be had is answered with what is wrong with it, and asked again", async () => {
  const used = (word: string): string =>
    `"${word}" is a word the game uses itself. Please choose another name.`;
  const bad: readonly (readonly [string, string])[] = [
    ["", "Please type a name."],
    ["b", "A name has at least 2 letters: please choose a longer one."],
    [
      "abcdefghijklmnopq",
      "A name has at most 16 letters (yours has 17): please choose a shorter one.",
    ],
    ["mira7", "A name has no digits: please use letters only."],
    ["mira bell", "A name is one word: please leave the spaces out."],
    ["zoë", "A name has only the letters A to Z, so that everybody can type it."],
    ["mi-ra", "A name has letters only: please leave signs and punctuation out."],
    ["Admin", used("Admin")],
    ["staff", used("staff")],
    ["who", used("who")],
    ["gossip", used("gossip")],
    ["m".repeat(80), "That is too long for a name."],
  ];
  await withServer({}, async (server) => {
    const player = await TelnetPlayer.connect(server.telnetPort);
    await player.expect(/Name: ¶/);
    for (const [name, sentence] of bad)
      assert.equal(await player.ask(name), `${sentence}\nName: ¶`);
    player.sendBytes(Uint8Array.of(0xff, 0xff, 0xc3, 0x28, 0, 0x1b, 0x5b, 0x41, 13, 10));
    await player.expect(/^A name has [^\n]*\nName: ¶/m);
    await server.stop();
  });
});

test("[EE21] of two who finish the same name at the same moment one gets it and the other is told", async () => {
  await withServer({}, async (server) => {
    const both = await Promise.all([0, 1].map(() => TelnetPlayer.connect(server.telnetPort)));
    for (const player of both) {
      await player.expect(/Name: ¶/);
      await player.do("Nyra", /\(y\/n\): ¶/);
      await player.do("y", /New password: ¶/);
      await player.do(PASSWORD, /Password again: ¶/);
      await player.do(PASSWORD, /Race: ¶/);
      await player.do("1", /Class: ¶/);
    }
    for (const player of both) player.send("1");
    const ends = await Promise.all(
      both.map((player) => player.expect(/Exits: |(Somebody else [^\n]*)\nName: ¶/)),
    );
    const told = ends.map((end) => end[1]);
    assert.equal(told.filter((sentence) => sentence === undefined).length, 1);
    assert.equal(told.join(""), "Somebody else is called Nyra. Please choose another name.");
    const [first, second] = both;
    assert.ok(first !== undefined && second !== undefined);
    const loser = told[0] === undefined ? second : first;
    await loser.do("Oren", /Create Oren\? \(y\/n\): ¶/);
    await server.stop();
  });
});

const LOCKED =
  /There were too many wrong passwords for this name\.\sTry again in \d seconds?\.\nName: ¶/;

const wrongTimes = async (player: TelnetPlayer, times: number): Promise<void> => {
  await player.expect(/Name: ¶/);
  await player.do("nyra", /Password: ¶/);
  for (let time = 0; time < times; time += 1) {
    await player.do("not this one", /^[^\n]*password[^\n]*\n/im);
  }
};

test("[EE22] three wrong passwords close the connection, five lock the name for a while", async () => {
  const env = { AMBON_LIMITS_LOGIN_LOCK_MS: "3000" };
  await withServer({ env }, async (server) => {
    const nyra = await arrive(server, "Nyra");
    await nyra.do("quit", /come back soon/);
    const first = await TelnetPlayer.connect(server.telnetPort);
    await wrongTimes(first, 3);
    await first.expect(/That was the third wrong password\. Connect again to try once more\.\n/);
    await first.closes();
    const second = await TelnetPlayer.connect(server.telnetPort);
    await wrongTimes(second, 1);
    await second.expect(/Password: ¶/);
    await second.do("not this one", LOCKED);
    await second.do("nyra", /Password: ¶/);
    await second.do(PASSWORD, LOCKED);
    // The right password, again and again: it comes in when the lock is over, and not before.
    for (;;) {
      await second.do("nyra", /Password: ¶/);
      const [answer] = await second.do(PASSWORD, new RegExp(`Exits: |${LOCKED.source}`));
      if (answer === "Exits: ") break;
    }
    await server.stop();
  });
});

const MIB = 1024 * 1024;
/** From now on the peak is what is held now. */
const forgetPeak = (server: TestServer): void =>
  writeFileSync(`/proc/${server.pid}/clear_refs`, "5");

/** The most memory the process has held since then, in bytes. */
const peakOf = (server: TestServer): number => {
  const status = readFileSync(`/proc/${server.pid}/status`, "utf8");
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? Number.NaN) * 1024;
};

test("[EE23] ten megabytes without a line end take no memory, and a sentence says the line was cut", async () => {
  await withServer({}, async (server) => {
    const nyra = await arrive(server, "Nyra");
    forgetPeak(server);
    const before = peakOf(server);
    await nyra.pour(new Uint8Array(10 * MIB).fill(0x61));
    await nyra.expect(/That line was cut: it was longer than 1024 bytes\.\n/);
    await nyra.do("", /There is no command "aaa/);
    await nyra.do("say still here", /^You say, "still here"\n/m);
    const grownMib = (peakOf(server) - before) / MIB;
    assert.ok(grownMib < 30, `the server grew by ${grownMib} MiB`);
    await server.stop();
  });
});

/** Each could write to, or disguise itself on, somebody else's terminal. */
const ATTACKS: readonly (readonly number[])[] = [
  [...encoder.encode("\u001b]0;owned\u0007"), ...encoder.encode("\u001b[2J\u001b[31mred")],
  [...encoder.encode("\u009b31m\u0090q\u009c")],
  [...encoder.encode("\u202eevil\u2066\u2069\u200f\u061c")],
  [0, 7, 8, 9, 11, 12, 14, 127],
  [0xc3, 0x28, 0xe2, 0x82, 0xf0, 0x9f, 0x80, 0xc0, 0xaf, 0xed, 0xa0, 0x80],
  [0xff, 0xff, 0xff, 0xff],
  [...encoder.encode("\ufeff\u2028\u2029\ufffe")],
];

const UNSAFE =
  "\\u0000-\\u0009\\u000b\\u000c\\u000e-\\u001f\\u007f-\\u009f\\u061c\\u200e\\u200f\\u2028-\\u202e" +
  "\\u2066-\\u2069\\ufeff\\ufffd-\\uffff";

/** The words that came, without the server's own colours; fails on anything that steers. */
const assertClean = (player: TelnetPlayer): void => {
  const colour = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, "g");
  const found = new RegExp(`[${UNSAFE}]`, "u").exec(player.raw.replaceAll(colour, ""));
  assert.equal(found, null, `U+${found?.[0].codePointAt(0)?.toString(16)} reached a terminal`);
};

test("[EE24] no control byte, escape sequence or bidi sign of one player reaches another one", async () => {
  await withServer({}, async (server) => {
    const [mallory, nyra] = [await arrive(server, "Mallory"), await arrive(server, "Nyra")];
    const verbs = ["say ", "tell nyra ", "emote ", "gossip ", "whisper nyra ", "describe "];
    for (const verb of verbs) {
      for (const [at, attack] of ATTACKS.entries()) {
        const words = [...encoder.encode(`${verb}a`), ...attack, ...encoder.encode(`z${at}`)];
        // Between two calls one must draw breath: the emote tells when the line was handled.
        mallory.sendBytes(Uint8Array.of(...words, 13, 10, ...encoder.encode(`emote n${at}\r\n`)));
        await nyra.expect(new RegExp(`Mallory n${at}\\.\\n`));
      }
      if (verb === "describe ") await nyra.do("look mallory", /az6|z6/);
    }
    assertClean(nyra);
    assertClean(mallory);
    assert.match(nyra.transcript(), /Mallory says, "a[^\n]*z0"\n/);
    assert.match(nyra.transcript(), /Mallory tells you, "a[^\n]*z6"\n/);
    await server.stop();
  });
});

const answers = (player: TelnetPlayer): number =>
  player.transcript().split("You have 0 experience").length - 1;

test("[EE25] a flood is slowed down with one sentence, and others do not notice it", async () => {
  await withServer({}, async (server) => {
    const [flood, nyra] = [await arrive(server, "Oren"), await arrive(server, "Nyra")];
    flood.sendBytes(encoder.encode("score\r\n".repeat(500)));
    await flood.expect(/Slow down: some of your lines were dropped\.\n/);
    await nyra.do("say All is calm.", /^You say, "All is calm\."\n/m);
    await flood.expect(/Nyra says, "All is calm\."\n/);
    // What waits for its turn must go down before there is room for one more line.
    for (let seen = answers(flood); seen < 55; seen += 1) await flood.expect(/You have 0 exp/);
    await flood.do("say Sorry.", /^You say, "Sorry\."\n/m);
    const told = flood.transcript().split("Slow down:").length - 1;
    assert.equal(told, 1);
    const answered = answers(flood);
    assert.ok(answered >= 40 && answered < 150, `${answered} of 500 lines were answered`);
    await server.stop();
  });
});
