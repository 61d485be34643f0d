// Goal: the MTTS cycle with the answers of real clients, and what is learnt from them.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { TelnetEvent } from "../events.ts";
import { TelnetServer } from "../telnet-server.ts";
import { hex, wire } from "../testing/wire.ts";
import { mttsFlags, parseMtts } from "./mtts.ts";

const SEND = "FF FA 18 01 FF F0";

/** Plays a client that gives these answers, as long as it is asked. */
const cycle = (answers: readonly string[]) => {
  const server = new TelnetServer();
  server.start();
  const events: TelnetEvent[] = [...server.receive(wire("FF FB 18"))];
  let asked = 0;
  while (hex(server.takeOutput()) === SEND) {
    const answer = answers[Math.min(asked++, answers.length - 1)] ?? "";
    events.push(...server.receive(wire(`FF FA 18 00 "${answer}" FF F0`)));
  }
  return { server, events, asked };
};

const terminals = (events: readonly TelnetEvent[]): string[] =>
  events.flatMap((e) => (e.type === "terminal" ? [`${e.name}|${e.terminal}|${e.mtts}`] : [e.type]));

test("[TN20] Mudlet: name, terminal, MTTS, and the repeated answer ends the cycle", () => {
  const { server, events, asked } = cycle(["MUDLET", "ANSI-TRUECOLOR", "MTTS 2349"]);
  assert.equal(asked, 4);
  assert.deepEqual(terminals(events), [
    "MUDLET||0",
    "MUDLET|ANSI-TRUECOLOR|0",
    "MUDLET|ANSI-TRUECOLOR|2349",
    "negotiated",
  ]);
  assert.equal(server.clientName, "MUDLET");
  assert.equal(server.mtts, 2349);
});

test("[TN20] a plain terminal repeats its first answer, which is name and terminal", () => {
  const { events, asked } = cycle(["XTERM-256COLOR"]);
  assert.equal(asked, 2);
  assert.deepEqual(terminals(events), [
    "XTERM-256COLOR||0",
    "XTERM-256COLOR|XTERM-256COLOR|0",
    "negotiated",
  ]);
});

test("[TN20] a client that never repeats is asked four times", () => {
  const { asked, events } = cycle(["A", "B", "MTTS 1", "MTTS 5", "MTTS 9"]);
  assert.equal(asked, 4);
  assert.deepEqual(terminals(events), ["A||0", "A|B|0", "A|B|1", "A|B|5", "negotiated"]);
});

test("[TN20] a refusal is negotiated at once, and only once", () => {
  const server = new TelnetServer();
  server.start();
  assert.deepEqual(server.receive(wire("FF FC 18")), [{ type: "negotiated" }]);
  assert.deepEqual(server.receive(wire("FF FB 18 FF FC 18")), []);
  assert.equal(hex(server.takeOutput()), `FF FD 18 ${SEND} FF FE 18`);
});

test("[TN9] an answer nobody asked for, or with another code, is ignored and counted", () => {
  const server = new TelnetServer();
  server.start();
  assert.deepEqual(server.receive(wire('FF FA 18 00 "X" FF F0 FF FB 18 FF FA 18 01 FF F0')), []);
  assert.equal(server.counters.subnegotiationsIgnored, 2);
  assert.equal(server.clientName, "");
});

test("[TN20] names are printable ASCII and cut", () => {
  const server = new TelnetServer();
  server.start();
  server.receive(wire(`FF FB 18 FF FA 18 00 1B "[31m" C3 A9 "${"y".repeat(100)}" FF F0`));
  assert.equal(server.clientName, `[31m${"y".repeat(57)}`);
});

test("[TN21] MTTS numbers are read in any case, nonsense is zero", () => {
  assert.equal(parseMtts("MTTS 2349"), 2349);
  assert.equal(parseMtts("mtts 5"), 5);
  for (const text of ["MTTS", "MTTS x", "MTTS 1 2", "MTTS 999999", "XMTTS 1", "MTTS -1"]) {
    assert.equal(parseMtts(text), 0, text);
  }
});

test("[TN21] bits have names; without bits the terminal's name tells its colours", () => {
  const on = (bits: number, terminal = ""): string[] =>
    Object.entries(mttsFlags(bits, terminal)).flatMap(([name, value]) => (value ? [name] : []));
  assert.deepEqual(on(2349 + 64), [
    "ansi",
    "utf8",
    "colours256",
    "oscPalette",
    "screenReader",
    "truecolour",
    "tls",
  ]);
  assert.deepEqual(on(2 + 16 + 128 + 512 + 1024), ["vt100", "mouse", "proxy", "mnes", "mslp"]);
  assert.deepEqual(on(1, "XTERM-256COLOR"), ["ansi"]);
  assert.deepEqual(on(0, "xterm-256color"), ["ansi", "colours256"]);
  assert.deepEqual(on(0, "ANSI-TRUECOLOR"), ["ansi", "colours256", "truecolour"]);
  assert.deepEqual(on(0, "VT100"), ["ansi"]);
  assert.deepEqual(on(0, "DUMB"), []);
});
