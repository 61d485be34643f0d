/**
 * How messages lie in a recording file. One frame:
 *
 *   magic  4 bytes  "AMJ1"
 *   crc    4 bytes  CRC-32 over all that follows, little endian
 *   type   1 byte   1 = Header, 2 = Record
 *   length 4 bytes  of the payload, little endian, at most FRAME_BYTES_MAX
 *   payload         one protobuf message of ambon.journal.v1
 *
 * A reader that meets anything else looks for the next frame that is whole: a torn or damaged
 * piece costs what it held and nothing after it. What was skipped is reported, never passed over.
 */

import { crc32 } from "@ambon/kernel/crc32";

const MAGIC = [0x41, 0x4d, 0x4a, 0x31] as const;
const CRC_AT = 4;
const TYPE_AT = 8;
const LENGTH_AT = 9;
const PAYLOAD_AT = 13;

/** A longer payload is refused by the writer and taken for damage by the reader. */
export const FRAME_BYTES_MAX = 64 * 1024 * 1024;

export const FRAME_TYPE = { header: 1, record: 2 } as const;
export type FrameType = (typeof FRAME_TYPE)[keyof typeof FRAME_TYPE];

export interface Frame {
  readonly type: FrameType;
  readonly payload: Uint8Array;
  /** Where the frame begins. */
  readonly offset: number;
}

export interface Damage {
  readonly offset: number;
  readonly bytes: number;
}

/** One frame as bytes. A payload over FRAME_BYTES_MAX is a programmer's error (RangeError). */
export const encodeFrame = (type: FrameType, payload: Uint8Array): Uint8Array => {
  if (payload.length > FRAME_BYTES_MAX) {
    throw new RangeError(`a frame of ${payload.length} bytes is over ${FRAME_BYTES_MAX}`);
  }
  const frame = new Uint8Array(PAYLOAD_AT + payload.length);
  frame.set(MAGIC, 0);
  frame[TYPE_AT] = type;
  const view = new DataView(frame.buffer);
  view.setUint32(LENGTH_AT, payload.length, true);
  frame.set(payload, PAYLOAD_AT);
  view.setUint32(CRC_AT, crc32(frame, TYPE_AT), true);
  return frame;
};

const isMagic = (bytes: Uint8Array, at: number): boolean =>
  MAGIC.every((byte, index) => bytes[at + index] === byte);

const isType = (type: number | undefined): type is FrameType =>
  type === FRAME_TYPE.header || type === FRAME_TYPE.record;

const frameAt = (bytes: Uint8Array, view: DataView, offset: number): Frame | undefined => {
  if (offset + PAYLOAD_AT > bytes.length || !isMagic(bytes, offset)) return undefined;
  const type = bytes[offset + TYPE_AT];
  const length = view.getUint32(offset + LENGTH_AT, true);
  const end = offset + PAYLOAD_AT + length;
  if (!isType(type) || length > FRAME_BYTES_MAX || end > bytes.length) return undefined;
  if (view.getUint32(offset + CRC_AT, true) !== crc32(bytes, offset + TYPE_AT, end))
    return undefined;
  return { type, offset, payload: bytes.subarray(offset + PAYLOAD_AT, end) };
};

/** All whole frames of `bytes` in order, and the pieces that were none. Never throws. */
export const decodeFrames = (
  bytes: Uint8Array,
): { readonly frames: readonly Frame[]; readonly damage: readonly Damage[] } => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const frames: Frame[] = [];
  const damage: Damage[] = [];
  let offset = 0;
  let badFrom = -1;
  while (offset < bytes.length) {
    const frame = frameAt(bytes, view, offset);
    if (frame === undefined) {
      if (badFrom < 0) badFrom = offset;
      offset += 1;
      continue;
    }
    if (badFrom >= 0) damage.push({ offset: badFrom, bytes: offset - badFrom });
    badFrom = -1;
    frames.push(frame);
    offset += PAYLOAD_AT + frame.payload.length;
  }
  if (badFrom >= 0) damage.push({ offset: badFrom, bytes: bytes.length - badFrom });
  return { frames, damage };
};
