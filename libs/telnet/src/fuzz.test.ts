// Goal: whatever bytes come in whatever chunks, the server end neither throws nor lets protocol
// bytes into lines, and chunking changes nothing. Method: token soup biased to telnet's special
// bytes, small limits so that every overflow is hit, and a second, naive parser as the oracle of
// the lines. The last test proves that the soup reaches the rare branches.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { newTelnetCounters, TELNET_LIMITS } from "./limits.ts";
import { TelnetServer } from "./telnet-server.ts";
import { chunksOf, cuts, soupOf } from "./testing/soup.ts";
import { byteByByte, feed, hex, linesOf, wire } from "./testing/wire.ts";

const LIMITS = { ...TELNET_LIMITS, lineBytes: 6, subnegotiationBytes: 40, gmcpBytes: 24 };

const TOKENS = [
  'FF FA C9 "Core.Ping 0123456789 0123456789" FF F0',
  'FF FA C9 "?" FF F0',
  ...["FF", "FF FF", "0D", "0A", "0D 0A", "0D 00", "00", "08", "7F", "C3 A9", "A9", '"ab"'],
  ...["FF FA", "FF F0", "FF FA 18 00", "FF FA C9", "FF FA 2A 01", "FF FA 1F 00 50 00 18 FF F0"],
  ...["FF FB 18", "FF FB 1F", "FF FD C9", "FF FD 2A", "FF FD 03", "FF FE 03", "FF FD 00"],
  ...["FF F4", "FF F6", "FF F7", "FF F8", "FF 41", "FF FC 18", "FF FD 06", "FF FD 01"],
  ...['FF FA 18 00 "MTTS 5" FF F0', 'FF FA 2A 02 "ISO-8859-1" FF F0', 'FF FA C9 "A 1" FF F0'],
  '"a very long line of text that passes every one of the limits"',
  'FF FA C9 "a very long message that passes every one of the limits" FF F0',
];

const soup = soupOf(TOKENS);

const hear = (chunks: Iterable<Uint8Array>, counters = newTelnetCounters()) => {
  const server = new TelnetServer(LIMITS, counters);
  server.start();
  const { events, output } = feed(server, chunks);
  return { events, output: hex(output), counters };
};

test("[TN1] random bytes in random chunks never throw", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 80 }), { maxLength: 12 }), (chunks) => {
      assert.doesNotThrow(() => hear(chunks));
    }),
  );
});

test("[TN2] events, answers and counters are the same in any chunking", () => {
  fc.assert(
    fc.property(soup, cuts, (bytes, at) => {
      const whole = hear([bytes]);
      assert.deepEqual(hear(chunksOf(bytes, at)), whole);
      assert.deepEqual(hear(byteByByte(bytes)), whole);
    }),
    { numRuns: 300 },
  );
});

/** What the naive parser keeps of the stream: data bytes, and marks for the editing commands. */
type Token = number | "erase" | "clear";

/** One pass, one byte at a time, no limits: data bytes and editing commands of a stream. */
const dataOf = (bytes: Uint8Array): Token[] => {
  const data: Token[] = [];
  let mode: "data" | "iac" | "verb" | "option" | "sb" | "sb-iac" = "data";
  for (const byte of bytes) {
    if (mode === "sb-iac" && byte === 255) mode = "sb";
    else if (mode === "sb-iac" && byte === 240) mode = "data";
    else if (mode === "sb") mode = byte === 255 ? "sb-iac" : "sb";
    else if (mode === "option") mode = byte === 255 ? "iac" : "sb";
    else if (mode === "verb") mode = "data";
    else if (mode === "data" && byte === 255) mode = "iac";
    else if (mode === "data") data.push(byte);
    else {
      // After IAC, also one that cut off a subnegotiation.
      mode = byte === 250 ? "option" : byte >= 251 && byte <= 254 ? "verb" : "data";
      if (byte === 255) data.push(255 + 256);
      if (byte === 247) data.push("erase");
      if ([248, 236, 237, 238, 243, 244].includes(byte)) data.push("clear");
    }
  }
  return data;
};

/** The lines as Latin-1, in which every character is one byte. */
const linesFrom = (data: readonly Token[]): string[] => {
  const lines: string[] = [];
  let line = "";
  let previous: Token = 0;
  for (const token of data) {
    if (token === "clear") line = "";
    else if (token === "erase") line = line.slice(0, -1);
    else {
      const afterCr = previous === 13;
      if (token === 13 || (token === 10 && !afterCr)) {
        lines.push(line);
        line = "";
      } else if (token === 8 || token === 127) line = line.slice(0, -1);
      else if (token !== 0 && token !== 10) line += String.fromCharCode(token & 255);
      previous = token;
    }
  }
  return lines;
};

test("[TN3] the lines are those of a second, naive parser: nothing leaks, nothing is lost", () => {
  const latin1 = wire('FF FD 2A FF FA 2A 02 "ISO-8859-1" FF F0');
  const noCharset = soup.filter((bytes) => !hex(bytes).includes("FF FA 2A"));
  fc.assert(
    fc.property(noCharset, (bytes) => {
      const server = new TelnetServer({ ...LIMITS, lineBytes: 10_000 });
      server.receive(latin1);
      assert.deepEqual(linesOf(server.receive(bytes)), linesFrom(dataOf(bytes)));
    }),
    { numRuns: 300 },
  );
});

test("[TN6] no line is longer than the limit and each cut is reported once", () => {
  fc.assert(
    fc.property(soup, (bytes) => {
      const { events, counters } = hear([bytes]);
      for (const text of linesOf(events)) assert.ok(text.length <= LIMITS.lineBytes, text);
      const reports = events.filter((event) => event.type === "lineTooLong").length;
      assert.equal(reports, counters.linesCut);
    }),
  );
});

test("[TN9] the soup reaches the rare branches", () => {
  const counters = newTelnetCounters();
  const seen = new Set<string>();
  fc.assert(
    fc.property(soup, (bytes) => {
      for (const event of hear([bytes], counters).events) seen.add(event.type);
    }),
    { numRuns: 400, seed: 1 },
  );
  assert.ok(counters.linesCut > 0 && counters.lineBytesDiscarded > 0, "no line was cut");
  const { gmcpOversize, gmcpMalformed } = counters;
  assert.ok(gmcpOversize > 0 && gmcpMalformed > 0, "no GMCP message was dropped");
  assert.ok(counters.subnegotiationsOversize > 0, "no subnegotiation was too long");
  assert.ok(counters.subnegotiationsAborted > 0, "no subnegotiation was cut off");
  assert.ok(counters.subnegotiationsIgnored > 0, "no subnegotiation was ignored");
  assert.ok(counters.commandsUnknown > 0, "no unknown command");
  for (const type of ["line", "lineTooLong", "windowSize", "gmcp", "charset", "interrupt"]) {
    assert.ok(seen.has(type), `no ${type} event`);
  }
});
