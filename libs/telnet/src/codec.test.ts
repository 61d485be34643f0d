// Goal: the parser alone — line ends, editing, limits, subnegotiations — against literal bytes.

import assert from "node:assert/strict";
import { test } from "node:test";
import { TelnetCodec } from "./codec.ts";
import { newTelnetCounters, TELNET_LIMITS, type TelnetLimits } from "./limits.ts";
import { byteByByte, hex, wire } from "./testing/wire.ts";

const record = (limits: Partial<TelnetLimits> = {}) => {
  const calls: string[] = [];
  const counters = newTelnetCounters();
  const codec = new TelnetCodec({ ...TELNET_LIMITS, ...limits }, counters, {
    line: (bytes) => calls.push(`line ${hex(bytes)}`),
    lineTooLong: () => calls.push("too long"),
    command: (code) => calls.push(`command ${code}`),
    negotiation: (verb, option) => calls.push(`negotiation ${verb} ${option}`),
    subnegotiation: (option, payload) => calls.push(`sb ${option} ${hex(payload)}`),
  });
  return { codec, calls, counters };
};

/** The calls for this input, which must be the same in one chunk and byte by byte. */
const callsOf = (notation: string, limits: Partial<TelnetLimits> = {}): string[] => {
  const whole = record(limits);
  whole.codec.push(wire(notation));
  const single = record(limits);
  for (const chunk of byteByByte(wire(notation))) single.codec.push(chunk);
  assert.deepEqual(single.calls, whole.calls);
  assert.deepEqual(single.counters, whole.counters);
  return whole.calls;
};

test("[TN4] every kind of line end ends exactly one line", () => {
  for (const end of ["0D 0A", "0D 00", "0A", "0D"]) {
    assert.deepEqual(callsOf(`"a" ${end} "b" ${end}`), ["line 61", "line 62"], end);
  }
  assert.deepEqual(callsOf("0D 0A 0D 0A"), ["line ", "line "]);
  assert.deepEqual(callsOf("0A 0A 0D 0D"), ["line ", "line ", "line ", "line "]);
});

test("[TN4] the LF of a CR in the packet before makes no empty line, a later one does", () => {
  const { codec, calls } = record();
  codec.push(wire('"a" 0D'));
  assert.deepEqual(calls, ["line 61"]);
  codec.push(wire('0A "b" 0A'));
  assert.deepEqual(calls, ["line 61", "line 62"]);
  assert.deepEqual(callsOf('"a" 0D FF F1 0A'), ["line 61", "command 241"]);
  assert.deepEqual(callsOf("0D 00 0A"), ["line ", "line "]);
  assert.deepEqual(callsOf("0D FF FF 0A"), ["line ", "line FF"]);
});

test("[TN3] IAC IAC is one data byte and commands leave no trace in the line", () => {
  assert.deepEqual(callsOf('"a" FF FF "b" 0A'), ["line 61 FF 62"]);
  assert.deepEqual(callsOf('"a" FF FB 18 "b" FF FA 18 00 "XT" FF F0 "c" 0A'), [
    "negotiation 251 24",
    "sb 24 00 58 54",
    "line 61 62 63",
  ]);
});

test("[TN5] NUL is dropped, BS and DEL and EC erase one character, EL the line", () => {
  assert.deepEqual(callsOf('"a" 00 "b" 0A'), ["line 61 62"]);
  assert.deepEqual(callsOf('08 7F "abc" 08 7F "d" 0A'), ["line 61 64"]);
  assert.deepEqual(callsOf('"abc" FF F7 0A'), ["line 61 62"]);
  assert.deepEqual(callsOf('"abc" FF F8 "d" 0A'), ["line 64"]);
});

