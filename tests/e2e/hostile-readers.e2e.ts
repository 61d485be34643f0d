/**
 * People who stop reading while the room talks on, by telnet and in browsers: they are cut off,
 * cost no memory to speak of, and come back; whoever reads misses nothing.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { connectMany, HostileSocket, makeCharacter } from "../support/hostile-socket.ts";
import { HostileWatch, MIB, metricOf, mib, untilMetric } from "../support/hostile-watch.ts";
import { makeWsCharacter, messageFrame, openWs } from "../support/hostile-ws.ts";
import { type TestServer, within, withServer } from "../support/server.ts";
import { PASSWORD } from "../support/telnet-player.ts";

const isSoak = process.env.AMBON_SOAK === "1";
const READERS = 24;
/** One session alone is held back by its share of the server's time. */
const TALKERS = 10;
const WORDS = "x".repeat(480);
/** Lines of one talker under way; the gateway takes 32. */
const TOGETHER = 16;
/** What a kernel with large buffers may keep for a reader; then the patience ends. */
const UNREAD_MAX_BYTES = 64 * MIB;
/** Said to the room after everybody who does not read was cut off. */
const AFTERWARDS_BYTES = (isSoak ? 64 : 6) * MIB;
/** Kept text would be READERS times AFTERWARDS_BYTES. */
const GROWTH_MAX_BYTES = 96 * MIB;
const SLOW = "gateway_slow_readers_total";
const DEADLINE_MS = 60_000;
const ENV = { AMBON_LIMITS_LINES_PER_SECOND: "0", AMBON_LIMITS_SOCKET_BUFFER_MS: "1000" };

const letter = (at: number): string => String.fromCharCode(97 + at);

/** Colours that may stand between two words. */
const COLOURS = "(?:\\u001b\\[[0-9;]*m)*";

/** Numbers that somebody has been told, in order; fails as soon as one is missing. */
class Listener {
  heard = 0;
  readonly #pattern: RegExp;
  #rest = "";
  #wake: (() => void) | null = null;

  constructor(before: string) {
    this.#pattern = new RegExp(`${before}[^#]{0,40}#(\\d+)#`, "g");
  }

  async until(count: number): Promise<void> {
    while (this.heard < count) {
      const more = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      await within(more, DEADLINE_MS, () => `heard ${this.heard} of ${count}`);
    }
  }

