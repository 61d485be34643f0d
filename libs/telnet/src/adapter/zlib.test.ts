// Goal: the pieces are one zlib stream, each readable at once, by zlib and by our own decoder.

import assert from "node:assert/strict";
import { test } from "node:test";
import { constants, inflateSync } from "node:zlib";
import fc from "fast-check";
import { concatBytes } from "../bytes.ts";
import { Inflate } from "../inflate.ts";
import { hex } from "../testing/wire.ts";
import { OutboundDeflate } from "./zlib.ts";

const writes = fc.array(
  fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc.constantFrom("You walk north.\r\n> ", "x".repeat(9000)).map((s) => Buffer.from(s)),
  ),
  { maxLength: 12 },
);

test("[TN32] all pieces and the end are one stream that zlib reads", () => {
  fc.assert(
    fc.property(writes, (pieces) => {
      const deflate = new OutboundDeflate();
      const packed = pieces.map((piece) => deflate.push(piece));
      const stream = concatBytes([...packed, deflate.finish()]);
      assert.equal(hex(inflateSync(stream)), hex(concatBytes(pieces)));
    }),
    { numRuns: 60 },
  );
});

test("[TN32] each piece can be read when it is there, and a small inflate window is enough", () => {
  const deflate = new OutboundDeflate();
  const inflate = new Inflate({ burstBytes: 1 << 20, ratio: 2000 });
  const heard: Uint8Array[] = [];
  for (let i = 0; i < 50; i++) {
    const text = Buffer.from(`The heron looks at you ${"for a while ".repeat(i)}\r\n`);
    const packed = deflate.push(text);
    inflate.push(packed, (bytes) => heard.push(bytes.slice()));
    assert.equal(hex(concatBytes(heard.splice(0))), hex(text));
  }
  const options = { finishFlush: constants.Z_SYNC_FLUSH, windowBits: 13 };
  const again = new OutboundDeflate();
  const lines = Array.from({ length: 40 }, (_, i) => Buffer.from(`line ${i} of many`.repeat(20)));
  const packed = concatBytes(lines.map((line) => again.push(line)));
  assert.equal(hex(inflateSync(packed, options)), hex(concatBytes(lines)));
});

test("[TN32] an empty stream is whole, and an empty write says nothing", () => {
  const deflate = new OutboundDeflate();
  assert.equal(deflate.push(new Uint8Array(0)).length, 0);
  assert.equal(hex(deflate.finish()), "58 85 03 00 00 00 00 01");
});

test("[TN32] the bytes given may be used again by their owner", () => {
  const deflate = new OutboundDeflate();
  const shared = Buffer.from("a line that others get too");
  const first = deflate.push(shared);
  shared.fill(0);
  const second = deflate.push(Buffer.from("a line that others get too"));
  const text = inflateSync(concatBytes([first, second, deflate.finish()])).toString();
  assert.equal(text, "a line that others get too".repeat(2));
});
