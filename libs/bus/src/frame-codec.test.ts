// Goal: frames survive the way over a wire, in bytes that stay the same, and no bytes do harm.

import assert from "node:assert/strict";
import { test } from "node:test";
import { EngineFrameSchema } from "@ambon/wire/gen/ambon/link/v1/frames_pb";
import { create, toBinary } from "@bufbuild/protobuf";
import { BinaryWriter } from "@bufbuild/protobuf/wire";
import fc from "fast-check";
import { BATCH_FRAMES_MAX } from "./codec/batch.ts";
import { CHANNELS_MAX, TEXT_MAX, TEXTS_MAX } from "./codec/values.ts";
import { anyEngineFrame, anyGatewayFrame } from "./contract/frames.prop.ts";
import { goldenEngineFrames, goldenGatewayFrames } from "./contract/golden.fixture.ts";
import { engineFrameSamples, gatewayFrameSamples } from "./contract/samples.fixture.ts";
import {
  BATCH_BYTES_MAX,
  decodeEngineBatch,
  decodeGatewayBatch,
  encodeEngineBatch,
  encodeGatewayBatch,
} from "./frame-codec.ts";
import type { EngineFrame, GatewayFrame } from "./frames.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");
const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "hex"));

const roundGateway = (frames: readonly GatewayFrame[]) =>
  decodeGatewayBatch(encodeGatewayBatch(frames));
const roundEngine = (frames: readonly EngineFrame[]) =>
  decodeEngineBatch(encodeEngineBatch(frames));

test("[LK1] any batch of a gateway is the same after encoding and decoding", () => {
  fc.assert(
    fc.property(fc.array(anyGatewayFrame, { maxLength: 12 }), (frames) => {
      assert.deepEqual(roundGateway(frames), { ok: true, value: frames });
    }),
    { numRuns: 500 },
  );
});

test("[LK1] any batch of an engine is the same after encoding and decoding", () => {
  fc.assert(
    fc.property(fc.array(anyEngineFrame, { maxLength: 12 }), (frames) => {
      assert.deepEqual(roundEngine(frames), { ok: true, value: frames });
    }),
    { numRuns: 500 },
  );
});

test("[LK2] each kind of frame has the bytes it had before, and they are still read", () => {
  const encoded = gatewayFrameSamples.map((frame) => hex(encodeGatewayBatch([frame])));
  assert.deepEqual(encoded, goldenGatewayFrames, "wire bytes of gateway frames changed");
  const sent = engineFrameSamples.map((frame) => hex(encodeEngineBatch([frame])));
  assert.deepEqual(sent, goldenEngineFrames, "wire bytes of engine frames changed");
  assert.deepEqual(
    goldenGatewayFrames.map((text) => decodeGatewayBatch(bytesOf(text))),
    gatewayFrameSamples.map((frame) => ({ ok: true, value: [frame] })),
  );
  assert.deepEqual(
    goldenEngineFrames.map((text) => decodeEngineBatch(bytesOf(text))),
    engineFrameSamples.map((frame) => ({ ok: true, value: [frame] })),
  );
});

test("[LK3] the bytes of two batches after one another are one batch", () => {
  const [first, ...rest] = engineFrameSamples;
  assert.ok(first !== undefined);
  const both = new Uint8Array([...encodeEngineBatch([first]), ...encodeEngineBatch(rest)]);
  assert.deepEqual(decodeEngineBatch(both), { ok: true, value: engineFrameSamples });
  assert.deepEqual(roundEngine([]), { ok: true, value: [] });
});

test("[LK4] whatever a client made up is sent as something that means nothing", () => {
  const odd: GatewayFrame = {
    f: "resume",
    channel: 1,
    sessionId: "no digits",
    token: "t".repeat(TEXT_MAX + 5),
    received: Number.MAX_SAFE_INTEGER,
    caps: { transport: "telnet", screenReader: false, address: "" },
  };
  const harmless = { ...odd, sessionId: "0", token: "t".repeat(TEXT_MAX), received: 0xffff_ffff };
  assert.deepEqual(roundGateway([odd]), { ok: true, value: [harmless] });
  for (const sessionId of ["", "-1", "1.5", "18446744073709551616", "9".repeat(21)]) {
    assert.deepEqual(roundGateway([{ ...harmless, sessionId }]), { ok: true, value: [harmless] });
  }
  const line = { f: "input", channel: 1, inputSeq: 1, line: "half \ud800 a pair" } as const;
  const mended = { ...line, line: "half \ufffd a pair" };
  assert.deepEqual(roundGateway([{ ...line, clientSeq: -1 }]), {
    ok: true,
    value: [{ ...mended, clientSeq: 0 }],
  });
  const many = { f: "subscribe", channel: 1, packages: Array(TEXTS_MAX + 1).fill("p") } as const;
  const cut = { ...many, packages: Array(TEXTS_MAX).fill("p") };
  assert.deepEqual(roundGateway([many]), { ok: true, value: [cut] });
  const nothing = { f: "data", channels: [1], package: "p", value: undefined } as const;
  assert.deepEqual(roundEngine([nothing]), { ok: true, value: [{ ...nothing, value: null }] });
});

