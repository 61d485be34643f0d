// Goal: MXP is locked from its first byte, offered where it helps, and its answers are no commands.

import assert from "node:assert/strict";
import { test } from "node:test";
import { answerTo, featured, hex, wire, wireHex } from "../testing/wire.ts";
import { parseMxpAnswer } from "./mxp.ts";

const CYCLE = 'FF FB 18 FF FA 18 00 "X" FF F0 FF FA 18 00 "X" FF F0';
const ASKED = "FF FA 18 01 FF F0 FF FA 18 01 FF F0";

test("[TN42] offered when the TTYPE cycle ends, and locked as it starts", () => {
  const server = featured({ mxp: true });
  assert.equal(answerTo(server, CYCLE), `${ASKED} FF FB 5B`);
  assert.deepEqual(server.receive(wire("FF FD 5B")), [{ type: "mxpEnabled", enabled: true }]);
  assert.equal(hex(server.takeOutput()), wireHex('FF FA 5B FF F0 1B "[7z"'));
  assert.deepEqual(server.receive(wire("FF FE 5B")), [{ type: "mxpEnabled", enabled: false }]);
  assert.equal(hex(server.takeOutput()), "FF FC 5B");
});

test("[TN42] not offered to clients with OSC 8 links or without TTYPE, but theirs to ask for", () => {
  const server = featured({ mxp: true, environ: true });
  server.receive(wire('FF FB 27 FF FA 27 00 03 "OSC_HYPERLINKS" 01 "1" FF F0'));
  server.takeOutput();
  assert.equal(answerTo(server, CYCLE), ASKED);
  assert.equal(answerTo(server, 'FF FA 27 02 03 "OSC_HYPERLINKS" 01 "0" FF F0'), "");
  const plain = featured({ mxp: true });
  assert.equal(answerTo(plain, "FF FC 18"), "");
  assert.equal(answerTo(plain, "FF FD 5B"), wireHex('FF FB 5B FF FA 5B FF F0 1B "[7z"'));
  assert.equal(plain.mxpEnabled, true);
});

test("[TN42] a refusal is silent", () => {
  const server = featured({ mxp: true });
  answerTo(server, CYCLE);
  assert.deepEqual(server.receive(wire("FF FE 5B")), []);
});

test("[TN43] a client's answer is an event of its own, never a line", () => {
  const server = featured({ mxp: true });
  const answer = '1B "[1z<VERSION MXP=1.0 CLIENT=MUSHclient VERSION=5.06>" 0D 0A "look" 0D 0A';
  assert.deepEqual(server.receive(wire(answer)), [
    { type: "mxpAnswer", tag: "VERSION", text: "MXP=1.0 CLIENT=MUSHclient VERSION=5.06" },
    { type: "line", text: "look" },
  ]);
});

test("[TN43] only lines that begin so are answers, and only where MXP is spoken", () => {
  assert.deepEqual(parseMxpAnswer("\u001b[1z<supports +send>"), { tag: "SUPPORTS", text: "+send" });
  for (const line of ["look", "", "[1z<VERSION>", "\u001b[1m<VERSION>", "say \u001b[1z<VERSION>"]) {
    assert.equal(parseMxpAnswer(line), undefined, line);
  }
  const off = featured({});
  assert.equal(off.receive(wire('1B "[1z<VERSION>" 0A'))[0]?.type, "line");
});
