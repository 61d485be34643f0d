/**
 * Batches frame by frame. A `frames` codec writes and reads the kinds that are nearly all frames by
 * itself, several times faster than by reflection (docs/performance.md); every other kind, and
 * whatever is not written as usual, goes through its message and protobuf-es.
 */

import type { DescMessage, MessageShape } from "@bufbuild/protobuf";
import { fromBinary, toBinary } from "@bufbuild/protobuf";
import { BinaryReader, BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { malformed } from "./values.ts";

/** Frames of one batch: no reader is kept busy for more than some milliseconds by one. */
export const BATCH_FRAMES_MAX = 8192;

/** The only field of a batch, its frames. */
const FRAMES_FIELD = 1;
const FRAME_TAG = (FRAMES_FIELD << 3) | WireType.LengthDelimited;

/** `Rest` are the frames that are not of the usual kinds. */
export interface FrameCodec<F, Rest extends F, Schema extends DescMessage> {
  readonly schema: Schema;
  toMessage(frame: Rest): MessageShape<Schema>;
  /** May throw MalformedFrame. */
  fromMessage(message: MessageShape<Schema>): F;
  /** Writes the fields of the frame's message; a frame of the rest is given back, not written. */
  write(writer: BinaryWriter, frame: F): Rest | undefined;
  /** The frame that ends at `end`, or undefined when that is not what is there. May throw. */
  read(reader: BinaryReader, end: number): F | undefined;
}

export const encodeFrames = <F, Rest extends F, Schema extends DescMessage>(
  codec: FrameCodec<F, Rest, Schema>,
  frames: readonly F[],
): Uint8Array => {
  const writer = new BinaryWriter();
  for (const frame of frames) {
    writer.uint32(FRAME_TAG).fork();
    const rest = codec.write(writer, frame);
    if (rest !== undefined) writer.raw(toBinary(codec.schema, codec.toMessage(rest)));
    writer.join();
  }
  return writer.finish();
};

/** Throws MalformedFrame, or what protobuf-es throws for bytes that are no batch. */
export const decodeFrames = <F, Rest extends F, Schema extends DescMessage>(
  codec: FrameCodec<F, Rest, Schema>,
  bytes: Uint8Array,
): readonly F[] => {
  const reader = new BinaryReader(bytes);
  const frames: F[] = [];
  while (reader.pos < reader.len) {
    const [field, type] = reader.tag();
    if (field !== FRAMES_FIELD || type !== WireType.LengthDelimited) {
      // A field that a newer peer added.
      reader.skip(type, field);
      continue;
    }
    if (frames.length === BATCH_FRAMES_MAX) malformed(`more than ${BATCH_FRAMES_MAX} frames`);
    const length = reader.uint32();
    const start = reader.pos;
    const end = start + length;
    if (end > reader.len) malformed("a frame goes beyond its batch");
    const frame = length === 0 ? undefined : codec.read(reader, end);
    reader.pos = end;
    frames.push(frame ?? codec.fromMessage(fromBinary(codec.schema, bytes.subarray(start, end))));
  }
  return frames;
};
