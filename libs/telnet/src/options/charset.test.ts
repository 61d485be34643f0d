// Goal: RFC 2066 in both roles, and what it does to text.

import assert from "node:assert/strict";
import { test } from "node:test";
import { TelnetServer } from "../telnet-server.ts";
import { hex, wire, wireHex } from "../testing/wire.ts";

const started = (): TelnetServer => {
  const server = new TelnetServer();
  server.start();
  return server;
};
const REQUEST = wireHex('FF FA 2A 01 ";UTF-8;ISO-8859-1" FF F0');
const REJECTED = "FF FA 2A 03 FF F0";

const answer = (server: TelnetServer, notation: string): string => {
  server.receive(wire(notation));
  return hex(server.takeOutput());
};

test("[TN22] DO gets our REQUEST, ACCEPTED sets the charset", () => {
  const server = started();
  assert.equal(answer(server, "FF FD 2A"), REQUEST);
  const events = server.receive(wire('FF FA 2A 02 "iso-8859-1" FF F0'));
  assert.deepEqual(events, [{ type: "charset", name: "ISO-8859-1" }]);
  assert.equal(server.encoding, "latin-1");
  assert.equal(server.utf8, false);
});

test("[TN22] ACCEPTED of what we do not know, or unasked, changes nothing and is counted", () => {
  const server = started();
  answer(
    server,
    'FF FA 2A 02 "ISO-8859-1" FF F0 FF FD 2A FF FA 2A 02 "KOI8-R" FF F0 FF FA 2A FF F0',
  );
  assert.equal(server.encoding, "utf-8");
  assert.equal(server.counters.subnegotiationsIgnored, 3);
});

test("[TN23] a client's REQUEST is answered with the charset we like best, as it wrote it", () => {
  const server = started();
  assert.equal(answer(server, "FF FE 2A FF FB 2A"), "FF FD 2A");
  const request = 'FF FA 2A 01 " US-ASCII iso-8859-1 utf-8" FF F0';
  assert.equal(answer(server, request), wireHex('FF FA 2A 02 "utf-8" FF F0'));
  assert.equal(server.encoding, "utf-8");
  assert.equal(
    answer(server, 'FF FA 2A 01 ";KOI8-R;ASCII" FF F0'),
    wireHex('FF FA 2A 02 "ASCII" FF F0'),
  );
  assert.equal(server.encoding, "ascii");
});

test("[TN23] nothing known, an empty list, or our own REQUEST open: REJECTED", () => {
  const server = started();
  answer(server, "FF FE 2A FF FB 2A");
  assert.equal(answer(server, 'FF FA 2A 01 ";KOI8-R" FF F0'), REJECTED);
  assert.equal(answer(server, "FF FA 2A 01 FF F0"), REJECTED);
  const both = started();
  const clash = 'FF FD 2A FF FB 2A FF FA 2A 01 ";ISO-8859-1" FF F0';
  assert.equal(answer(both, clash), `${REQUEST} FF FD 2A ${REJECTED}`);
  both.receive(wire('FF FA 2A 02 "UTF-8" FF F0'));
  assert.equal(both.encoding, "utf-8");
});

test("[TN23] our REQUEST is no longer open when the client takes its DO back", () => {
  const server = started();
  answer(server, "FF FD 2A FF FE 2A FF FB 2A");
  const request = 'FF FA 2A 01 ";UTF-8" FF F0';
  assert.equal(answer(server, request), wireHex('FF FA 2A 02 "UTF-8" FF F0'));
});

test("[TN23] a translation table before the list is skipped, TTABLE-IS is rejected", () => {
  const server = started();
  answer(server, "FF FE 2A FF FB 2A");
  const request = 'FF FA 2A 01 "[TTABLE]" 01 ";UTF-8" FF F0';
  assert.equal(answer(server, request), wireHex('FF FA 2A 02 "UTF-8" FF F0'));
  assert.equal(answer(server, "FF FA 2A 04 01 02 FF F0"), "FF FA 2A 05 FF F0");
});

const ttype = (mtts: number): string =>
  `FF FB 18 FF FA 18 00 "C" FF F0 FF FA 18 00 "ANSI" FF F0 FF FA 18 00 "MTTS ${mtts}" FF F0`;

test("[TN24] CHARSET outweighs MTTS, MTTS outweighs the UTF-8 default", () => {
  const server = started();
  assert.equal(server.encoding, "utf-8");
  server.receive(wire(ttype(265)));
  assert.equal(server.encoding, "ascii");
  server.receive(wire('FF FD 2A FF FA 2A 02 "UTF-8" FF F0'));
  assert.equal(server.encoding, "utf-8");
});

test("[TN24] REJECTED means ASCII unless MTTS says UTF-8", () => {
  const server = started();
  server.receive(wire("FF FD 2A FF FA 2A 03 FF F0"));
  assert.equal(server.encoding, "ascii");
  server.receive(wire(ttype(269)));
  assert.equal(server.encoding, "utf-8");
});

test("[TN47] TinTin++ puts a space before the name and rejects charsets one by one", () => {
  const server = started();
  answer(server, "FF FD 2A");
  const accepted = server.receive(
    wire('FF FA 2A 02 " UTF-8" FF F0 FF FA 2A 03 " ISO-8859-1" FF F0'),
  );
  assert.deepEqual(accepted, [{ type: "charset", name: "UTF-8" }]);
  assert.equal(server.encoding, "utf-8");
  const other = started();
  answer(other, "FF FD 2A FF FA 2A 03 20 55 54 46 2D 38 FF F0");
  assert.equal(other.encoding, "ascii");
  other.receive(wire('FF FA 2A 02 " ISO-8859-1" FF F0'));
  assert.equal(other.encoding, "latin-1");
});
