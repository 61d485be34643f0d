/**
 * What telnet clients can beyond the base options, on a real server: crawlers learn what it is,
 * bytes are compressed both ways, ears and links are known before the first text. Oracles are
 * node:zlib and two clients that players use, TinTin++ and TinyFugue.
 */

import assert from "node:assert/strict";
import { createConnection, type Socket } from "node:net";
import { test } from "node:test";
import { constants, createDeflate, createInflate } from "node:zlib";
import { type TestServer, within, withServer } from "../support/server.ts";
import { TelnetPlayer } from "../support/telnet-player.ts";
import { TinTin } from "../support/tintin.ts";
import { TinyFugue } from "../support/tinyfugue.ts";
import { WireTap } from "../support/wire-tap.ts";

const DEADLINE_MS = 10_000;
const PASSWORD = "wintergreen-7";
const [IAC, DO, WILL, SB, SE] = [255, 253, 251, 250, 240];
const [TTYPE, NEW_ENVIRON, MSSP, MCCP2, MCCP3] = [24, 39, 70, 86, 87];
const COLUMNS = 80;
const ROWS = 40;

const bytesOf = (...parts: readonly (number | string)[]): Uint8Array =>
  Buffer.concat(
    parts.map((part) => (typeof part === "string" ? Buffer.from(part) : Buffer.from([part]))),
  );

const ttype = (answer: string): Uint8Array => bytesOf(IAC, SB, TTYPE, 0, answer, IAC, SE);

/** Each byte as one character; those that no text has as `<1b>`. */
const visible = (bytes: Buffer): string =>
  Array.from(bytes, (byte) => {
    const shown = byte >= 0x20 ? byte < 0xf0 : [9, 10, 13].includes(byte);
    return shown ? String.fromCharCode(byte) : `<${byte.toString(16).padStart(2, "0")}>`;
  }).join("");

/** A socket without any manners of its own; what comes can be waited for. */
class Wire {
  readonly socket: Socket;
  #seen = "";
  #look: () => void = () => undefined;

  constructor(port: number) {
    this.socket = createConnection({ host: "127.0.0.1", port, noDelay: true });
    this.socket.on("error", () => undefined);
  }

  /** Reads the socket as it is. */
  listen(): void {
    this.socket.on("data", (bytes: Buffer) => this.add(bytes));
  }

  add(bytes: Buffer): void {
    this.#seen += visible(bytes);
    this.#look();
  }

  send(...parts: readonly (number | string | Uint8Array)[]): void {
    for (const part of parts) {
      this.socket.write(part instanceof Uint8Array ? part : bytesOf(part));
    }
  }

  /** Waits for it and gives all up to its end; the rest stays. */
  async sees(pattern: RegExp): Promise<string> {
    const found = new Promise<string>((resolve) => {
      this.#look = () => {
        const match = pattern.exec(this.#seen);
        if (match === null) return;
        const end = match.index + match[0].length;
        const text = this.#seen.slice(0, end);
        this.#seen = this.#seen.slice(end);
        this.#look = () => undefined;
        resolve(text);
      };
      this.#look();
    });
    return within(found, DEADLINE_MS, () => `no ${pattern} in: ${JSON.stringify(this.#seen)}`);
  }
}

const onWire = async (server: TestServer, talk: (wire: Wire) => Promise<void>): Promise<void> => {
  const wire = new Wire(server.telnetPort);
  try {
    await talk(wire);
  } finally {
    wire.socket.destroy();
  }
};

const LOGIN: readonly (readonly [string, RegExp])[] = [
  ["Nyra", /Create Nyra\? \(y\/n\): /],
  ["y", /New password: /],
  [PASSWORD, /Password again: /],
  [PASSWORD, /Race: /],
  ["torrin", /Class: /],
  ["breakwater", /The Tideline/],
];

