// Goal: compression begins and ends at exactly its byte, both ways, and bad input ends all input.

import assert from "node:assert/strict";
import { test } from "node:test";
import { constants, deflateSync, inflateSync } from "node:zlib";
import { OutboundDeflate } from "../adapter/zlib.ts";
import { concatBytes } from "../bytes.ts";
import { TELNET_LIMITS } from "../limits.ts";
import { answerTo, byteByByte, featured, feed, hex, linesOf, wire } from "../testing/wire.ts";

const START2 = "FF FA 56 FF F0";
const START3 = "FF FD 57 FF FA 57 FF F0";
const flushed = (text: string): Uint8Array =>
  deflateSync(Buffer.from(text), { finishFlush: constants.Z_SYNC_FLUSH });

test("[TN33] MCCP2 waits for the end of the TTYPE cycle", () => {
  const server = featured({ mccp2: true });
  assert.equal(answerTo(server, "FF FD 56 FF FB 18"), "FF FA 18 01 FF F0");
  assert.equal(server.compressionReady, false);
  assert.equal(hex(server.startCompression()), "");
  server.receive(wire('FF FA 18 00 "X" FF F0 FF FA 18 00 "X" FF F0'));
  assert.equal(server.compressionReady, true);
  assert.equal(hex(server.startCompression()), `FF FA 18 01 FF F0 ${START2}`);
  assert.deepEqual([server.compressionReady, server.compressing], [false, true]);
  assert.equal(hex(server.startCompression()), "");
});

test("[TN33] or for a refusal of TTYPE, or for the session to wait no more", () => {
  const refusing = featured({ mccp2: true });
  refusing.receive(wire("FF FC 18 FF FD 56"));
  assert.equal(refusing.compressionReady, true);
  const silent = featured({ mccp2: true });
  silent.receive(wire("FF FD 56"));
  assert.equal(silent.compressionReady, false);
  silent.settle();
  assert.equal(silent.compressionReady, true);
  assert.equal(hex(silent.startCompression()), START2);
});

test("[TN33] DONT ends the stream where it is, and a new DO may start another", () => {
  const server = featured({ mccp2: true });
  server.settle();
  server.receive(wire("FF FD 56"));
  server.startCompression();
  assert.deepEqual(server.receive(wire("FF FE 56")), [{ type: "compressionEnd" }]);
  assert.equal(hex(server.takeOutput()), "FF FC 56");
  assert.equal(server.compressing, false);
  assert.equal(answerTo(server, "FF FE 56 FF FD 56"), "FF FB 56");
  assert.equal(hex(server.startCompression()), START2);
});

test("[TN33] a refusal before the start is no end, and without the feature there is no MCCP2", () => {
  const server = featured({ mccp2: true });
  server.settle();
  assert.deepEqual(server.receive(wire("FF FE 56")), []);
  assert.equal(server.compressionReady, false);
  assert.equal(answerTo(featured({}), "FF FD 56 FF FD 57"), "FF FC 56 FF FC 57");
});

test("[TN33] a whole conversation: plain, compressed, plain again", () => {
  const server = featured({ mccp2: true });
  server.receive(wire("FF FC 18 FF FD 56"));
  const plain = concatBytes([server.text("Welcome\n"), server.startCompression()]);
  const deflate = new OutboundDeflate();
  const sent = [server.text("You are in a town.\n"), server.promptMark()];
  const packed = sent.map((bytes) => deflate.push(bytes));
  server.receive(wire("FF FE 56"));
  packed.push(deflate.push(server.takeOutput()), deflate.finish());
  assert.ok(hex(plain).endsWith(START2));
  const seen = inflateSync(concatBytes(packed));
  assert.equal(hex(seen), hex(concatBytes([...sent, wire("FF FC 56")])));
});

test("[TN34] MCCP3: from the byte behind its mark on input is compressed", () => {
  const typed = "north\r\nsay caf\u00e9\r\n";
  const stream = concatBytes([wire(`"look" 0D 0A "ne" ${START3}`), flushed(`xt\r\n${typed}`)]);
  const expected = ["look", "next", "north", "say caf\u00e9"];
  for (const chunks of [[stream], byteByByte(stream)]) {
    const { events } = feed(featured({ mccp3: true }), chunks);
    assert.deepEqual(linesOf(events), expected);
  }
});

test("[TN34] telnet commands live inside the stream, a second mark there is ignored", () => {
  const inside = Buffer.from(wire('FF FA 1F 00 64 00 32 FF F0 FF FA 57 FF F0 "who" 0D 0A'));
  const packed = deflateSync(inside, { finishFlush: constants.Z_SYNC_FLUSH });
  const server = featured({ mccp3: true });
  const { events } = feed(server, [concatBytes([wire(`FF FB 1F ${START3}`), packed])]);
  assert.deepEqual(events, [
    { type: "windowSize", width: 100, height: 50 },
    { type: "line", text: "who" },
  ]);
  assert.equal(server.counters.subnegotiationsIgnored, 1);
});

test("[TN34] what follows the end of the stream is plain, and a new mark starts another", () => {
  const stream = concatBytes([
    wire(START3),
    deflateSync(Buffer.from("one\r\n")),
    wire('"two" 0D 0A FF FA 57 FF F0'),
    deflateSync(Buffer.from("three\r\n")),
    wire('"four" 0D 0A'),
  ]);
  for (const chunks of [[stream], byteByByte(stream)]) {
    const { events } = feed(featured({ mccp3: true }), chunks);
    assert.deepEqual(linesOf(events), ["one", "two", "three", "four"]);
  }
});

test("[TN34] a bomb is told once, what came before it counts, nothing after it is heard", () => {
  const limits = { ...TELNET_LIMITS, inflateBurstBytes: 2000, inflateRatio: 4 };
  const bomb = deflateSync(Buffer.from(`look\r\n${"x".repeat(100_000)}`), { level: 9 });
  const stream = concatBytes([wire(START3), bomb, wire('"who" 0D 0A')]);
  const results = [[stream], byteByByte(stream)].map((chunks) => {
    const server = featured({ mccp3: true }, limits);
    const { events } = feed(server, chunks);
    assert.equal(server.counters.compressionBombs, 1);
    return events.filter((event) => event.type !== "lineTooLong");
  });
  assert.deepEqual(results[0], [{ type: "line", text: "look" }, { type: "compressionBomb" }]);
  assert.deepEqual(results[1], results[0]);
});

test("[TN34] what is no zlib stream is told once and ends all input", () => {
  const server = featured({ mccp3: true });
  const { events } = feed(server, [wire(`${START3} "north" 0D 0A`), wire('"who" 0D 0A')]);
  assert.deepEqual(events, [{ type: "compressionBroken" }]);
  assert.equal(server.counters.compressionBroken, 1);
});

test("[TN34] marks with a payload, or of a client that never agreed, start nothing", () => {
  const server = featured({ mccp3: true });
  assert.deepEqual(linesOf(server.receive(wire('FF FD 57 FF FA 57 01 FF F0 "a" 0A'))), ["a"]);
  const off = featured({});
  assert.deepEqual(linesOf(off.receive(wire('FF FA 57 FF F0 "a" 0A'))), ["a"]);
});
