/**
 * The public WebSocket subprotocols on a real server: in each a character is made, walks and quits,
 * with the `ws` library; then what a real Chromium negotiates, and what is refused.
 */

import assert from "node:assert/strict";
import { once } from "node:events";
import { request } from "node:http";
import type { Duplex } from "node:stream";
import { test } from "node:test";
import { stripVTControlCharacters } from "node:util";
import { WebSocket } from "ws";
import { launchBrowser } from "../support/browser-player.ts";
import { type Runtime, within, withServer } from "../support/server.ts";
import { PASSWORD } from "../support/telnet-player.ts";

const DEADLINE_MS = 10_000;

interface Dialect {
  readonly name: string;
  /** Undefined: a socket without a subprotocol. */
  readonly subprotocol?: string;
  readonly path?: string;
  readonly character: string;
  /** A typed line as this dialect's clients send it. */
  readonly frame: (line: string) => string | Uint8Array;
  /** A GMCP message as a frame; undefined where there is no place for it. */
  readonly gmcp?: (name: string, json: string) => string | Uint8Array;
  /** The GMCP message in a frame, if there is one. */
  readonly gmcpIn?: (frame: string) => string | undefined;
  /** What it must be told before a password, in this order. */
  readonly mask: readonly string[];
  readonly opening?: Uint8Array;
}

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
const latin1 = (text: string): Uint8Array => Buffer.from(text, "latin1");

/** WONT TTYPE and DO GMCP: nothing is waited for, and data is wanted. */
const TELNET_OPENING = latin1("\xff\xfc\x18\xff\xfd\xc9");
const VISIBLE = "Your next line will be visible as you type it.";

const telnetLike = {
  frame: (line: string) => bytesOf(`${line}\r\n`),
  gmcp: (name: string, json: string) => latin1(`\xff\xfa\xc9${name} ${json}\xff\xf0`),
  gmcpIn: (frame: string) => /\xff\xfa\xc9(Room\.Info .*?)\xff\xf0/s.exec(frame)?.[1],
  mask: ["\xff\xfb\x01"],
  opening: TELNET_OPENING,
};

const DIALECTS: readonly Dialect[] = [
  { name: "telnet", subprotocol: "telnet.mudstandards.org", character: "Telna", ...telnetLike },
  { name: "binary", subprotocol: "binary", character: "Bina", ...telnetLike },
  { name: "bare", character: "Barra", ...telnetLike },
  {
    name: "json",
    subprotocol: "json.mudstandards.org",
    character: "Jasna",
    frame: bytesOf,
    gmcp: (id, data) => JSON.stringify({ proto: "gmcp", id, data }),
    gmcpIn: (frame) => {
      if (!frame.startsWith('{"proto":"gmcp","id":"Room.Info"')) return undefined;
      const { id, data } = JSON.parse(frame) as { id: string; data: string };
      return `${id} ${data}`;
    },
    mask: ['"telnet_1","id":"ECHO","data":"//sB"', "Your client may show your next line"],
  },
  {
    name: "gmcp",
    subprotocol: "gmcp.mudstandards.org",
    character: "Gemma",
    frame: bytesOf,
    gmcp: (name, json) => `${name} ${json}`,
    gmcpIn: (frame) => (frame.startsWith("Room.Info ") ? frame : undefined),
    mask: [VISIBLE],
  },
  {
    name: "terminal",
    subprotocol: "terminal.mudstandards.org",
    character: "Terra",
    frame: (line) => bytesOf(`${line}\n`),
    mask: [VISIBLE],
  },
  {
    name: "ascii by its path",
    path: "/ws/ascii",
    character: "Asca",
    frame: (line) => line,
    mask: [VISIBLE],
  },
];

class DialectPlayer {
  readonly ws: WebSocket;
  readonly closed: Promise<number>;
  readonly #frames: string[] = [];
  readonly #dialect: Dialect;
  #wake: (() => void) | undefined;
  #read = 0;

  private constructor(ws: WebSocket, dialect: Dialect) {
    this.ws = ws;
    this.#dialect = dialect;
    ws.on("message", (data) => {
      this.#frames.push((data as Buffer).toString("latin1"));
      this.#wake?.();
    });
    this.closed = once(ws, "close").then(([code]) => {
      this.#wake?.();
      return Number(code);
    });
  }

