// Goal: the composed server end — opening, refusals, prompts, commands, bounds — in golden bytes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { newTelnetCounters, TELNET_LIMITS } from "./limits.ts";
import { TelnetServer } from "./telnet-server.ts";
import {
  byteByByte,
  EVERYTHING,
  featured,
  feed,
  hex,
  linesOf,
  wire,
  wireHex,
} from "./testing/wire.ts";

const started = (): TelnetServer => {
  const server = new TelnetServer();
  server.start();
  return server;
};

/** Hex of the answers to this input. */
const answer = (server: TelnetServer, notation: string): string => {
  server.receive(wire(notation));
  return hex(server.takeOutput());
};

test("[TN14] the opening packet", () => {
  const opening = new TelnetServer().start();
  assert.equal(hex(opening), "FF FD 18 FF FD 1F FF FB 2A FF FB 19 FF FB C9");
});

test("[TN12] BINARY, LINEMODE and unknown options are declined once per side", () => {
  const server = started();
  assert.equal(answer(server, "FF FD 00 FF FB 00"), "FF FC 00 FF FE 00");
  assert.equal(answer(server, "FF FD 00 FF FB 00 FF FD 00"), "");
  assert.equal(answer(server, "FF FB 22 FF FD 5D FF FB FF"), "FF FE 22 FF FC 5D FF FE FF");
  assert.equal(answer(server, "FF FE 00 FF FC 00 FF FE 2E FF FC 2E"), "");
});

test("[TN11] answers to what we asked are not answered again", () => {
  const server = started();
  assert.equal(answer(server, "FF FB 1F FF FD 19 FF FE C9"), "");
  assert.equal(answer(server, "FF FB 1F FF FD 19 FF FE C9"), "");
  assert.equal(answer(server, "FF FC 1F FF FE 19"), "FF FE 1F FF FC 19");
});

test("[TN13] a client that flips an option forever gets a bounded number of answers", () => {
  const counters = newTelnetCounters();
  const server = new TelnetServer({ ...TELNET_LIMITS, answers: 7 }, counters);
  server.start();
  const { output } = feed(server, Array<Uint8Array>(1000).fill(wire("FF FD 03 FF FE 03")));
  const pair = "FF FB 03 FF FC 03 ";
  assert.equal(hex(output), `${pair.repeat(3)}FF FB 03`);
  // After the last WILL one DONT turns it off in silence; each later DO would have been refused.
  assert.equal(counters.answersSuppressed, 2);
  assert.equal(hex(server.promptMark()), "FF F9");
});

test("[TN13] disabling is still obeyed when the answers are used up", () => {
  const server = new TelnetServer({ ...TELNET_LIMITS, answers: 1 });
  server.start();
  assert.equal(
    answer(server, "FF FD C9 FF FD 19 FF F6"),
    wireHex('0D 0A "[Yes, the game is here.]" 0D 0A'),
  );
  assert.equal(server.gmcpEnabled, true);
  assert.equal(answer(server, "FF FE C9 FF FE 19"), "");
  assert.equal(server.gmcpEnabled, false);
  assert.equal(hex(server.promptMark()), "FF F9");
});

test("[TN18] a prompt ends in GA, in EOR once agreed, and in GA again when that ends", () => {
  const server = started();
  assert.equal(hex(server.promptMark()), "FF F9");
  assert.equal(answer(server, "FF FD 19"), "");
  assert.equal(hex(server.promptMark()), "FF EF");
  assert.equal(answer(server, "FF FE 19"), "FF FC 19");
  assert.equal(hex(server.promptMark()), "FF F9");
});

test("[TN18] SGA silences GA but for clients that honour it, and never EOR", () => {
  const server = started();
  assert.equal(answer(server, "FF FD 03"), "FF FB 03");
  assert.equal(hex(server.promptMark()), "");
  server.receive(wire('FF FB 18 FF FA 18 00 "TINTIN++" FF F0'));
  assert.equal(hex(server.promptMark()), "FF F9");
  const other = started();
  other.receive(wire('FF FD 03 FF FB 18 FF FA 18 00 "XTERM" FF F0'));
  assert.equal(hex(other.promptMark()), "");
  other.receive(wire("FF FD 19"));
  assert.equal(hex(other.promptMark()), "FF EF");
});

test("[TN9] subnegotiations of options that are off are ignored and counted", () => {
  const server = started();
  const { events } = feed(server, [wire('FF FE C9 FF FA C9 "Core.Ping" FF F0 FF FA 99 00 FF F0')]);
  assert.deepEqual(events, []);
  assert.equal(server.counters.subnegotiationsIgnored, 2);
});

test("[TN10] broken UTF-8 becomes U+FFFD, one per sequence; Latin-1 is read when agreed", () => {
  const server = started();
  const broken = wire('"a" C3 "b" FF FF E2 82 0A EF BB BF C3 A9 0A');
  assert.deepEqual(linesOf(server.receive(broken)), ["a\uFFFDb\uFFFD\uFFFD", "\uFEFF\u00E9"]);
  server.receive(wire('FF FD 2A FF FA 2A 02 "ISO-8859-1" FF F0'));
  assert.deepEqual(linesOf(server.receive(wire("E9 FF FF C3 A9 08 0A"))), ["\u00E9\u00FF\u00C3"]);
});

