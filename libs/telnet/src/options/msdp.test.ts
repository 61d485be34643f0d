// Goal: MSDP read tolerantly and written strictly, and offered only to those without GMCP.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { TELNET_LIMITS } from "../limits.ts";
import { encodeMsdp, type MsdpValue, parseMsdp } from "../msdp-codec.ts";
import type { TelnetServer } from "../telnet-server.ts";
import { answerTo, featured, hex, wire, wireHex } from "../testing/wire.ts";

const agreed = (limits = TELNET_LIMITS): TelnetServer => {
  const server = featured({ msdp: true }, limits);
  assert.equal(answerTo(server, "FF FE C9"), "FF FB 45");
  assert.deepEqual(server.receive(wire("FF FD 45")), [{ type: "msdpEnabled", enabled: true }]);
  return server;
};

const read = (notation: string): unknown => parseMsdp(wire(notation), 8);

test("[TN38] offered when GMCP is turned down, once", () => {
  const server = featured({ msdp: true });
  assert.equal(answerTo(server, "FF FB 1F FF FC 18"), "");
  assert.equal(answerTo(server, "FF FE C9"), "FF FB 45");
  assert.equal(answerTo(server, "FF FE 45 FF FE C9 FF FD 19"), "");
  assert.equal(server.msdpEnabled, false);
});

test("[TN38] offered when a client ends the TTYPE cycle without a word on GMCP", () => {
  const server = featured({ msdp: true });
  answerTo(server, 'FF FB 18 FF FA 18 00 "X" FF F0');
  assert.equal(answerTo(server, 'FF FA 18 00 "X" FF F0'), "FF FB 45");
});

test("[TN38] never beside GMCP: not offered, not accepted, ended when GMCP comes late", () => {
  const server = featured({ msdp: true });
  assert.equal(
    answerTo(server, "FF FD C9 FF FB 18 FF FC 18 FF FD 45"),
    "FF FA 18 01 FF F0 FF FE 18 FF FC 45",
  );
  const late = agreed();
  assert.deepEqual(late.receive(wire("FF FD C9")), [
    { type: "gmcpEnabled", enabled: true },
    { type: "msdpEnabled", enabled: false },
  ]);
  assert.equal(hex(late.takeOutput()), "FF FB C9 FF FC 45");
  assert.equal(hex(late.msdp("A", "1")), "");
  assert.equal(answerTo(late, "FF FE 45"), "");
  const pending = featured({ msdp: true });
  answerTo(pending, "FF FE C9");
  assert.equal(answerTo(pending, "FF FD C9 FF FD 45"), "FF FB C9 FF FC 45");
  assert.equal(pending.msdpEnabled, false);
});

test("[TN38] a client without GMCP may ask for it itself", () => {
  const server = featured({ msdp: true });
  assert.equal(answerTo(server, "FF FD 45"), "FF FB 45");
  assert.equal(server.msdpEnabled, true);
});

test("[TN39] commands with one name, several values or an array", () => {
  const server = agreed();
  const heard = (notation: string) => server.receive(wire(`FF FA 45 ${notation} FF F0`));
  const command = (name: string, names: string[]) => [
    { type: "msdpCommand", command: name, names },
  ];
  assert.deepEqual(heard('01 "LIST" 02 "COMMANDS"'), command("LIST", ["COMMANDS"]));
  assert.deepEqual(
    heard('01 "report" 02 "health" 02 "MANA"'),
    command("REPORT", ["HEALTH", "MANA"]),
  );
  assert.deepEqual(heard('01 "SEND" 02 05 02 "A" 02 "B" 06'), command("SEND", ["A", "B"]));
  assert.deepEqual(heard('01 "RESET" 02 03 01 "x" 02 "y" 04'), command("RESET", []));
  assert.deepEqual(heard('01 "UNREPORT"'), command("UNREPORT", []));
  assert.deepEqual(heard('01 "client_id" 02 "Mudlet"'), [
    { type: "msdpVariable", name: "CLIENT_ID", value: "Mudlet" },
  ]);
});

test("[TN39] too many names, too deep a message, and MSDP that is off are dropped and counted", () => {
  const server = agreed({ ...TELNET_LIMITS, msdpNames: 2, msdpDepth: 1 });
  const three = server.receive(wire('FF FA 45 01 "SEND" 02 41 02 42 02 43 FF F0'));
  assert.deepEqual(three, [{ type: "msdpCommand", command: "SEND", names: ["A", "B"] }]);
  assert.equal(server.receive(wire("FF FA 45 01 41 01 42 01 43 FF F0")).length, 2);
  assert.deepEqual(server.receive(wire("FF FA 45 01 41 02 05 02 05 06 06 FF F0")), []);
  assert.equal(server.counters.msdpDropped, 3);
});

test("[TN37] golden bytes out, forbidden bytes taken out", () => {
  const server = agreed();
  assert.equal(hex(server.msdp("HEALTH", 80)), wireHex('FF FA 45 01 "HEALTH" 02 "80" FF F0'));
  const room = { VNUM: 5, NAME: "a\nb\u0001c\u0006", EXITS: { N: 6 }, TAGS: ["x", true], NONE: [] };
  assert.equal(
    hex(server.msdp("ROOM", room)),
    wireHex(`FF FA 45 01 "ROOM" 02 03 01 "VNUM" 02 "5" 01 "NAME" 02 "abc" 01 "EXITS" 02 03 01 "N"
      02 "6" 04 01 "TAGS" 02 05 02 "x" 02 "1" 06 01 "NONE" 02 05 06 04 FF F0`),
  );
});

test("[TN37] a message over the limit is not sent but counted", () => {
  const server = agreed({ ...TELNET_LIMITS, msdpBytes: 8 });
  assert.equal(hex(server.msdp("A", "12345")), wireHex('FF FA 45 01 "A" 02 "12345" FF F0'));
  assert.equal(hex(server.msdp("A", "123456")), "");
  assert.equal(server.counters.msdpOutboundOversize, 1);
});

test("[TN37] tolerant reading: stray marks, open ends, missing values", () => {
  assert.deepEqual(read('"junk" 01 "A" 02 "1" 04 06 01 "B"'), [
    ["A", "1"],
    ["B", ""],
  ]);
  assert.deepEqual(read('01 "A" 02 03 01 "x" 02 05 02 "1"'), [["A", { x: ["1"] }]]);
  assert.deepEqual(read('01 "A" 02 05 02 06 01 "B" 02 03 04 02 "z"'), [
    ["A", [""]],
    ["B", [{}, "z"]],
  ]);
  const proto = parseMsdp(wire('01 "A" 02 03 01 "__proto__" 02 "x" 04'), 8)?.[0]?.[1];
  assert.deepEqual(Object.entries(proto ?? {}), [["__proto__", "x"]]);
  assert.equal(parseMsdp(wire(`01 41 ${"02 05 ".repeat(8000)}`), 8), undefined);
});

const name = fc.stringMatching(/^[A-Z_]{1,8}$/);
const value = fc.letrec<{ value: MsdpValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.string({ unit: fc.constantFrom("a", "é", "\u00ff", " ", "{") }),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(name, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  ),
})).value;

test("[TN37] writing and reading are inverse", () => {
  fc.assert(
    fc.property(name, value, (variable, data) => {
      assert.deepEqual(parseMsdp(encodeMsdp(variable, data), 8), [[variable, data]]);
    }),
  );
});

test("[TN37] any bytes are read without an error", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 200 }), (bytes) => {
      assert.doesNotThrow(() => parseMsdp(new Uint8Array(bytes), 8));
    }),
  );
});
