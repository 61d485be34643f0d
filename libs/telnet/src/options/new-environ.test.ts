// Goal: what Mudlet and TinTin++ really send is understood, whatever else comes is harmless.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { doubleIac } from "../bytes.ts";
import { NO_ENVIRON_FACTS } from "../environ-facts.ts";
import { TELNET_LIMITS } from "../limits.ts";
import { answerTo, byteByByte, featured, feed, hex, wire } from "../testing/wire.ts";
import { parseEnviron } from "./new-environ.ts";

const agreed = (limits = TELNET_LIMITS) => {
  const server = featured({ environ: true }, limits);
  assert.equal(answerTo(server, "FF FB 27"), "FF FA 27 01 00 03 FF F0");
  return server;
};

const variables = (notation: string): string[] =>
  parseEnviron(wire(notation)).map(({ name, value }) => `${name}=${value && hex(value)}`);

test("[TN35] the values of Mudlet come as USERVARs", () => {
  const server = agreed();
  const events = server.receive(
    wire(`FF FA 27 00 03 "CHARSET" 01 "UTF-8" 03 "CLIENT_NAME" 01 "MUDLET" 03 "CLIENT_VERSION"
      01 "4.19.1" 03 "MTTS" 01 "2349" 03 "TERMINAL_TYPE" 01 "ANSI-TRUECOLOR" 03 "256_COLORS"
      01 "1" 03 "ANSI" 01 "1" 03 "OSC_COLOR_PALETTE" 01 "1" 03 "OSC_HYPERLINKS" 01 "1" 03
      "OSC_HYPERLINKS_SEND" 01 "1" 03 "OSC_HYPERLINKS_PROMPT" 01 "1" 03 "OSC_HYPERLINKS_STYLE_BASIC"
      01 "1" 03 "OSC_HYPERLINKS_TOOLTIP" 01 "1" 03 "OSC_HYPERLINKS_MENU" 01 "1" 03 "SCREEN_READER"
      01 "0" 03 "TLS" 01 "1" 03 "TRUECOLOR" 01 "1" 03 "UTF-8" 01 "1" 03 "VT100" 01 "0" 03
      "WORD_WRAP" 01 "100" FF F0`),
  );
  const facts = {
    ...NO_ENVIRON_FACTS,
    clientName: "MUDLET",
    clientVersion: "4.19.1",
    terminal: "ANSI-TRUECOLOR",
    charset: "UTF-8",
    mtts: 2349,
    wordWrap: 100,
    ansi: true,
    vt100: false,
    colours256: true,
    truecolour: true,
    utf8: true,
    oscPalette: true,
    screenReader: false,
    tls: true,
    hyperlinks: true,
    hyperlinkSend: true,
    hyperlinkPrompt: true,
    hyperlinkTooltip: true,
    hyperlinkMenu: true,
  };
  assert.deepEqual(events, [{ type: "environ", facts }]);
  assert.deepEqual(server.environ, facts);
});

test("[TN35] TinTin++ repeats IS before each VAR", () => {
  const server = agreed();
  server.receive(
    wire(`FF FA 27 00 00 "CHARSET" 01 "UTF-8" 00 00 "CLIENT_NAME" 01 "TinTin++" 00 00
      "CLIENT_VERSION" 01 "2.02.31" 00 00 "MTTS" 01 "783" 00 00 "TERMINAL_TYPE" 01 "xterm" FF F0`),
  );
  const { clientName, clientVersion, mtts, terminal, charset } = server.environ;
  assert.deepEqual(
    [clientName, clientVersion, mtts, terminal, charset],
    ["TinTin++", "2.02.31", 783, "xterm", "UTF-8"],
  );
  assert.equal(server.clientName, "TinTin++");
  assert.equal(server.mtts, 783);
});