test("[LK5] bytes of any kind are decoded or refused, and never throw", () => {
  let refused = 0;
  const harmless = (bytes: Uint8Array): void => {
    for (const result of [decodeGatewayBatch(bytes), decodeEngineBatch(bytes)]) {
      if (!result.ok) refused += 1;
    }
  };
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), harmless), { numRuns: 2000 });
  const valid = fc.oneof(
    fc.array(anyGatewayFrame, { minLength: 1, maxLength: 3 }).map(encodeGatewayBatch),
    fc.array(anyEngineFrame, { minLength: 1, maxLength: 3 }).map(encodeEngineBatch),
  );
  const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 });
  const damaged = fc.tuple(valid, damage, fc.nat(8)).map(([bytes, changes, cut]) => {
    const copy = bytes.slice(0, Math.max(1, bytes.length - cut));
    for (const [at, value] of changes) copy[at % copy.length] = value;
    return copy;
  });
  fc.assert(fc.property(damaged, harmless), { numRuns: 2000 });
  assert.ok(refused > 1000, `${refused} refused`);
});

/** One engine frame as its message, in a batch. */
const batchWith = (frame: Parameters<typeof create<typeof EngineFrameSchema>>[1]): Uint8Array =>
  new BinaryWriter()
    .uint32(10)
    .bytes(toBinary(EngineFrameSchema, create(EngineFrameSchema, frame)))
    .finish();

const refusal = (bytes: Uint8Array): string => {
  const result = decodeEngineBatch(bytes);
  return result.ok ? "taken" : result.error;
};

test("[LK6] a batch beyond a bound or without meaning is refused with what is wrong", () => {
  const channels = Array.from({ length: CHANNELS_MAX + 1 }, () => 1);
  const cases: readonly [Uint8Array, RegExp][] = [
    [new Uint8Array(BATCH_BYTES_MAX + 1), /4194305 bytes/],
    [new Uint8Array([8, 1, 10, 0]), /no known kind/],
    [new Uint8Array(2 * (BATCH_FRAMES_MAX + 1)).fill(0), /no batch/],
    [new Uint8Array(1_000_000).fill(0x0b), /no batch/],
    [batchWith({ frame: { case: "output", value: { markupJson: "[" } } }), /not JSON/],
    [batchWith({ frame: { case: "data", value: { channels, valueJson: "1" } } }), /channels/],
    [batchWith({ frame: { case: "prompt", value: { valuesJson: "[1]" } } }), /no object/],
    [batchWith({ frame: { case: "prompt", value: { valuesJson: '{"hp":[]}' } } }), /prompt value/],
    [batchWith({ frame: { case: "settings", value: {} } }), /settings without any/],
    [batchWith({ frame: { case: "close", value: {} } }), /reason to close 0/],
    [batchWith({ frame: { case: "accountReply", value: {} } }), /reply of no known kind/],
    [
      batchWith({ frame: { case: "attachRefused", value: { message: "x".repeat(TEXT_MAX + 1) } } }),
      /longer than 65536 characters/,
    ],
  ];
  for (const [bytes, words] of cases) assert.match(refusal(bytes), words);
  const empty = batchWith({ frame: { case: "inputAck", value: {} } });
  const many = new Uint8Array(empty.length * (BATCH_FRAMES_MAX + 1));
  for (let at = 0; at <= BATCH_FRAMES_MAX; at += 1) many.set(empty, at * empty.length);
  assert.match(refusal(many), /more than 8192 frames/);
  assert.equal(refusal(many.subarray(empty.length)), "taken");
});

test("[LK6] a field that a newer peer added is passed over", () => {
  const added = new BinaryWriter().uint32(0x3a).string("new").finish();
  const bytes = new Uint8Array([
    ...added,
    ...encodeGatewayBatch([{ f: "detach", channel: 1, reason: "r" }]),
  ]);
  assert.deepEqual(decodeGatewayBatch(bytes), {
    ok: true,
    value: [{ f: "detach", channel: 1, reason: "r" }],
  });
});
