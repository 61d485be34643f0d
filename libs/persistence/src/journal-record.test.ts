// Goal: of any journal that a crash or a bad disk leaves, exactly the records before the first
// fault are read, and a torn end is told from damage in the middle.

import assert from "node:assert/strict";
import { test } from "node:test";
import { crc32 } from "@ambon/kernel/crc32";
import fc from "fast-check";
import { encodeRecord, scanJournal } from "./journal-record.ts";
import type { Change } from "./row-rules.ts";

const change = (id: string, state: string): Change => ({
  c: "row",
  row: { kind: "zone", id, name: null, state, version: 1, owner: null, epoch: 1 },
});

const joined = (parts: readonly Uint8Array[]): Uint8Array => Buffer.concat(parts);
const anyRecords = fc.array(
  fc.array(
    fc.tuple(fc.string({ unit: "binary" }), fc.string()).map(([id, state]) => change(id, state)),
    { maxLength: 4 },
  ),
  { minLength: 1, maxLength: 6 },
);

/** The definition, bit by bit. */
const bitwise = (bytes: Uint8Array, from: number, end: number): number => {
  let crc = 0xffffffff;
  for (const byte of bytes.subarray(from, end)) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ ((crc & 1) === 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
};

test("[PS19] the checksum is CRC-32 as in zlib", () => {
  assert.equal(crc32(new TextEncoder().encode("123456789")), 0xcbf43926);
  assert.equal(crc32(new Uint8Array(0)), 0);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(9), fc.nat(9), (bytes, from, less) => {
      const end = Math.max(from, bytes.length - less);
      assert.equal(crc32(bytes, from, Math.min(end, bytes.length)), bitwise(bytes, from, end));
    }),
  );
});

test("[PS19] records are read back as they were written", () => {
  fc.assert(
    fc.property(anyRecords, (records) => {
      const bytes = joined(records.map(encodeRecord));
      const scan = scanJournal(bytes);
      assert.deepEqual(scan.records, JSON.parse(JSON.stringify(records)));
      assert.deepEqual([scan.end, scan.goodBytes], ["clean", bytes.length]);
    }),
  );
});

test("[PS34] cut at any byte of the last record, the others are read and the end is torn", () => {
  fc.assert(
    fc.property(anyRecords, (records) => {
      const parts = records.map(encodeRecord);
      const whole = joined(parts);
      const lastStart = whole.length - (parts.at(-1)?.length ?? 0);
      for (let length = lastStart + 1; length < whole.length; length += 1) {
        const scan = scanJournal(whole.subarray(0, length));
        assert.equal(scan.records.length, records.length - 1);
        assert.deepEqual([scan.end, scan.goodBytes], ["torn", lastStart]);
      }
    }),
    { numRuns: 30 },
  );
});

test("[PS34] with any bit of the last record changed, or zeros behind it, the end is torn", () => {
  const parts = [change("a", "1"), change("b", "2")].map((one) => encodeRecord([one]));
  const whole = joined(parts);
  const lastStart = parts[0]?.length ?? 0;
  for (let bit = lastStart * 8; bit < whole.length * 8; bit += 1) {
    const rotten = Uint8Array.from(whole);
    rotten[bit >> 3] = (rotten[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    const scan = scanJournal(rotten);
    assert.deepEqual([scan.records.length, scan.end, scan.goodBytes], [1, "torn", lastStart]);
  }
  const zeros = scanJournal(joined([whole, new Uint8Array(4096)]));
  assert.deepEqual([zeros.records.length, zeros.end, zeros.goodBytes], [2, "torn", whole.length]);
});

test("[PS35] with any bit of a middle record changed, reading stops there and says so", () => {
  const parts = ["1", "2", "3", "4"].map((state) => encodeRecord([change("z", state)]));
  const whole = joined(parts);
  const start = parts[0]?.length ?? 0;
  const end = start + (parts[1]?.length ?? 0);
  for (let bit = start * 8; bit < end * 8; bit += 1) {
    const rotten = Uint8Array.from(whole);
    rotten[bit >> 3] = (rotten[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    const scan = scanJournal(rotten);
    assert.deepEqual(
      [scan.records.length, scan.end, scan.goodBytes, scan.laterRecords],
      [1, "damaged", start, 2],
    );
  }
});
