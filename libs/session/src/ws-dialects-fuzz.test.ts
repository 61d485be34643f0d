// Goal: nothing that a client sends, and no way to cut a stream, harms a dialect.

import assert from "node:assert/strict";
import { test } from "node:test";
import { subnegotiation } from "@ambon/telnet/bytes";
import fc from "fast-check";
import type { Payload } from "./client.ts";
import { GatewayRig } from "./testing/gateway-rig.ts";
import { DialectPeer, dialectOf, encode, GMCP_MAX, NAMES } from "./ws-dialect.fixture.ts";
import type { DialectName } from "./ws-dialect.ts";

test("[WS19] any frames leave the dialect and the session alive, and never reach IAC", () => {
  const bytes = fc.oneof(
    // The rig's telnet sockets could agree to MCCP, which a WebSocket cannot.
    fc
      .uint8Array({ maxLength: 40 })
      .map((list) => list.map((byte) => (byte >> 1 === 43 ? 0 : byte))),
    fc.string({ unit: "binary", maxLength: 20 }).map(encode),
    fc.constant(Uint8Array.from([255, 253, 1, 255, 250, 201, 123, 255, 240])),
  );
  const record = fc.record({
    proto: fc.constantFrom("gmcp", "telnet_31", "telnet_1", "x"),
    id: fc.constantFrom("Core.Hello", "Core.Supports.Add", "", "\u00ff"),
    data: fc.oneof(fc.string(), fc.base64String(), fc.json()),
  });
  const words = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.constantFrom('Core.Supports.Set ["Char 1"]', "Core.Ping"),
    record.map((message) => JSON.stringify(message)),
  );
  const frames = fc.array(fc.oneof<fc.Arbitrary<Payload>[]>(bytes, words), { maxLength: 8 });
  let refused = 0;
  let taken = 0;
  fc.assert(
    fc.property(fc.constantFrom(...NAMES), frames, (name, list) => {
      const player = new DialectPeer(new GatewayRig(), name);
      for (const frame of list) {
        if (player.send(frame) === undefined) taken += 1;
        else refused += 1;
      }
      for (const frame of player.frames()) {
        if (typeof frame === "string") assert.notEqual(name, "terminal");
        else if (name !== "telnet") assert.ok(!frame.includes(255));
      }
    }),
    { numRuns: 120 },
  );
  assert.ok(refused > 10 && taken > 80, `${refused} refused, ${taken} taken`);
});

test("[WS19] how the session's stream is cut never changes what a client is shown", () => {
  const stream = Buffer.concat([
    encode("Zoë \u001b[1mbold\r\n"),
    Uint8Array.from([255, 251, 1]),
    encode("Password: "),
    Uint8Array.from([255, 249, 255, 252, 1]),
    subnegotiation(201, encode('Char.Vitals {"hp":1}')),
    subnegotiation(201, encode("x".repeat(GMCP_MAX + 1))),
    subnegotiation(31, Uint8Array.from([255, 255, 1])),
    encode("end"),
    Uint8Array.from([255, 250, 201, 65, 255, 251, 3]),
    encode("!"),
  ]);
  const joined = (name: DialectName, cuts: readonly number[]): string => {
    const dialect = dialectOf(name);
    const frames: Payload[] = [];
    let from = 0;
    for (const to of [...cuts, stream.length]) {
      frames.push(...dialect.send(stream.subarray(from, to)).frames);
      from = to;
    }
    const isText = (frame: Payload): boolean => typeof frame === "string";
    const messages = name === "ascii" ? [] : frames.filter(isText);
    const words = name === "ascii" ? frames : frames.filter((frame) => !isText(frame));
    const bytes = words.map((frame) => (typeof frame === "string" ? encode(frame) : frame));
    return `${messages.join("\n")}\n${Buffer.concat(bytes).toString("utf8")}`;
  };
  // A session never cuts inside a character: ascii has no frame for half of one.
  const places = [...stream.keys()].filter((at) => ((stream[at] ?? 0) & 0xc0) !== 0x80);
  fc.assert(
    fc.property(fc.constantFrom(...NAMES), fc.subarray(places), (name, cuts) => {
      assert.equal(joined(name, cuts), joined(name, []));
    }),
    { numRuns: 60 },
  );
  assert.match(joined("gmcp", []), /^Char\.Vitals \{"hp":1\}\nZoë [\s\S]*Password: end!$/);
});