  static async connect(port: number, dialect: Dialect): Promise<DialectPlayer> {
    const { subprotocol, path = "/ws", opening } = dialect;
    const ws = open(port, path, subprotocol === undefined ? [] : [subprotocol]);
    const player = new DialectPlayer(ws, dialect);
    await within(once(ws, "open"), DEADLINE_MS, () => "not connected");
    assert.equal(ws.protocol, subprotocol ?? "");
    if (opening !== undefined) ws.send(opening);
    return player;
  }

  async expect(pattern: RegExp): Promise<string> {
    const found = new Promise<string>((resolve, reject) => {
      this.#wake = () => {
        const unread = this.#frames.slice(this.#read).join("\0");
        if (pattern.test(stripVTControlCharacters(unread))) {
          this.#read = this.#frames.length;
          resolve(unread);
        } else if (this.ws.readyState === WebSocket.CLOSED) reject(new Error(`closed: ${unread}`));
      };
      this.#wake();
    });
    const read = (): string => this.#frames.slice(this.#read).join("\n");
    return within(found, DEADLINE_MS, () => `no ${pattern}; read instead:\n${read()}`);
  }

  async do(line: string, pattern: RegExp): Promise<string> {
    this.ws.send(this.#dialect.frame(line));
    return this.expect(pattern);
  }

  async create(): Promise<void> {
    const { character, mask } = this.#dialect;
    await this.expect(/Name: /);
    await this.do(character, /Create \w+\? \(y\/n\): /);
    const asked = await this.do("y", /New password: /);
    let at = 0;
    for (const words of [...mask, "New password: "]) {
      at = asked.indexOf(words, at);
      assert.ok(at >= 0, `no ${JSON.stringify(words)} in ${JSON.stringify(asked)}`);
    }
    await this.do(PASSWORD, /Password again: /);
    await this.do(PASSWORD, /Race: /);
    await this.do("1", /Class: /);
    await this.do("1", /\d+hp[^\n]*> /);
  }

  /** Walks north, and gives what the data says of the room there. */
  async walk(): Promise<string | undefined> {
    const { gmcp, gmcpIn } = this.#dialect;
    if (gmcp !== undefined) {
      this.ws.send(gmcp("Core.Hello", '{"client":"e2e","version":"1"}'));
      this.ws.send(gmcp("Core.Supports.Set", '["Room 1"]'));
    }
    const data = gmcp === undefined ? "" : '[\\s\\S]*"?The Beachcomber\'s Hut\\\\?"';
    const seen = await this.do("n", new RegExp(`The Beachcomber's Hut[\\s\\S]*Exits:${data}`));
    if (gmcpIn === undefined) return undefined;
    const messages = seen.split("\0").flatMap((frame) => gmcpIn(frame) ?? []);
    const hut = messages.find((message) => message.includes("Beachcomber"));
    assert.ok(hut !== undefined, `no Room.Info in ${JSON.stringify(seen)}`);
    return hut;
  }

  async quit(): Promise<void> {
    await this.do("quit", /come back soon/);
    assert.equal(await within(this.closed, DEADLINE_MS, () => "still open"), 1000);
  }
}

const open = (port: number, path: string, offered: readonly string[]): WebSocket =>
  new WebSocket(`ws://127.0.0.1:${port}${path}`, [...offered]);

test("[WS16] in every dialect a character is made, walks, and quits; rooms are told alike", async () => {
  await withServer({}, async (server) => {
    const told = new Set<string>();
    for (const dialect of DIALECTS) {
      const player = await DialectPlayer.connect(server.webPort, dialect);
      await player.create();
      const room = await player.walk();
      if (room !== undefined) told.add(room);
      await player.quit();
    }
    assert.equal(told.size, 1, [...told].join("\n"));
    await server.stop();
  });
});

for (const runtime of ["node", "deno"] satisfies Runtime[]) {
  test(`[WS16] json and telnet on ${runtime}`, async () => {
    await withServer({ runtime }, async (server) => {
      for (const dialect of DIALECTS.filter(({ name }) => /json|bare/.test(name))) {
        const player = await DialectPlayer.connect(server.webPort, dialect);
        await player.create();
        await player.walk();
        await player.quit();
      }
      await server.stop();
    });
  });
}