test("[EE60] crawlers learn what the game is in three ways and are no players", async () => {
  await withServer({}, async (server) => {
    const player = await TelnetPlayer.connect(server.telnetPort);
    await player.create("Mira");
    await onWire(server, async (crawler) => {
      crawler.listen();
      crawler.send(bytesOf(IAC, DO, MSSP));
      const facts = await crawler.sees(/<ff><fa>F<01>NAME<02>[\s\S]*?<ff><f0>/);
      assert.match(facts, /<01>PLAYERS<02>1<01>UPTIME<02>\d{10}<01>CRAWL DELAY<02>-1/);
      assert.ok(facts.includes(`<01>PORT<02>${server.telnetPort}<01>`));
      crawler.send(bytesOf(IAC, WILL, TTYPE), ttype("Grapevine"), ttype("Grapevine"));
      await crawler.sees(/Name: /);
      crawler.send("mssp-request\r\n");
      const text = await crawler.sees(/MSSP-REPLY-START\r\n[\s\S]*MSSP-REPLY-END\r\n/);
      assert.match(text, /\r\nNAME\tAmbon\r\nPLAYERS\t1\r\nUPTIME\t\d{10}\r\n/);
      assert.match(text, /\r\nROOMS\t[1-9]\d*\r\n/);
      await crawler.sees(/Name: /);
    });
    const answer = await fetch(`http://127.0.0.1:${server.webPort}/mssp.json`);
    assert.equal(answer.headers.get("content-type"), "application/json; charset=utf-8");
    const json = (await answer.json()) as Record<string, unknown>;
    assert.equal(json.NAME, "Ambon");
    assert.equal(json.PLAYERS, 1);
    assert.equal(json.TLS, 0);
    const page = await fetch(`http://127.0.0.1:${server.webPort}/`);
    assert.equal(page.status, 200);
    await page.text();
    await player.leave();
    await server.stop();
  });
});

test("[EE61] a session compressed both ways says what a plain one says", async () => {
  await withServer({}, async (server) => {
    await onWire(server, async (wire) => {
      const inflate = createInflate();
      inflate.on("data", (bytes: Buffer) => wire.add(bytes));
      const deflate = createDeflate({ flush: constants.Z_SYNC_FLUSH });
      deflate.on("data", (bytes: Buffer) => wire.socket.write(bytes));
      const mark = Buffer.from([IAC, SB, MCCP2, IAC, SE]);
      let before: Buffer | null = Buffer.alloc(0);
      const turned = new Promise<string>((resolve) => {
        wire.socket.on("data", (bytes: Buffer) => {
          if (before === null) {
            inflate.write(bytes);
            return;
          }
          before = Buffer.concat([before, bytes]);
          const at = before.indexOf(mark);
          if (at < 0) return;
          resolve(before.subarray(0, at).toString("latin1"));
          inflate.write(before.subarray(at + mark.length));
          before = null;
        });
      });
      // A stream that is cut off is an error.
      const ended = new Promise<void>((resolve, reject) => {
        inflate.once("end", resolve);
        inflate.once("error", reject);
      });
      wire.socket.once("close", () => inflate.end());
      wire.send(bytesOf(IAC, WILL, TTYPE, IAC, DO, MCCP2, IAC, DO, MCCP3));
      wire.send(bytesOf(IAC, SB, MCCP3, IAC, SE));
      for (const answer of ["ZLIB", "XTERM", "MTTS 5", "MTTS 5"]) deflate.write(ttype(answer));
      const plain = await within(turned, DEADLINE_MS, () => "no mark of MCCP2");
      assert.doesNotMatch(plain, /Ambon/);
      await wire.sees(/Welcome to Ambon[\s\S]*Name: <ff><f9>/);
      for (const [typed, answer] of LOGIN) {
        deflate.write(`${typed}\r\n`);
        await wire.sees(answer);
      }
      deflate.write("say compressed\r\n");
      await wire.sees(/You say, .*compressed[\s\S]*<ff><f9>/);
      deflate.write("quit\r\n");
      await wire.sees(/come back soon/);
      await within(ended, DEADLINE_MS, () => "the stream of the server has no end");
    });
    await server.stop();
  });
});

