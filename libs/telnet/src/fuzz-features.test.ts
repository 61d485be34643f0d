// Goal: with every feature on, whatever comes in whatever chunks neither throws nor changes with
// the chunking, compression included. Oracle for compressed input: the same telnet sent plain. The
// last test proves that the soup reaches the features.

import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync } from "node:zlib";
import fc from "fast-check";
import { concatBytes } from "./bytes.ts";
import { newTelnetCounters, TELNET_LIMITS } from "./limits.ts";
import { TelnetServer } from "./telnet-server.ts";
import { chunksOf, cuts, soupOf } from "./testing/soup.ts";
import { byteByByte, EVERYTHING, feed, hex, wire } from "./testing/wire.ts";

const LIMITS = {
  ...TELNET_LIMITS,
  lineBytes: 30,
  subnegotiationBytes: 60,
  environValueBytes: 6,
  msdpDepth: 2,
  msdpNames: 2,
};

const AGREED = "FF FD 57 FF FB 27 FF FD 46 FF FD 56";
const START3 = wire("FF FA 57 FF F0");
const TOKENS = [
  ...['FF FA 27 00 00 "CHARSET" 01 "UTF-8" FF F0', 'FF FA 27 02 03 "TLS" 01 "1" FF F0'],
  ...["FF FA 27", "00", "01", "02", "03", "FF FB 27", "FF FC 27", '"MTTS"'],
  ...['FF FA 45 01 "SEND" 02 "A" 02 "B" 02 "C" FF F0', 'FF FA 45 01 "X" 02 03 01 "Y" FF F0'],
  ...[
    "FF FA 45 01 41 02 05 02 05 02 05 02 05 FF F0",
    "FF FA 45",
    "FF FD 45",
    "FF FE 45",
    "05",
    "04",
  ],
  ...[
    "FF FD C9",
    "FF FE C9",
    "FF FB 18",
    'FF FA 18 00 "A" FF F0',
    "FF FC 18",
    "FF FD 46",
    "FF FE 46",
  ],
  ...["FF FD 56", "FF FE 56", "FF FD 5B", "FF FE 5B", '1B "[1z<VERSION X>" 0A', "1B"],
  ...[
    "FF FE 57",
    "FF FA 56 FF F0",
    "FF F0",
    "FF FF",
    "FF",
    "FF FA",
    "0D 0A",
    "0A",
    '"look"',
    "FF F6",
  ],
];
const plainSoup = soupOf(TOKENS).filter((bytes) => !hex(bytes).includes("FA 57"));
const soup = soupOf([...TOKENS, "FF FA 57 FF F0", "FF FD 57", "78 DA", "78 DA CA CF CE 07 00"]);

const hear = (chunks: Iterable<Uint8Array>, counters = newTelnetCounters()) => {
  const server = new TelnetServer(LIMITS, counters, EVERYTHING);
  server.start();
  server.receive(wire(AGREED));
  server.takeOutput();
  const { events, output } = feed(server, chunks);
  const { environ, encoding, mxpEnabled, msdpEnabled, compressionReady } = server;
  const state = { environ, encoding, mxpEnabled, msdpEnabled, compressionReady };
  return { events, output: hex(output), state, counters };
};

test("[TN1] [TN2] with every feature on, chunking changes nothing and nothing throws", () => {
  fc.assert(
    fc.property(soup, cuts, (bytes, at) => {
      const whole = hear([bytes]);
      assert.deepEqual(hear(chunksOf(bytes, at)), whole);
      assert.deepEqual(hear(byteByByte(bytes)), whole);
    }),
    { numRuns: 250 },
  );
});

test("[TN34] compressed input means what the same input means plain, at any chunking", () => {
  fc.assert(
    fc.property(plainSoup, plainSoup, cuts, (inside, after, at) => {
      const packed = concatBytes([START3, deflateSync(inside), after]);
      const plain = hear([concatBytes([inside, after])]);
      const { events, output, state } = hear([packed]);
      assert.deepEqual({ events, output, state }, pick(plain));
      assert.deepEqual(pick(hear(chunksOf(packed, at))), pick(plain));
      assert.deepEqual(pick(hear(byteByByte(packed))), pick(plain));
    }),
    { numRuns: 150 },
  );
});

const pick = ({ events, output, state }: ReturnType<typeof hear>) => ({ events, output, state });

test("[TN31] [TN34] damaged streams and bombs end the same way in any chunking", () => {
  fc.assert(
    fc.property(
      plainSoup,
      fc.nat(),
      fc.integer({ min: 1, max: 255 }),
      cuts,
      (text, n, flip, at) => {
        const packed = new Uint8Array(deflateSync(concatBytes([text, new Uint8Array(9000)])));
        const where = n % packed.length;
        packed[where] = (packed[where] ?? 0) ^ flip;
        const stream = concatBytes([START3, packed, wire('"who" 0A')]);
        const limits = { ...LIMITS, inflateBurstBytes: 4000, inflateRatio: 2 };
        const outcome = (chunks: Iterable<Uint8Array>) => {
          const server = new TelnetServer(limits, newTelnetCounters(), EVERYTHING);
          server.start();
          server.receive(wire(AGREED));
          return feed(server, chunks).events;
        };
        assert.deepEqual(outcome(chunksOf(stream, at)), outcome([stream]));
      },
    ),
    { numRuns: 150 },
  );
});

test("[TN29] the soup reaches the features", () => {
  const counters = newTelnetCounters();
  const seen = new Set<string>();
  fc.assert(
    fc.property(soup, (bytes) => {
      for (const event of hear([bytes], counters).events) seen.add(event.type);
    }),
    { numRuns: 400, seed: 1 },
  );
  const { msdpDropped, compressionBroken } = counters;
  assert.ok(msdpDropped > 0 && compressionBroken > 0, JSON.stringify(counters));
  const types = ["environ", "msdpEnabled", "msdpCommand", "msdpVariable", "msspRequest"];
  for (const type of [...types, "mxpEnabled", "mxpAnswer", "compressionBroken", "line"]) {
    assert.ok(seen.has(type), `no ${type} event`);
  }
});
