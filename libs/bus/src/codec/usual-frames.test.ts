// Goal: what is written and read without reflection is what protobuf-es writes and reads.

import assert from "node:assert/strict";
import { test } from "node:test";
import {
  EngineBatchSchema,
  EngineFrameSchema,
  GatewayBatchSchema,
  GatewayFrameSchema,
} from "@ambon/wire/gen/ambon/link/v1/frames_pb";
import { create, fromBinary, type MessageInitShape, toBinary } from "@bufbuild/protobuf";
import { BinaryWriter } from "@bufbuild/protobuf/wire";
import fc from "fast-check";
import { anyEngineFrame, anyGatewayFrame } from "../contract/frames.prop.ts";
import {
  decodeBatch,
  decodeEngineBatch,
  decodeGatewayBatch,
  encodeEngineBatch,
  encodeGatewayBatch,
} from "../frame-codec.ts";
import { fromEngineMessage } from "./engine-frames.ts";
import { fromGatewayMessage } from "./gateway-frames.ts";

const byReflection = {
  engine: (bytes: Uint8Array) =>
    decodeBatch(bytes, () => fromBinary(EngineBatchSchema, bytes).frames.map(fromEngineMessage)),
  gateway: (bytes: Uint8Array) =>
    decodeBatch(bytes, () => fromBinary(GatewayBatchSchema, bytes).frames.map(fromGatewayMessage)),
};

/** The same frames or, in whatever words, a refusal. */
const sameAsReflection = (bytes: Uint8Array): void => {
  const results = [
    [decodeEngineBatch(bytes), byReflection.engine(bytes)],
    [decodeGatewayBatch(bytes), byReflection.gateway(bytes)],
  ] as const;
  for (const [own, reflected] of results) {
    if (reflected.ok) assert.deepEqual(own, reflected);
    else assert.equal(own.ok, false, "taken, though reflection refuses it");
  }
};

const engineBatches = fc.array(anyEngineFrame, { minLength: 1, maxLength: 6 });
const gatewayBatches = fc.array(anyGatewayFrame, { minLength: 1, maxLength: 6 });

test("[LK60] the bytes of any batch are those of its messages", () => {
  fc.assert(
    fc.property(engineBatches, gatewayBatches, (fromEngine, fromGateway) => {
      const sent = encodeEngineBatch(fromEngine);
      assert.deepEqual(toBinary(EngineBatchSchema, fromBinary(EngineBatchSchema, sent)), sent);
      const got = encodeGatewayBatch(fromGateway);
      assert.deepEqual(toBinary(GatewayBatchSchema, fromBinary(GatewayBatchSchema, got)), got);
    }),
    { numRuns: 500 },
  );
});

test("[LK60] what is taken of damaged bytes are frames like any others", () => {
  const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 3 });
  const damaged = fc.tuple(engineBatches, damage).map(([frames, changes]) => {
    const bytes = encodeEngineBatch(frames);
    for (const [at, value] of changes) bytes[at % bytes.length] = value;
    return bytes;
  });
  let taken = 0;
  const takenAreFrames = (bytes: Uint8Array): void => {
    const own = decodeEngineBatch(bytes);
    if (!own.ok) return;
    taken += 1;
    // JSON may hold 1e999, which is not a number that JSON can be made of: hence once more.
    const again = decodeEngineBatch(encodeEngineBatch(own.value));
    assert.ok(again.ok);
    assert.deepEqual(decodeEngineBatch(encodeEngineBatch(again.value)), again);
    assert.equal(again.value.length, own.value.length);
  };
  fc.assert(fc.property(damaged, takenAreFrames), { numRuns: 2000 });
  assert.ok(taken > 100, `${taken} taken`);
});

test("[LK60] a prompt value beyond all numbers is refused: it could not be sent on", () => {
  const value = (valuesJson: string): Uint8Array =>
    inBatch(engineMessage({ frame: { case: "prompt", value: { channel: 1, valuesJson } } }));
  assert.equal(decodeEngineBatch(value('{"hp":1e308}')).ok, true);
  assert.deepEqual(decodeEngineBatch(value('{"hp":1e999}')), {
    ok: false,
    error: "a prompt value that is neither number nor text",
  });
});

const inBatch = (...messages: readonly Uint8Array[]): Uint8Array => {
  const writer = new BinaryWriter();
  for (const bytes of messages) writer.uint32(10).bytes(bytes);
  return writer.finish();
};

const engineMessage = (message: MessageInitShape<typeof EngineFrameSchema>): Uint8Array =>
  toBinary(EngineFrameSchema, create(EngineFrameSchema, message));
const gatewayMessage = (message: MessageInitShape<typeof GatewayFrameSchema>): Uint8Array =>
  toBinary(GatewayFrameSchema, create(GatewayFrameSchema, message));

test("[LK60] what is written otherwise than usual is read as by reflection", () => {
  const value = { channels: [1, 300], class: "chat", markupJson: "[]", briefJson: "[1]" };
  const output = engineMessage({ frame: { case: "output", value } });
  const taken = { channel: 1, received: 2, seen: 0 };
  const ack = gatewayMessage({ frame: { case: "ack", value: taken } });
  // A frame of which a second one, or a field of the future, follows within the same message.
  const twice = new Uint8Array([...output, ...output]);
  const future = new Uint8Array([
    ...ack,
    ...new BinaryWriter().uint32(0x7a).string("new").finish(),
  ]);
  const innerFuture = new BinaryWriter().uint32(0x42).fork().uint32(0x08).uint32(7).uint32(0x78);
  const inner = innerFuture.uint32(9).join().finish();
  // Channels one by one, and again as a list.
  const channels = new BinaryWriter().uint32(0x08).uint32(5).uint32(0x0a).fork().uint32(6).join();
  const body = channels.uint32(0x1a).string("[]").finish();
  const unpacked = new BinaryWriter().uint32(0x22).bytes(body).finish();
  for (const message of [output, ack, twice, future, inner, unpacked, new Uint8Array()]) {
    sameAsReflection(inBatch(message));
    sameAsReflection(inBatch(output, message, ack));
  }
  assert.deepEqual(decodeEngineBatch(inBatch(unpacked)), {
    ok: true,
    value: [{ f: "output", channels: [5, 6], class: "", markup: [] }],
  });
  assert.equal(decodeEngineBatch(inBatch(twice)).ok, true);
  assert.equal(decodeGatewayBatch(inBatch(inner)).ok, true);
});