test("[EE61] input that is no zlib stream ends its own connection alone", async () => {
  await withServer({}, async (server) => {
    const other = await TelnetPlayer.connect(server.telnetPort);
    await other.create("Mira");
    await onWire(server, async (wire) => {
      wire.listen();
      wire.send(bytesOf(IAC, DO, MCCP3, IAC, SB, MCCP3, IAC, SE), "no zlib\r\n");
      await wire.sees(/compressed could not be read/);
    });
    await other.do("say still here", /You say, "still here/);
    await other.leave();
    await server.stop();
  });
});

test("[EE62] ears, links and a charset are known before the first text", async () => {
  const environ = (name: string, value: string): Uint8Array =>
    bytesOf(IAC, SB, NEW_ENVIRON, 0, 3, name, 1, value, IAC, SE);
  const cycle = (mtts: string): Uint8Array[] => ["C", "XTERM", mtts, mtts].map(ttype);
  const opening = bytesOf(IAC, WILL, TTYPE, IAC, WILL, NEW_ENVIRON);
  await withServer({}, async (server) => {
    await onWire(server, async (wire) => {
      wire.listen();
      wire.send(opening, environ("SCREEN_READER", "1"), ...cycle("MTTS 5"));
      const splash = await wire.sees(/Name: /);
      assert.doesNotMatch(splash, /[|_~#]{2}|<1b>/);
    });
    await onWire(server, async (wire) => {
      wire.listen();
      wire.send(opening, environ("OSC_HYPERLINKS", "1"), ...cycle("MTTS 1"));
      await wire.sees(/Name: /);
      for (const [typed, answer] of LOGIN) {
        wire.send(`${typed}\r\n`);
        await wire.sees(answer);
      }
      const text = await wire.sees(/Exits: [^\n]*\n/);
      const [, exits = ""] = text.split("Exits: ");
      const link = /<1b>\]8;;send:north<1b>\\(?:<1b>\[[0-9;]*m)*north(?:<1b>\[0m)?<1b>\]8;;<1b>\\/;
      assert.match(exits, link);
      assert.equal(exits.split("<1b>]8;;").length % 2, 1, "a link is open at the end of its line");
      wire.send("say Zo\u00eb \u2014 \u201chm\u2026\u201d\r\n");
      const said = await wire.sees(/You say, [^\n]*\n/);
      assert.match(said, /Zoe -- "hm\.\.\."/);
    });
    await server.stop();
  });
});

const tintinScript = (port: number): readonly string[] => [
  "#config {charset} {UTF-8}",
  "#config {log mode} {raw}",
  "#config {mccp} {on}",
  "#event {IAC WILL GMCP} {#send {\\xFF\\xFD\\xC9\\};" +
    '#send {\\xFF\\xFA\\xC9Core.Supports.Set ["Char 1", "Room 1"]\\xFF\\xF0\\}}',
  "#event {IAC SB GMCP} {#showme {gmcp %0: %1}}",
  "#event {SESSION DISCONNECTED} {#showme {session over}}",
  `#session ambon 127.0.0.1 ${port}`,
  "#log overwrite {LOG}",
];

/** Makes a character, walks, talks and quits, as a person at the terminal. */
const play = async (client: TinTin | TinyFugue): Promise<void> => {
  await client.shows(/Name: *$/m);
  for (const [typed, answer] of LOGIN) {
    client.type(typed);
    await client.shows(new RegExp(`${answer.source.trimEnd()} *$`, "m"));
  }
  client.type("north");
  await client.shows(/The Beachcomber's Hut\n/);
  client.type("say fine");
  await client.shows(/You say, "fine"\n/);
  client.type("quit");
  await client.shows(/come back soon\./);
};

test("[EE63] TinTin++ plays with GMCP while both directions are compressed", async () => {
  await withServer({}, async (server) => {
    const tap = await WireTap.on(server.telnetPort);
    const client = new TinTin(tintinScript(tap.port), COLUMNS, ROWS);
    try {
      await play(client);
      await client.shows(/session over/);
      assert.match(await client.shows(/gmcp Room\.Info:/), /gmcp Char\.Vitals:/);
      const { plain, compressed } = tap.fromServer();
      assert.doesNotMatch(plain.toString(), /Ambon/);
      assert.match(compressed, /Welcome to Ambon[\s\S]*Room\.Info[\s\S]*come back soon/);
      const typed = tap.fromClient();
      assert.doesNotMatch(typed.plain.toString(), /Nyra|say fine/);
      assert.match(typed.compressed, /Nyra[\s\S]*say fine[\s\S]*quit/);
    } finally {
      client.close();
      tap.close();
    }
    await server.stop();
  });
});

test("[EE64] TinyFugue plays a short session", async () => {
  await withServer({}, async (server) => {
    const client = new TinyFugue(server.telnetPort, COLUMNS, ROWS);
    try {
      await play(client);
      const screen = await client.shows(/Connection to ambon closed/);
      assert.ok(!screen.includes(PASSWORD), "the password was shown");
      assert.match(screen, /Bands of wrack, cork and broken amber/);
    } finally {
      client.close();
    }
    await server.stop();
  });
});
