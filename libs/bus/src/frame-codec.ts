/**
 * Batches of frames as bytes (GatewayBatch and EngineBatch of proto/ambon/link/v1/frames.proto):
 * what every transport between processes carries. The bytes of two batches, one after the other,
 * are one batch with the frames of both.
 *
 * Encoding never fails. Decoding takes bytes of anybody: what is not a batch within the bounds is
 * an error that says what is wrong, and nothing of it is handed on.
 */

import { fail, ok, type Result } from "@ambon/kernel/result";
import { EngineFrameSchema, GatewayFrameSchema } from "@ambon/wire/gen/ambon/link/v1/frames_pb";
import { type DescMessage, fromBinary, type MessageShape, toBinary } from "@bufbuild/protobuf";
import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { fromEngineMessage, toEngineMessage } from "./codec/engine-frames.ts";
import { fromGatewayMessage, toGatewayMessage } from "./codec/gateway-frames.ts";
import { MalformedFrame } from "./codec/values.ts";
import type { EngineFrame, GatewayFrame } from "./frames.ts";

/** Bytes of one batch; a sender splits what is longer. */
export const BATCH_BYTES_MAX = 4 * 1024 * 1024;
/** Frames of one batch. */
export const BATCH_FRAMES_MAX = 65_536;

/** The only field of a batch, its frames. */
const FRAMES_FIELD = 1;
const FRAMES_TAG = (FRAMES_FIELD << 3) | WireType.LengthDelimited;

export const encodeGatewayBatch = (frames: readonly GatewayFrame[]): Uint8Array =>
  encode(GatewayFrameSchema, frames, toGatewayMessage);

export const encodeEngineBatch = (frames: readonly EngineFrame[]): Uint8Array =>
  encode(EngineFrameSchema, frames, toEngineMessage);

export const decodeGatewayBatch = (bytes: Uint8Array): Result<readonly GatewayFrame[], string> =>
  decode(GatewayFrameSchema, bytes, fromGatewayMessage);

export const decodeEngineBatch = (bytes: Uint8Array): Result<readonly EngineFrame[], string> =>
  decode(EngineFrameSchema, bytes, fromEngineMessage);

const encode = <F, D extends DescMessage>(
  schema: D,
  frames: readonly F[],
  toMessage: (frame: F) => MessageShape<D>,
): Uint8Array => {
  const writer = new BinaryWriter();
  for (const frame of frames) {
    writer.uint32(FRAMES_TAG).bytes(toBinary(schema, toMessage(frame)));
  }
  return writer.finish();
};

const decode = <F, D extends DescMessage>(
  schema: D,
  bytes: Uint8Array,
  fromMessage: (message: MessageShape<D>) => F,
): Result<readonly F[], string> => {
  if (bytes.length > BATCH_BYTES_MAX) return fail(`a batch of ${bytes.length} bytes`);
  const frames: F[] = [];
  try {
    const reader = new BinaryReader(bytes);
    while (reader.pos < reader.len) {
      const [field, type] = reader.tag();
      if (field !== FRAMES_FIELD || type !== WireType.LengthDelimited) {
        reader.skip(type, field);
        continue;
      }
      if (frames.length === BATCH_FRAMES_MAX) return fail(`more than ${BATCH_FRAMES_MAX} frames`);
      frames.push(fromMessage(fromBinary(schema, reader.bytes())));
    }
  } catch (error) {
    // protobuf-es throws plain errors for bytes that are no message.
    if (error instanceof MalformedFrame) return fail(error.message);
    return fail("bytes that are no batch");
  }
  return ok(frames);
};