test("[TN6] the session hears lineTooLong with the limit, then the cut line", () => {
  const server = new TelnetServer({ ...TELNET_LIMITS, lineBytes: 3 });
  assert.deepEqual(server.receive(wire('"abcdef" 0A')), [
    { type: "lineTooLong", limitBytes: 3 },
    { type: "line", text: "abc" },
  ]);
});

test("[TN28] AYT is answered with text, NOP is the keepalive, other commands are silent", () => {
  const server = started();
  assert.equal(answer(server, "FF F6"), wireHex('0D 0A "[Yes, the game is here.]" 0D 0A'));
  assert.equal(answer(server, "FF F1 FF F9 FF EF FF F0 FF F2 FF F5"), "");
  assert.equal(hex(server.keepalive()), "FF F1");
});

test("[TN28] IP, BRK, ABORT, SUSP and EOF drop the unfinished line and interrupt", () => {
  for (const command of ["F4", "F3", "EE", "ED", "EC"]) {
    const events = started().receive(wire(`"half" FF ${command} "new" 0A`));
    assert.deepEqual(events, [{ type: "interrupt" }, { type: "line", text: "new" }], command);
  }
});

test("[TN27] each DO TIMING-MARK gets one WILL, and a WILL of the client is declined", () => {
  const server = started();
  assert.equal(answer(server, "FF FD 06 FF FD 06"), "FF FB 06 FF FB 06");
  assert.equal(answer(server, "FF FE 06 FF FC 06"), "");
  assert.equal(answer(server, "FF FB 06 FF FB 06"), "FF FE 06");
});

test("[TN16] ECHO on and off in golden bytes, pending answers before them", () => {
  const server = started();
  assert.equal(hex(server.setEcho(true)), "FF FB 01");
  assert.equal(hex(server.setEcho(true)), "");
  server.receive(wire("FF FD 01 FF FD 03"));
  assert.equal(hex(server.setEcho(false)), "FF FB 03 FF FC 01 0D 0A");
  assert.equal(hex(server.setEcho(false)), "");
  assert.equal(hex(server.takeOutput()), "");
});

test("[TN2] one server may be fed whole packets or single bytes", () => {
  const input = wire('FF FB 18 "lo" FF FD C9 "ok" 0D 0A FF FA C9 "Core.Ping 3" FF F0 FF F6 "x" 0D');
  const whole = feed(started(), [input]);
  assert.deepEqual(feed(started(), byteByByte(input)), whole);
  assert.deepEqual(linesOf(whole.events), ["look", "x"]);
});

test("[TN29] all features: the opening packet, and none of them without being asked for", () => {
  const server = new TelnetServer(TELNET_LIMITS, newTelnetCounters(), EVERYTHING);
  assert.equal(
    hex(server.start()),
    "FF FD 18 FF FD 1F FF FD 27 FF FB 2A FF FB 19 FF FB 46 FF FB C9 FF FB 56 FF FB 57",
  );
  const plain = started();
  assert.equal(
    answer(plain, "FF FB 27 FF FD 45 FF FD 46 FF FD 56 FF FD 57 FF FD 5B"),
    "FF FE 27 FF FC 45 FF FC 46 FF FC 56 FF FC 57 FF FC 5B",
  );
  assert.equal(hex(plain.msdp("A", "1")), "");
  assert.equal(hex(plain.mssp([["NAME", "x"]])), "");
  assert.equal(plain.mxpEnabled || plain.msdpEnabled || plain.compressing, false);
});

test("[TN29] other options are still declined once with all features on", () => {
  const server = featured(EVERYTHING);
  const others = [0, 18, 32, 34, 35, 36, 37, 46, 90, 93, 102, 200, 202];
  for (const code of others.map((other) => other.toString(16).padStart(2, "0").toUpperCase())) {
    const asked = `FF FD ${code} FF FB ${code} `;
    assert.equal(answer(server, asked.repeat(3)), `FF FC ${code} FF FE ${code}`);
  }
});

test("[TN13] every feature flipped forever gets a bounded number of answers", () => {
  const limits = { ...TELNET_LIMITS, answers: 50 };
  const server = featured(EVERYTHING, limits);
  const flip = wire(
    `FF FD C9 FF FE C9 FF FB 27 FF FC 27 FF FD 45 FF FE 45 FF FD 46 FF FE 46 FF FD 56 FF FE 56
     FF FD 57 FF FE 57 FF FD 5B FF FE 5B FF FB 18 FF FA 18 00 41 FF F0 FF FC 18`,
  );
  const { output } = feed(server, Array<Uint8Array>(200).fill(flip));
  assert.ok(output.length <= 50 * 20, String(output.length));
  assert.equal(hex(feed(server, [flip]).output), "");
});
