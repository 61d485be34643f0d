// Goal: whole conversations, byte for byte, with clients built from the facts of MTTS, RFC 2066 and
// GMCP as Mudlet and TinTin++ speak them, each also fed one byte at a time.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { TelnetEvent } from "./events.ts";
import { mttsFlags } from "./options/mtts.ts";
import { TelnetServer } from "./telnet-server.ts";
import { byteByByte, feed, hex, linesOf, wire, wireHex } from "./testing/wire.ts";

interface Exchange {
  readonly client: string;
  readonly answers: string;
  readonly events: readonly TelnetEvent[];
}

const SEND = "FF FA 18 01 FF F0";
const CHARSET_REQUEST = 'FF FA 2A 01 ";UTF-8;ISO-8859-1" FF F0';

/** Plays the exchanges in whole packets, then byte by byte, and checks every byte and event. */
const play = (exchanges: readonly Exchange[], finish: (server: TelnetServer) => void): void => {
  for (const chunked of [(bytes: Uint8Array) => [bytes], byteByByte]) {
    const server = new TelnetServer();
    server.start();
    for (const { client, answers, events } of exchanges) {
      const heard = feed(server, chunked(wire(client)));
      assert.equal(hex(heard.output), wireHex(answers), client);
      assert.deepEqual(heard.events, events, client);
    }
    finish(server);
  }
};

const terminal = (name: string, of: string, mtts: number): TelnetEvent => ({
  type: "terminal",
  name,
  terminal: of,
  mtts,
  flags: mttsFlags(mtts, of),
});

test("[TN20] a Mudlet-like client negotiates, logs in unseen and speaks GMCP", () => {
  const hello = `{"client":"Mudlet","version":"4.19.1"}`;
  const supports = `["Char 1","Room 1","Char.Login 1"]`;
  const json = (text: string): string => hex(new TextEncoder().encode(text));
  play(
    [
      { client: "FF FB 18", answers: SEND, events: [] },
      {
        client: "FF FB 1F FF FA 1F 00 64 00 32 FF F0",
        answers: "",
        events: [{ type: "windowSize", width: 100, height: 50 }],
      },
      { client: "FF FD 2A", answers: CHARSET_REQUEST, events: [] },
      { client: "FF FD 19", answers: "", events: [] },
      {
        client: `FF FD C9 FF FA C9 "Core.Hello " ${json(hello)} FF F0
          FF FA C9 "Core.Supports.Set " ${json(supports)} FF F0`,
        answers: "",
        events: [
          { type: "gmcpEnabled", enabled: true },
          { type: "gmcp", package: "core.hello", data: JSON.parse(hello), raw: hello },
          { type: "gmcp", package: "core.supports.set", data: JSON.parse(supports), raw: supports },
        ],
      },
      { client: 'FF FA 18 00 "MUDLET" FF F0', answers: SEND, events: [terminal("MUDLET", "", 0)] },
      {
        client: 'FF FA 2A 02 "UTF-8" FF F0',
        answers: "",
        events: [{ type: "charset", name: "UTF-8" }],
      },
      {
        client: 'FF FA 18 00 "ANSI-TRUECOLOR" FF F0',
        answers: SEND,
        events: [terminal("MUDLET", "ANSI-TRUECOLOR", 0)],
      },
      {
        client: 'FF FA 18 00 "MTTS 2349" FF F0',
        answers: SEND,
        events: [terminal("MUDLET", "ANSI-TRUECOLOR", 2349)],
      },
      {
        client: 'FF FA 18 00 "MTTS 2349" FF F0',
        answers: "",
        events: [{ type: "negotiated" }],
      },
      { client: '"Ann" 0D 0A', answers: "", events: [{ type: "line", text: "Ann" }] },
    ],
    (server) => {
      assert.equal(hex(server.setEcho(true)), "FF FB 01");
      assert.equal(hex(server.promptMark()), "FF EF");
      assert.deepEqual(linesOf(server.receive(wire('FF FD 01 "secret" 0D 0A'))), ["secret"]);
      assert.equal(hex(server.setEcho(false)), "FF FC 01 0D 0A");
      assert.deepEqual(server.receive(wire("FF FE 01")), []);
      assert.equal(hex(server.takeOutput()), "");
      assert.equal(hex(server.gmcp("Core.Ping")), wireHex('FF FA C9 "Core.Ping" FF F0'));
      assert.equal(server.utf8, true);
    },
  );
});

test("[TN20] a TinTin++-like client: no GMCP answer, terminal of its own, LF line ends", () => {
  play(
    [
      {
        client: "FF FB 18 FF FB 1F FF FA 1F 00 50 00 18 FF F0 FF FD 2A FF FD 19",
        answers: `${SEND} ${CHARSET_REQUEST}`,
        events: [{ type: "windowSize", width: 80, height: 24 }],
      },
      {
        client: 'FF FA 18 00 "TINTIN++" FF F0 FF FA 2A 02 "UTF-8" FF F0',
        answers: SEND,
        events: [terminal("TINTIN++", "", 0), { type: "charset", name: "UTF-8" }],
      },
      {
        client: 'FF FA 18 00 "XTERM-256COLOR" FF F0 FF FA 18 00 "MTTS 271" FF F0',
        answers: `${SEND} ${SEND}`,
        events: [
          terminal("TINTIN++", "XTERM-256COLOR", 0),
          terminal("TINTIN++", "XTERM-256COLOR", 271),
        ],
      },
      {
        client: 'FF FA 18 00 "MTTS 271" FF F0 "look" 0A',
        answers: "",
        events: [{ type: "negotiated" }, { type: "line", text: "look" }],
      },
    ],
    (server) => {
      assert.equal(server.gmcpEnabled, false);
      assert.equal(hex(server.gmcp("Core.Ping")), "");
      assert.equal(hex(server.promptMark()), "FF EF");
    },
  );
});

test("[TN15] name and password in the first packet with negotiation between all bytes", () => {
  const typed = wire('"Ann" 0D 0A "pass word" 0D 00 "north" 0A');
  const noise = [
    "FF FB 18",
    'FF FA 18 00 "X" FF FF "Y" FF F0',
    "FF FD C9",
    "FF FA 1F 00 50 00 18 FF F0",
    "FF F1",
    "FF FD 00",
  ].map(wire);
  for (const [index, insert] of noise.entries()) {
    for (let at = 0; at <= typed.length; at++) {
      const chunks = [typed.subarray(0, at), insert, typed.subarray(at)];
      const stream = chunks.flatMap(byteByByte);
      const { events } = feed(new TelnetServer(), stream);
      assert.deepEqual(linesOf(events), ["Ann", "pass word", "north"], `${index} at ${at}`);
    }
  }
});

test("[TN15] any mix of negotiation between the typed bytes leaves the lines as typed", () => {
  const noise = fc.constantFrom("", "FF FB 18", "FF FA 18 00 41 FF F0", "FF FD C9", "FF FC 03");
  fc.assert(
    fc.property(fc.array(noise, { minLength: 20, maxLength: 20 }), (inserts) => {
      const typed = byteByByte(wire('"Ann" 0D 0A "secret" 0D 0A "who" 0D 0A'));
      const stream = typed.flatMap((byte, i) => [wire(inserts[i] ?? ""), byte]);
      assert.deepEqual(linesOf(feed(new TelnetServer(), stream).events), ["Ann", "secret", "who"]);
    }),
  );
});
