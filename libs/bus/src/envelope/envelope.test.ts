// Goal: an envelope has one encoding, and nothing but what a key holder signed comes out of it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { HmacKeys } from "@ambon/wire/adapter/hmac-keys";
import fc from "fast-check";
import { decodeEnvelope, ENVELOPE_KINDS, type Envelope, encodeEnvelope } from "./envelope.ts";

const OLD = "the secret of last year";
const NEW = "the secret of this year";
const keys = new HmacKeys(NEW);

const name = fc.string({
  unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
  maxLength: 64,
});
const count = fc.maxSafeNat();
const anyEnvelope: fc.Arbitrary<Omit<Envelope, "keyId">> = fc.record({
  sender: name,
  receiver: name,
  kind: fc.constantFrom(...ENVELOPE_KINDS),
  stream: name,
  timestampMs: count,
  nonce: name,
  sequence: count,
  payload: fc.uint8Array({ maxLength: 300 }),
});

const sample: Omit<Envelope, "keyId"> = {
  sender: "gateway-1",
  receiver: "engine-1",
  kind: "data",
  stream: "aa.bb",
  timestampMs: 1_790_000_000_000,
  nonce: "0011",
  sequence: 7,
  payload: Uint8Array.of(1, 2, 3),
};

test("[RB1] what was signed comes out as it was, whatever it is", () => {
  fc.assert(
    fc.property(anyEnvelope, (envelope) => {
      const decoded = decodeEnvelope(encodeEnvelope(envelope, keys), keys);
      assert.deepEqual(decoded, { ok: true, value: { ...envelope, keyId: keys.currentId } });
    }),
  );
});

test("[RB1] an envelope inside a larger buffer is read from its own place", () => {
  const bytes = encodeEnvelope(sample, keys);
  const larger = new Uint8Array(bytes.length + 20).fill(0xff);
  larger.set(bytes, 10);
  const decoded = decodeEnvelope(larger.subarray(10, 10 + bytes.length), keys);
  assert.ok(decoded.ok);
  assert.deepEqual([...decoded.value.payload], [1, 2, 3]);
});

test("[RB2] a byte that was changed, cut off or added is refused, wherever it is", () => {
  const bytes = encodeEnvelope(sample, keys);
  for (let at = 0; at < bytes.length; at += 1) {
    const changed = Uint8Array.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ 0x01;
    assert.equal(decodeEnvelope(changed, keys).ok, false, `byte ${at}`);
    assert.equal(decodeEnvelope(bytes.subarray(0, at), keys).ok, false, `cut at ${at}`);
  }
  assert.equal(decodeEnvelope(Uint8Array.of(...bytes, 0), keys).ok, false);
});

test("[RB2] moving bytes from one field to the next breaks the signature", () => {
  const bytes = encodeEnvelope({ ...sample, sender: "gateway-12", receiver: "3" }, keys);
  const moved = encodeEnvelope({ ...sample, sender: "gateway-1", receiver: "23" }, keys);
  assert.equal(bytes.length, moved.length);
  const grafted = Uint8Array.from(moved);
  grafted.set(bytes.subarray(-32), moved.length - 32);
  assert.deepEqual(decodeEnvelope(grafted, keys), { ok: false, error: "forged" });
});

test("[RB2] bytes from anybody are refused and never throw", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
      assert.equal(decodeEnvelope(bytes, keys).ok, false);
    }),
  );
});

test("[RB2] fields from anybody behind the right beginning are refused and never throw", () => {
  const lengths = fc.array(fc.uint8Array({ maxLength: 12 }), { maxLength: 12 });
  fc.assert(
    fc.property(lengths, fc.uint8Array({ maxLength: 40 }), (fields, rest) => {
      const body = fields.flatMap((one) => [0, 0, 0, one.length, ...one]);
      const bytes = Uint8Array.of(0x41, 0x4d, 0x42, 0x31, ...body, ...rest);
      assert.equal(decodeEnvelope(bytes, keys).ok, false);
    }),
  );
});

test("[RB3] while a secret is changed both keys are accepted, and each says which it is", () => {
  const before = new HmacKeys(OLD, [NEW]);
  const after = new HmacKeys(NEW, [OLD]);
  for (const [signer, reader] of [
    [before, after],
    [after, before],
  ] as const) {
    const decoded = decodeEnvelope(encodeEnvelope(sample, signer), reader);
    assert.ok(decoded.ok);
    assert.equal(decoded.value.keyId, signer.currentId);
  }
  assert.notEqual(before.currentId, after.currentId);
});

test("[RB3] a key that is not accepted any more is refused by its id", () => {
  const bytes = encodeEnvelope(sample, new HmacKeys(OLD));
  assert.deepEqual(decodeEnvelope(bytes, keys), { ok: false, error: "unknownKey" });
});

test("[RB3] the id of a key tells nothing of the secret, and no secret is no key", () => {
  assert.match(keys.currentId, /^[0-9a-f]{16}$/);
  assert.throws(() => new HmacKeys(""), /AMBON_SECRET/);
});

test("[RB1] what no envelope can carry is refused when it is written", () => {
  for (const wrong of [{ sender: "two words" }, { stream: "x".repeat(65) }, { sequence: 0.5 }]) {
    assert.throws(() => encodeEnvelope({ ...sample, ...wrong }, keys), RangeError);
  }
});
