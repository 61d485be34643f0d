// Goal: the decoder reads what zlib writes, at any chunking, within its bounds, and refuses the
// rest. node:zlib is the oracle, both as the writer and as the judge of broken streams.

import assert from "node:assert/strict";
import { test } from "node:test";
import { constants, deflateSync, inflateSync } from "node:zlib";
import fc from "fast-check";
import { concatBytes } from "./bytes.ts";
import { Inflate, type InflateBounds, type InflateState } from "./inflate.ts";
import { chunksOf } from "./testing/soup.ts";
import { byteByByte, hex, wire } from "./testing/wire.ts";

const WIDE: InflateBounds = { burstBytes: 1 << 24, ratio: 2000 };

interface Read {
  readonly text: string;
  readonly bytes: number;
  readonly state: InflateState;
  readonly left: number;
}

const read = (chunks: Iterable<Uint8Array>, bounds = WIDE): Read => {
  const inflate = new Inflate(bounds);
  const output: Uint8Array[] = [];
  let left = 0;
  for (const chunk of chunks) left += inflate.push(chunk, (bytes) => output.push(bytes.slice()));
  const joined = concatBytes(output);
  return { text: hex(joined), bytes: joined.length, state: inflate.state, left };
};

const LEVELS = [0, 1, 6, 9];
const STRATEGIES = [constants.Z_DEFAULT_STRATEGY, constants.Z_HUFFMAN_ONLY, constants.Z_FIXED];
/** Bytes from a small alphabet compress, others do not. */
const content = fc.oneof(
  fc.uint8Array({ maxLength: 400 }),
  fc
    .array(fc.constantFrom(65, 66, 10), { maxLength: 4000, size: "max" })
    .map((bytes) => new Uint8Array(bytes)),
);

test("[TN30] what zlib writes is read back, whatever its level, strategy and chunking", () => {
  fc.assert(
    fc.property(
      content,
      fc.constantFrom(...LEVELS),
      fc.constantFrom(...STRATEGIES),
      fc.array(fc.nat({ max: 300 }), { maxLength: 8 }),
      (bytes, level, strategy, at) => {
        const packed = deflateSync(bytes, { level, strategy });
        const whole = { text: hex(bytes), bytes: bytes.length, state: "end", left: 0 };
        assert.deepEqual(read([packed]), whole);
        assert.deepEqual(read(chunksOf(packed, at)), whole);
        assert.deepEqual(read(byteByByte(packed)), whole);
      },
    ),
    { numRuns: 120 },
  );
});

test("[TN30] copies over 32 KiB back, windows that slide, and one distance code", () => {
  const noise = Uint8Array.from({ length: 32_000 }, (_, i) => (i * i * 31 + i * 7) >> 3);
  const far = concatBytes([noise, noise, new Uint8Array(200_000), noise]);
  assert.equal(read([deflateSync(far)]).text, hex(far));
  assert.equal(read([deflateSync(far, { level: 1, windowBits: 9 })]).text, hex(far));
});

test("[TN30] flushed pieces are readable at once, before the stream ends", () => {
  const flushed = deflateSync(Buffer.from("look\r\n"), { finishFlush: constants.Z_SYNC_FLUSH });
  const { text, state } = read([flushed]);
  assert.equal(text, hex(new TextEncoder().encode("look\r\n")));
  assert.equal(state, "more");
});

test("[TN30] what follows the end is left for the caller, and nothing is read after it", () => {
  const packed = concatBytes([deflateSync(Buffer.from("quit")), wire('"who" 0D')]);
  assert.deepEqual(read([packed]), { text: "71 75 69 74", bytes: 4, state: "end", left: 4 });
  for (let cut = 0; cut <= packed.length; cut++) {
    const { text, state, left } = read(chunksOf(packed, [cut]));
    assert.deepEqual([text, state, left], ["71 75 69 74", "end", 4]);
  }
});