  take(text: string): void {
    const all = this.#rest + text;
    const before = this.heard;
    let end = 0;
    for (const match of all.matchAll(this.#pattern)) {
      assert.equal(Number(match[1]), this.heard + 1);
      this.heard += 1;
      end = match.index + match[0].length;
    }
    this.#rest = all.slice(Math.max(end, all.length - 200));
    if (this.heard > before) this.#wake?.();
  }
}

interface Talker {
  readonly socket: HostileSocket;
  /** What it was told itself, and what the bystander heard of it. */
  readonly told: Listener;
  readonly heard: Listener;
}

/** Some who talk, and a bystander who must hear every word of each. */
const peopled = async (server: TestServer): Promise<readonly Talker[]> => {
  const bystander = await HostileSocket.connect(server.telnetPort);
  await makeCharacter(bystander, "Ben");
  const talkers: Talker[] = [];
  for (let at = 0; at < TALKERS; at += 1) {
    const socket = await HostileSocket.connect(server.telnetPort);
    const name = `Talker${letter(at)}`;
    await makeCharacter(socket, name);
    const told = new Listener("You say");
    socket.onText = (text) => told.take(text);
    talkers.push({ socket, told, heard: new Listener(`${name}${COLOURS} says`) });
  }
  bystander.onText = (text) => {
    for (const { heard } of talkers) heard.take(text);
  };
  return talkers;
};

/** One says its share of the words, each line answered and heard by who reads. */
const speak = async ({ socket, told, heard }: Talker, lines: number): Promise<void> => {
  const last = told.heard + lines;
  for (let at = told.heard + 1; at <= last; at += 1) {
    if (at - told.heard > TOGETHER) await told.until(at - TOGETHER / 2);
    socket.send(`say #${at}# ${WORDS}\r\n`);
  }
  await told.until(last);
  await heard.until(last);
};

const talk = async (talkers: readonly Talker[], bytes: number): Promise<void> => {
  const lines = Math.ceil(bytes / WORDS.length / talkers.length);
  await Promise.all(talkers.map((talker) => speak(talker, lines)));
};

/** Talks until all readers have been cut off, and then goes on; what each left unread by then. */
const talkDown = async (server: TestServer, talkers: readonly Talker[]): Promise<number> => {
  let unread = 0;
  while ((await metricOf(server, SLOW)) < READERS) {
    assert.ok(unread < UNREAD_MAX_BYTES, `${mib(unread)} are unread, and nobody is cut off`);
    await talk(talkers, MIB);
    unread += MIB;
  }
  await talk(talkers, AFTERWARDS_BYTES);
  assert.equal(await metricOf(server, SLOW), READERS);
  return unread;
};

test("[HX20] telnet players who stop reading are cut off within bounds, others hear every word", async (t) => {
  await withServer({ env: ENV }, async (server) => {
    const talkers = await peopled(server);
    await talk(talkers, MIB);
    const readers = await connectMany(READERS, async (at) => {
      const reader = await HostileSocket.connect(server.telnetPort);
      await makeCharacter(reader, `Slow${letter(at)}`);
      return reader;
    });
    for (const reader of readers) reader.stopReading();
    const watch = await HostileWatch.begin(server);
    const unread = await talkDown(server, talkers);
    const grown = watch.grownBytes();
    assert.ok(grown < GROWTH_MAX_BYTES, `the server grew by ${mib(grown)}`);
    for (const [at, reader] of readers.entries()) {
      reader.readOn();
      await reader.closes();
      if (at % 5 > 0) continue;
      const back = await HostileSocket.connect(server.telnetPort);
      await back.answers(`Slow${letter(at)}`, /Password: /);
      await back.answers(PASSWORD, /Exits:/);
    }
    await talk(talkers, WORDS.length * 10);
    await watch.survived(t, `${READERS} telnet readers, ${mib(unread)} unread by each`);
    await server.stop();
  });
});

/** The last that a browser was told, as it goes on with it. */
const wishOf = (text: string): { token: string; session: string; received: number } => {
  const attached = /"t":"attached".*?"token":"([^"]+)","session":"([^"]+)"/.exec(text);
  const [token, session] = [attached?.[1], attached?.[2]];
  assert.ok(token !== undefined && session !== undefined);
  const seqs = [...text.matchAll(/"seq":(\d+)/g)].map((match) => Number(match[1]));
  return { token, session, received: Math.max(...seqs) };
};

test("[HX21] browsers that stop reading are cut off within bounds, and resume", async (t) => {
  await withServer({ env: ENV }, async (server) => {
    const talkers = await peopled(server);
    await talk(talkers, MIB);
    const readers = await connectMany(READERS, async (at) => {
      const reader = await openWs(server.webPort);
      await makeWsCharacter(reader, `Slow${letter(at)}`);
      return reader;
    });
    const wishes = readers.map((reader) => wishOf(reader.text));
    for (const reader of readers) reader.stopReading();
    const watch = await HostileWatch.begin(server);
    const unread = await talkDown(server, talkers);
    const grown = watch.grownBytes();
    assert.ok(grown < GROWTH_MAX_BYTES, `the server grew by ${mib(grown)}`);
    for (const [at, reader] of readers.entries()) {
      reader.readOn();
      await reader.closes();
      if (at % 5 > 0) continue;
      const back = await openWs(server.webPort);
      back.send(messageFrame({ t: "hello", v: 1, client: "test/1", resume: wishes[at] }));
      await back.reads(/"t":"resumed"/);
      back.forget();
      back.send(messageFrame({ t: "line", n: 1, text: "say I am back." }));
      await back.reads(/I am back\./);
    }
    await talk(talkers, WORDS.length * 10);
    await watch.survived(t, `${READERS} browsers, ${mib(unread)} unread by each`);
    await server.stop();
  });
});

test("[HX22] who asks a lot at the name question and reads nothing is cut off too", async (t) => {
  const env = { ...ENV, AMBON_LIMITS_SOCKET_BUFFER_BYTES: "4096" };
  await withServer({ env }, async (server) => {
    const watch = await HostileWatch.begin(server);
    const greedy = await HostileSocket.connect(server.telnetPort);
    await greedy.reads(/Name: /);
    greedy.stopReading();
    const lines = new Uint8Array(MIB).fill(10);
    const poured = greedy.pour(lines, 64);
    await untilMetric(server, SLOW, {}, (cut) => cut === 1);
    greedy.readOn();
    await greedy.ended;
    await poured;
    const grown = watch.grownBytes();
    assert.ok(grown < GROWTH_MAX_BYTES, `the server grew by ${mib(grown)}`);
    await watch.survived(t, "questions without end, answers unread");
    await server.stop();
  });
});