test("[TN5] erasing takes a whole UTF-8 sequence, a broken one byte by byte", () => {
  assert.deepEqual(callsOf('"a" C3 A9 08 0A'), ["line 61"]);
  assert.deepEqual(callsOf('"a" F0 9F 90 89 7F 0A'), ["line 61"]);
  assert.deepEqual(callsOf('"ab" 80 08 0A'), ["line 61 62"]);
  assert.deepEqual(callsOf("C3 A9 A9 08 0A"), ["line C3 A9"]);
  assert.deepEqual(callsOf("80 80 80 80 80 08 0A"), ["line 80 80 80 80"]);
  const { codec, calls } = record();
  codec.utf8 = false;
  codec.push(wire('"a" C3 A9 08 0A'));
  assert.deepEqual(calls, ["line 61 C3"]);
});

test("[TN6] a line at the limit passes whole, one byte more is reported once and cut", () => {
  const limits = { lineBytes: 4 };
  assert.deepEqual(callsOf('"abcd" 0A', limits), ["line 61 62 63 64"]);
  const long = callsOf('"abcdefgh" 08 "i" 0A "j" 0A', limits);
  assert.deepEqual(long, ["too long", "line 61 62 63 64", "line 6A"]);
  const { codec, counters } = record(limits);
  codec.push(wire('"abcdefgh" 08 "i" 0A'));
  assert.equal(counters.linesCut, 1);
  assert.equal(counters.lineBytesDiscarded, 5);
});

test("[TN6] a cut line loses the half character at its end", () => {
  assert.deepEqual(callsOf('"abc" C3 A9 "d" 0A', { lineBytes: 4 }), ["too long", "line 61 62 63"]);
  const whole = callsOf('"ab" C3 A9 "d" 0A', { lineBytes: 4 });
  assert.deepEqual(whole, ["too long", "line 61 62 C3 A9"]);
});

test("[TN6] ten megabytes without a line end give one report and one line of the limit", () => {
  const { codec, calls, counters } = record();
  const chunk = new Uint8Array(65_536).fill(0x61);
  for (let sent = 0; sent < 10_485_760; sent += chunk.length) codec.push(chunk);
  assert.deepEqual(calls, ["too long"]);
  codec.push(wire("0A"));
  assert.equal(calls.length, 2);
  assert.equal(calls[1], `line ${"61 ".repeat(1024).trim()}`);
  assert.equal(counters.lineBytesDiscarded, 10_485_760 - 1024);
});

test("[TN7] a subnegotiation at the limit passes, one byte more is dropped and counted", () => {
  const limits = { subnegotiationBytes: 3 };
  assert.deepEqual(callsOf('FF FA C9 "ab" FF FF FF F0', limits), ["sb 201 61 62 FF"]);
  assert.deepEqual(callsOf('FF FA C9 "abcd" FF F0 "x" 0A', limits), ["line 78"]);
  const { codec, counters } = record(limits);
  codec.push(wire('FF FA C9 "ab" FF FF "cdefgh" FF F0 FF FA C9 "z" FF F0'));
  assert.equal(counters.subnegotiationsOversize, 1);
});

test("[TN8] a command inside a subnegotiation drops it and is obeyed", () => {
  assert.deepEqual(callsOf('FF FA 18 00 "XT" FF FB 1F "a" 0A'), ["negotiation 251 31", "line 61"]);
  assert.deepEqual(callsOf("FF FA FF F0 0A"), ["command 240", "line "]);
  assert.deepEqual(callsOf("FF FA 18 FF FA 1F 00 FF F0"), ["sb 31 00"]);
  const { codec, counters } = record();
  codec.push(wire("FF FA 18 00 FF F1 FF FA FF F0"));
  assert.equal(counters.subnegotiationsAborted, 2);
});

test("[TN9] IAC before a byte that is no command drops both and counts", () => {
  const { codec, calls, counters } = record();
  codec.push(wire('"a" FF 41 "b" 0A'));
  assert.deepEqual(calls, ["line 61 62"]);
  assert.equal(counters.commandsUnknown, 1);
});