/** Opens a WebSocket in the page, and says what came of it. */
const inPage = (offered: readonly string[]): string => `new Promise((resolve) => {
  const ws = new WebSocket("/ws", ${JSON.stringify(offered)});
  ws.binaryType = "arraybuffer";
  let text = "";
  ws.onerror = () => resolve({ failed: true });
  ws.onmessage = ({ data }) => {
    text += String.fromCharCode(...new Uint8Array(data));
    if (!text.includes("Name: ")) return;
    resolve({ failed: false, protocol: ws.protocol, extensions: ws.extensions, text });
    ws.close();
  };
})`;

test("[WS17] Chromium negotiates [unknown, binary], and fails with an unknown name alone", async () => {
  const browser = await launchBrowser();
  try {
    await withServer({}, async (server) => {
      const page = await browser.newPage();
      await page.goto(`http://127.0.0.1:${server.webPort}/`);
      type Seen = Readonly<Record<"protocol" | "extensions" | "text", string>>;
      const seen = await page.evaluate<Seen>(inPage(["chat.example.org", "binary"]));
      assert.equal(seen.protocol, "binary");
      assert.match(seen.extensions, /^permessage-deflate/);
      assert.ok(seen.text.startsWith("\xff\xfd\x18"));
      assert.deepEqual(await page.evaluate(inPage(["chat.example.org"])), { failed: true });
      await server.stop();
    });
  } finally {
    await browser.close();
  }
});

/** An upgrade without a client library, which sends only what is right. */
const upgrade = (port: number, path: string, headers: Readonly<Record<string, string>>) => {
  const asked = request({
    host: "127.0.0.1",
    port,
    path,
    headers: {
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
      ...headers,
    },
  });
  asked.end();
  return asked;
};

/** Status and body of a refused upgrade. */
const refused = async (port: number, path: string, offered: string, origin?: string) => {
  const headers = {
    "sec-websocket-protocol": offered,
    ...(origin === undefined ? {} : { origin }),
  };
  const [response] = await once(upgrade(port, path, headers), "response");
  let body = "";
  for await (const piece of response) body += String(piece);
  return `${response.statusCode} ${body.trim()}`;
};

/** Sends a raw frame, and resolves when a close frame with this code has come. */
const closesWith = async (port: number, frame: Uint8Array, code: number): Promise<void> => {
  const asked = upgrade(port, "/ws", { "sec-websocket-protocol": "ascii" });
  const [, socket] = (await once(asked, "upgrade")) as [unknown, Duplex];
  socket.write(frame);
  const end = Buffer.from([0x88, 2, code >> 8, code & 255]);
  let all = Buffer.alloc(0);
  for await (const bytes of socket) {
    all = Buffer.concat([all, bytes as Buffer]);
    if (all.subarray(-end.length).equals(end)) return;
  }
  assert.fail(`ended without ${code}: ${all.toString("hex")}`);
};

test("[WS2] [WS11] [WS18] unknown names, foreign pages, bad and oversize frames are refused", async () => {
  await withServer({}, async (server) => {
    const port = server.webPort;
    assert.match(
      await refused(port, "/ws", "v1.evennia.com"),
      /^400 Offer one of these WebSocket subprotocols: v1\.ambon, json\..*binary.*ascii$/,
    );
    assert.match(await refused(port, "/ws/gmcp", "binary"), /^400 .*: gmcp\.mudstandards\.org$/);
    assert.match(await refused(port, "/ws/nothing", "binary"), /^404 /);
    assert.match(await refused(port, "/ws", "binary", "https://evil.example"), /^403 /);
    const big = open(port, "/ws", ["terminal.mudstandards.org"]);
    await once(big, "open");
    big.send(Buffer.alloc(70_000, "y"));
    assert.equal((await once(big, "close"))[0], 1009);
    const badUtf8 = Uint8Array.from([0x81, 0x82, 0, 0, 0, 0, 0xff, 0xfe]);
    await within(closesWith(port, badUtf8, 1007), DEADLINE_MS, () => "not closed");
    await server.stop();
  });
});
