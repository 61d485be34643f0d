// Goal: words between engines come out as they went in, and nothing else comes out.

import assert from "node:assert/strict";
import { test } from "node:test";
import { PeerBatchSchema } from "@ambon/wire/gen/ambon/cluster/v1/cluster_pb";
import { create, toBinary } from "@bufbuild/protobuf";
import fc from "fast-check";
import { decodePeerBatch, encodePeerBatch, type PeerWord, PIECE_BYTES } from "./peer-words.ts";

const half = fc.string({ unit: fc.constantFrom(..."abc019.-!~"), minLength: 1, maxLength: 64 });
const count = fc.maxSafeNat();
const word: fc.Arbitrary<PeerWord> = fc.oneof(
  fc
    .tuple(half, fc.oneof(half, fc.constant("")), count)
    .map(([mine, other, received]): PeerWord => ({ w: "begin", half: mine, other, received })),
  fc
    .tuple(count, fc.uint8Array({ minLength: 1, maxLength: 40 }), fc.boolean())
    .map(([number, bytes, more]): PeerWord => ({ w: "piece", number, bytes, more })),
  count.map((received): PeerWord => ({ w: "received", received })),
  fc.constant<PeerWord>({ w: "leave" }),
);

const plain = (words: readonly PeerWord[]): unknown =>
  words.map((one) => (one.w === "piece" ? { ...one, bytes: [...one.bytes] } : one));

test("[PB30] words are the same after encoding and decoding, and two batches are one", () => {
  fc.assert(
    fc.property(fc.array(word), fc.array(word), (first, second) => {
      const bytes = [first, second].flatMap((words) => [...encodePeerBatch(words)]);
      const read = decodePeerBatch(Uint8Array.from(bytes));
      assert.ok(read.ok);
      assert.deepEqual(plain(read.value), plain([...first, ...second]));
    }),
  );
});

test("[PB30] the bytes of each word never change", () => {
  const bytes = new TextEncoder().encode('["x"]');
  const words: PeerWord[] = [
    { w: "begin", half: "boot1.1", other: "boot2.3", received: 7 },
    { w: "piece", number: 8, bytes, more: true },
    { w: "received", received: 300 },
    { w: "leave" },
  ];
  assert.equal(
    Buffer.from(encodePeerBatch(words)).toString("hex"),
    "0a160a140a07626f6f74312e311207626f6f74322e33180" +
      "70a0d120b080812055b2278225d18010a051a0308ac020a022200",
  );
});

test("[PB31] bytes of any kind are decoded or refused", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
      assert.equal(typeof decodePeerBatch(bytes).ok, "boolean");
    }),
    { numRuns: 2000 },
  );
});

const begin = (mine: string, other: string) => ({
  word: { case: "begin" as const, value: { half: mine, other, received: 0n } },
});
const piece = (length: number, number = 1n) => ({
  word: { case: "piece" as const, value: { number, bytes: new Uint8Array(length), more: false } },
});

for (const [what, message] of [
  ["a half without letters", begin("", "")],
  ["a half that is too long", begin("x".repeat(65), "")],
  ["a half with blanks", begin("a b", "")],
  ["the other half with a line break", begin("a", "b\n")],
  ["an empty piece", piece(0)],
  ["a piece that is too long", piece(PIECE_BYTES + 1)],
  ["a number that no number can hold", piece(1, 2n ** 60n)],
  ["a word without a meaning", { word: { case: undefined } }],
] as const) {
  test(`[PB31] ${what} is refused with a sentence`, () => {
    const bytes = toBinary(PeerBatchSchema, create(PeerBatchSchema, { words: [message] }));
    const read = decodePeerBatch(bytes);
    assert.ok(!read.ok && read.error.length > 10);
  });
}