test("[TN35] INFO changes single variables, and tells nothing when nothing changed", () => {
  const server = agreed();
  const info = (value: string) =>
    server.receive(wire(`FF FA 27 02 03 "OSC_HYPERLINKS" 01 ${value} FF F0`));
  assert.equal(info('"1"').length, 1);
  assert.equal(info('"1"').length, 0);
  assert.equal(server.environ.hyperlinks, true);
  info('"0"');
  assert.equal(server.environ.hyperlinks, false);
  server.receive(wire('FF FA 27 02 03 "OSC_HYPERLINKS" FF F0'));
  assert.equal(server.environ.hyperlinks, undefined);
});

test("[TN35] escapes, variables without value or name, and values without a variable", () => {
  assert.deepEqual(variables('00 "A" 02 00 "B" 01 "x" 02 02 02 03 "y"'), ["AB=78 02 03 79"]);
  assert.deepEqual(variables('00 "A" 03 "B" 01 00 "C"'), ["A=undefined", "B=", "C=undefined"]);
  assert.deepEqual(variables('"junk" 00 01 "v" 00 "A" 01 "1" 01 "2" 00 "B" 02'), [
    "A=31",
    "B=undefined",
  ]);
});

test("[TN36] values are printable ASCII and cut; numbers and flags are read strictly", () => {
  const server = agreed({ ...TELNET_LIMITS, environValueBytes: 5 });
  const told = (name: string, value: string): void => {
    server.receive(wire(`FF FA 27 00 00 "${name}" 01 ${value} FF F0`));
  };
  told("client_name", '1B "[31mRed"');
  assert.equal(server.environ.clientName, "[31m");
  told("WORD_WRAP", '"80x"');
  assert.equal(server.environ.wordWrap, 0);
  told("MTTS", '"99999"');
  assert.equal(server.environ.mtts, 0);
  told("SCREEN_READER", '"TRUE"');
  assert.equal(server.environ.screenReader, true);
  told("SCREEN_READER", '"2"');
  assert.equal(server.environ.screenReader, false);
});

test("[TN36] unknown names are passed over; IPADDRESS is no more than the client's word", () => {
  const server = agreed();
  assert.deepEqual(server.receive(wire('FF FA 27 00 00 "__proto__" 01 "x" FF F0')), []);
  server.receive(wire('FF FA 27 00 00 "IPADDRESS" 01 "10.0.0.1" FF F0'));
  assert.equal(server.environ.untrustedAddress, "10.0.0.1");
});

test("[TN36] MNES names the charset where nothing weightier does", () => {
  const server = agreed();
  const told = (name: string, value: string): void => {
    server.receive(wire(`FF FA 27 02 00 "${name}" 01 "${value}" FF F0`));
  };
  told("CHARSET", "iso-8859-1");
  assert.equal(server.encoding, "latin-1");
  told("CHARSET", "KOI8-R");
  assert.equal(server.encoding, "utf-8");
  told("MTTS", "9");
  assert.equal(server.encoding, "ascii");
  server.receive(wire('FF FD 2A FF FA 2A 02 "UTF-8" FF F0'));
  assert.equal(server.encoding, "utf-8");
});

test("[TN35] SEND by a client, and anything before WILL, is ignored and counted", () => {
  const server = agreed();
  server.receive(wire("FF FA 27 01 FF F0 FF FA 27 FF F0 FF FC 27 FF FA 27 00 00 41 01 42 FF F0"));
  assert.equal(server.counters.subnegotiationsIgnored, 3);
});

test("[TN35] any payload is read the same in any chunking", () => {
  const byte = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.constantFrom(65, 66, 255));
  fc.assert(
    fc.property(fc.array(byte, { maxLength: 60 }), (payload) => {
      const bytes = wire(`FF FA 27 00 ${hex(doubleIac(new Uint8Array(payload)))} FF F0`);
      const whole = feed(agreed(), [bytes]);
      assert.deepEqual(feed(agreed(), byteByByte(bytes)), whole);
    }),
  );
});