test("[TN31] output beyond the credit is a bomb, at the same byte in any chunking", () => {
  const bounds: InflateBounds = { burstBytes: 1000, ratio: 4 };
  const bomb = deflateSync(new Uint8Array(100_000), { level: 9 });
  const whole = read([bomb], bounds);
  assert.equal(whole.state, "bomb");
  assert.ok(whole.bytes <= 1000 + 4 * bomb.length, String(whole.bytes));
  assert.deepEqual(read(byteByByte(bomb), bounds).text, whole.text);
  fc.assert(
    fc.property(content, fc.array(fc.nat({ max: 300 }), { maxLength: 6 }), (bytes, at) => {
      const tight: InflateBounds = { burstBytes: 300, ratio: 2 };
      const packed = deflateSync(bytes);
      const { text, state } = read([packed], tight);
      const cut = read(chunksOf(packed, at), tight);
      assert.deepEqual([cut.text, cut.state], [text, state]);
    }),
  );
});

test("[TN31] the credit refills with input, so a long honest stream is never a bomb", () => {
  const line = (i: number): string => `say this is line ${i}, ${(i * i) % 977}, of many\r\n`;
  const lines = Array.from({ length: 3000 }, (_, i) => line(i)).join("");
  const packed = deflateSync(Buffer.from(lines), { level: 9 });
  const { state, bytes } = read([packed], { burstBytes: 1024, ratio: 20 });
  assert.equal(state, "end");
  assert.equal(bytes, lines.length);
  const stored = deflateSync(Buffer.from(lines), { level: 0 });
  assert.equal(read([stored], { burstBytes: 10, ratio: 1 }).state, "end");
});

test("[TN31] after a bomb nothing is read any more", () => {
  const inflate = new Inflate({ burstBytes: 10, ratio: 1 });
  const sink = (): void => undefined;
  inflate.push(deflateSync(new Uint8Array(5000)), sink);
  assert.equal(inflate.state, "bomb");
  assert.equal(
    inflate.push(wire("00 01"), () => assert.fail("output after a bomb")),
    2,
  );
});

test("[TN30] broken streams are refused and never throw", () => {
  for (const broken of [
    "79 9C",
    "78 9D",
    "78 BB 00 00 00 00",
    "78 9C 07",
    "78 9C 01 05 00 00 00",
    "78 9C 03 00 00 00 00 02",
    "78 9C 03 02",
    "F8 1E",
    "77 85",
  ]) {
    assert.equal(read([wire(broken)]).state, "broken", broken);
    assert.equal(read(byteByByte(wire(broken))).state, "broken", broken);
  }
});

test("[TN30] any damage gives the verdict of zlib: the same output or a refusal", () => {
  const clean = deflateSync(
    Buffer.from("north\r\nsouth\r\nnorth\r\nsay hello, world\r\n".repeat(9)),
  );
  fc.assert(
    fc.property(fc.nat({ max: clean.length - 1 }), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const bytes = new Uint8Array(clean);
      bytes[at] = (bytes[at] ?? 0) ^ flip;
      const { text, state } = read([bytes]);
      let judged: string | undefined;
      try {
        judged = hex(inflateSync(bytes));
      } catch {
        judged = undefined;
      }
      if (state === "end") assert.equal(judged, text);
      else assert.equal(judged, undefined, state);
    }),
    { numRuns: 300 },
  );
});

test("[TN30] random bytes never throw, and chunking never changes what becomes of them", () => {
  const headed = fc.uint8Array({ maxLength: 120 }).map((b) => concatBytes([wire("78 9C"), b]));
  fc.assert(
    fc.property(headed, (bytes) => {
      const { text, state } = read([bytes], { burstBytes: 500, ratio: 4 });
      const slow = read(byteByByte(bytes), { burstBytes: 500, ratio: 4 });
      assert.deepEqual([slow.text, slow.state], [text, state]);
    }),
    { numRuns: 400 },
  );
});
