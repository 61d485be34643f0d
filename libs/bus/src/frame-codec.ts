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
import { decodeFrames, encodeFrames, type FrameCodec } from "./codec/batch.ts";
import {
  fromEngineMessage,
  toEngineMessage,
  type UnusualEngineFrame,
} from "./codec/engine-frames.ts";
import {
  fromGatewayMessage,
  toGatewayMessage,
  type UnusualGatewayFrame,
} from "./codec/gateway-frames.ts";
import * as engine from "./codec/usual-engine-frames.ts";
import * as gateway from "./codec/usual-gateway-frames.ts";
import { MalformedFrame } from "./codec/values.ts";
import type { EngineFrame, GatewayFrame } from "./frames.ts";

/** Bytes of one batch; a sender splits what is longer. */
export const BATCH_BYTES_MAX = 4 * 1024 * 1024;

const GATEWAY: FrameCodec<GatewayFrame, UnusualGatewayFrame, typeof GatewayFrameSchema> = {
  schema: GatewayFrameSchema,
  write: gateway.writeUsual,
  read: gateway.readUsual,
  toMessage: toGatewayMessage,
  fromMessage: fromGatewayMessage,
};

const ENGINE: FrameCodec<EngineFrame, UnusualEngineFrame, typeof EngineFrameSchema> = {
  schema: EngineFrameSchema,
  write: engine.writeUsual,
  read: engine.readUsual,
  toMessage: toEngineMessage,
  fromMessage: fromEngineMessage,
};

export const encodeGatewayBatch = (frames: readonly GatewayFrame[]): Uint8Array =>
  encodeFrames(GATEWAY, frames);

export const encodeEngineBatch = (frames: readonly EngineFrame[]): Uint8Array =>
  encodeFrames(ENGINE, frames);

export const decodeGatewayBatch = (bytes: Uint8Array): Result<readonly GatewayFrame[], string> =>
  decodeBatch(bytes, () => decodeFrames(GATEWAY, bytes));

export const decodeEngineBatch = (bytes: Uint8Array): Result<readonly EngineFrame[], string> =>
  decodeBatch(bytes, () => decodeFrames(ENGINE, bytes));

/** Reads any batch within the bounds; `read` may throw MalformedFrame or what protobuf-es does. */
export const decodeBatch = <F>(
  bytes: Uint8Array,
  read: () => readonly F[],
): Result<readonly F[], string> => {
  if (bytes.length > BATCH_BYTES_MAX) return fail(`a batch of ${bytes.length} bytes`);
  try {
    return ok(read());
  } catch (error) {
    // protobuf-es throws plain errors for bytes that are no message.
    return fail(error instanceof MalformedFrame ? error.message : "bytes that are no batch");
  }
};
