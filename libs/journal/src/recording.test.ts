import assert from "node:assert/strict";
import test from "node:test";
import { crc32 } from "@ambon/kernel/crc32";
import fc from "fast-check";
import { decodeFrames, encodeFrame, FRAME_TYPE } from "./frame.ts";
import {
  decodeRecording,
  encodeEntry,
  encodeHeader,
  RECORDING_FORMAT,
  type RecordingEntry,
  type RecordingHeader,
} from "./recording.ts";

const header: RecordingHeader = {
  format: RECORDING_FORMAT,
  zone: "town#1",
  seed: 0xfedcba98,
  contentHash: "0011223344556677",
  build: "test",
  schema: 3,
};

const entry: fc.Arbitrary<RecordingEntry> = fc.oneof(
  fc.record({
    kind: fc.constant("step" as const),
    nowMs: fc.nat(),
    maxEvents: fc.nat(100_000),
    inputs: fc.array(fc.record({ line: fc.string(), n: fc.nat() }), { maxLength: 4 }),
  }),
  fc.record({
    kind: fc.constant("mark" as const),
    step: fc.nat(),
    stateHash: fc.string({ maxLength: 16 }).map((text) => text.toWellFormed()),
  }),
  fc.record({ kind: fc.constant("snapshot" as const), bytes: fc.uint8Array() }),
);

const bytesOf = (entries: readonly RecordingEntry[]): Uint8Array =>
  Uint8Array.from([encodeHeader(header), ...entries.map(encodeEntry)].flatMap((one) => [...one]));

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

test("[JR1] the checksum is the one of the standard's check value", () => {
  assert.equal(crc32(new TextEncoder().encode("123456789")), 0xcbf43926);
});

test("[JR1] what was encoded decodes to the same", () => {
  fc.assert(
    fc.property(fc.array(entry, { maxLength: 8 }), (entries) => {
      const decoded = decodeRecording(bytesOf(entries));
      assert.ok(decoded.ok);
      assert.deepEqual(decoded.value.header, header);
      assert.deepEqual(plain(decoded.value.entries), plain(entries));
      assert.deepEqual(decoded.value.damage, []);
    }),
    { numRuns: 60 },
  );
});

test("[JR2] one flipped bit costs one frame, and the damage is located", () => {
  const frames = [1, 2, 3].map((n) => encodeFrame(FRAME_TYPE.record, Uint8Array.of(n, n, n)));
  const length = frames[0]?.length ?? 0;
  fc.assert(
    fc.property(fc.nat(length - 1), fc.nat(7), (at, bit) => {
      const bytes = Uint8Array.from(frames.flatMap((frame) => [...frame]));
      bytes[length + at] = (bytes[length + at] ?? 0) ^ (1 << bit);
      const { frames: read, damage } = decodeFrames(bytes);
      assert.deepEqual(
        read.map((frame) => frame.payload[0]),
        [1, 3],
      );
      assert.deepEqual(damage, [{ offset: length, bytes: length }]);
    }),
  );
});

test("[JR2] a torn end is reported and what is before it is read", () => {
  const whole = bytesOf([{ kind: "mark", step: 1, stateHash: "aa" }]);
  const torn = Uint8Array.from([
    ...whole,
    ...encodeEntry({ kind: "mark", step: 2, stateHash: "bb" }).subarray(0, 9),
  ]);
  const decoded = decodeRecording(torn);
  assert.ok(decoded.ok);
  assert.equal(decoded.value.entries.length, 1);
  assert.deepEqual(decoded.value.damage, [{ offset: whole.length, bytes: 9, before: 1 }]);
});

test("[JR3] reading never throws, whatever the bytes are", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      assert.equal(decodeRecording(bytes).ok, false);
    }),
  );
});

test("[JR3] another format is refused by name", () => {
  const decoded = decodeRecording(encodeHeader({ ...header, format: 99 }));
  assert.ok(!decoded.ok);
  assert.equal(decoded.error.code, "format");
  assert.match(decoded.error.message, /99/);
});

test("[JR3] a whole frame that holds nonsense, or a second header, is malformed", () => {
  const nonsense = encodeFrame(FRAME_TYPE.record, Uint8Array.of(0xff, 0xff, 0xff));
  for (const extra of [
    nonsense,
    encodeHeader(header),
    encodeFrame(FRAME_TYPE.record, new Uint8Array()),
  ]) {
    const decoded = decodeRecording(Uint8Array.from([...encodeHeader(header), ...extra]));
    assert.ok(!decoded.ok);
    assert.equal(decoded.error.code, "malformed");
  }
});
