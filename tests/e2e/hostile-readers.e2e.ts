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
const READERS = 20;
/** Each of the readers leaves more than this unread. */
const UNREAD_BYTES = (isSoak ? 64 : 9) * MIB;
const WORDS = "x".repeat(480);
/** Lines under way; the gateway takes 32. */
const TOGETHER = 16;
/** Kept text would be READERS times UNREAD_BYTES. */
const GROWTH_MAX_BYTES = 48 * MIB;
const SLOW = "gateway_slow_readers_total";
const DEADLINE_MS = 60_000;
const ENV = { AMBON_LIMITS_LINES_PER_SECOND: "0", AMBON_LIMITS_SOCKET_BUFFER_MS: "1000" };

/** Numbers that somebody has been told, in order; fails as soon as one is missing. */
class Listener {
  heard = 0;
  readonly #pattern: RegExp;
  #rest = "";
  #wake: (() => void) | null = null;

  constructor(socket: HostileSocket, before: string) {
    this.#pattern = new RegExp(`${before}[^#]{0,40}#(\\d+)#`, "g");
    socket.onText = (text) => this.#take(text);
  }

  async until(count: number): Promise<void> {
    while (this.heard < count) {
      const more = new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
      await within(more, DEADLINE_MS, () => `heard ${this.heard} of ${count}`);
    }
  }

  #take(text: string): void {
    const all = this.#rest + text;
    let end = 0;
    for (const match of all.matchAll(this.#pattern)) {
      assert.equal(Number(match[1]), this.heard + 1);
      this.heard += 1;
      end = match.index + match[0].length;
    }
    this.#rest = all.slice(Math.max(end, all.length - 200));
    this.#wake?.();
  }
}

interface Room {
  readonly talker: HostileSocket;
  readonly told: Listener;
  readonly bystander: Listener;
}

const peopled = async (server: TestServer): Promise<Room> => {
  const talker = await HostileSocket.connect(server.telnetPort);
  const bystander = await HostileSocket.connect(server.telnetPort);
  await makeCharacter(talker, "Talker");
  await makeCharacter(bystander, "Ben");
  const heard = new Listener(bystander, " says");
  return { talker, told: new Listener(talker, "You say"), bystander: heard };
};

/** Says `bytes` of text, each line answered and heard by who reads. */
const talk = async ({ talker, told, bystander }: Room, bytes: number): Promise<void> => {
  const last = told.heard + Math.ceil(bytes / WORDS.length);
  for (let at = told.heard + 1; at <= last; at += 1) {
    if (at - told.heard > TOGETHER) await told.until(at - TOGETHER / 2);
    talker.send(`say #${at}# ${WORDS}\r\n`);
  }
  await told.until(last);
  await bystander.until(last);
};

const letter = (at: number): string => String.fromCharCode(97 + at);

test("[HX20] telnet players who stop reading are cut off within bounds, others hear every word", async (t) => {
  await withServer({ env: ENV }, async (server) => {
    const room = await peopled(server);
    await talk(room, UNREAD_BYTES / 4);
    const readers = await connectMany(READERS, async (at) => {
      const reader = await HostileSocket.connect(server.telnetPort);
      await makeCharacter(reader, `Slow${letter(at)}`);
      return reader;
    });
    for (const reader of readers) reader.stopReading();
    const watch = await HostileWatch.begin(server);
    await talk(room, UNREAD_BYTES);
    await untilMetric(server, SLOW, {}, (cut) => cut === READERS);
    const grown = watch.grownBytes();
    assert.ok(grown < GROWTH_MAX_BYTES, `the server grew by ${mib(grown)}`);
    const told: string[] = [];
    for (const reader of readers) {
      reader.readOn();
      told.push(await reader.closes());
    }
    const reasons = told.filter((words) => /did not take what was sent/.test(words)).length;
    t.diagnostic(`${reasons} of ${READERS} still read why they were cut off`);
    for (let at = 0; at < READERS; at += 5) {
      const back = await HostileSocket.connect(server.telnetPort);
      await back.reads(/Name: /);
      await back.answers(`Slow${letter(at)}`, /Password: /);
      await back.answers(PASSWORD, /Exits:/);
    }
    await talk(room, WORDS.length * 10);
    await watch.survived(t, `${READERS} telnet readers, ${mib(UNREAD_BYTES)} unread by each`);
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
    const room = await peopled(server);
    await talk(room, UNREAD_BYTES / 4);
    const readers = await connectMany(READERS, async (at) => {
      const reader = await openWs(server.webPort);
      await makeWsCharacter(reader, `Slow${letter(at)}`);
      return reader;
    });
    const wishes = readers.map((reader) => wishOf(reader.text));
    for (const reader of readers) reader.stopReading();
    const watch = await HostileWatch.begin(server);
    await talk(room, UNREAD_BYTES);
    await untilMetric(server, SLOW, {}, (cut) => cut === READERS);
    const grown = watch.grownBytes();
    assert.ok(grown < GROWTH_MAX_BYTES, `the server grew by ${mib(grown)}`);
    let reasons = 0;
    for (const [at, reader] of readers.entries()) {
      reader.readOn();
      if (/"reason":"slow"/.test(await reader.closes())) reasons += 1;
      if (at % 5 > 0) continue;
      const back = await openWs(server.webPort);
      back.send(messageFrame({ t: "hello", v: 1, client: "test/1", resume: wishes[at] }));
      await back.reads(/"t":"resumed"/);
      back.forget();
      back.send(messageFrame({ t: "line", n: 1, text: "say I am back." }));
      await back.reads(/I am back\./);
    }
    t.diagnostic(`${reasons} of ${READERS} still read why they were cut off`);
    await talk(room, WORDS.length * 10);
    assert.equal(await metricOf(server, SLOW), READERS);
    await watch.survived(t, `${READERS} browsers, ${mib(UNREAD_BYTES)} unread by each`);
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
