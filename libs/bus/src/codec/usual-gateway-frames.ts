/** Lines of players and acknowledgements of output, field by field (fields.ts). */

import {
  AckSchema,
  GatewayFrameSchema,
  InputSchema,
} from "@ambon/wire/gen/ambon/link/v1/frames_pb";
import type { BinaryReader, BinaryWriter } from "@bufbuild/protobuf/wire";
import type { GatewayFrame } from "../frames.ts";
import { delimitedTag, readText, varintTag, writeCount, writeText } from "./fields.ts";
import { fromAck, fromInput, type UnusualGatewayFrame } from "./gateway-frames.ts";
import { toText, toUint32, toUint64 } from "./values.ts";

const FRAME = {
  input: delimitedTag(GatewayFrameSchema.field.input),
  ack: delimitedTag(GatewayFrameSchema.field.ack),
} as const;
const INPUT = {
  channel: varintTag(InputSchema.field.channel),
  inputSeq: varintTag(InputSchema.field.inputSeq),
  line: delimitedTag(InputSchema.field.line),
  clientSeq: varintTag(InputSchema.field.clientSeq),
} as const;
const ACK = {
  channel: varintTag(AckSchema.field.channel),
  received: varintTag(AckSchema.field.received),
  seen: varintTag(AckSchema.field.seen),
} as const;

/** Writes the frame's fields; a frame of another kind is given back. */
export const writeUsual = (
  writer: BinaryWriter,
  frame: GatewayFrame,
): UnusualGatewayFrame | undefined => {
  switch (frame.f) {
    case "input":
      writer.uint32(FRAME.input).fork();
      writeCount(writer, INPUT.channel, toUint32(frame.channel));
      writeCount(writer, INPUT.inputSeq, toUint32(frame.inputSeq));
      writeText(writer, INPUT.line, toText(frame.line));
      if (frame.clientSeq !== undefined) {
        writer.uint32(INPUT.clientSeq).uint64(toUint64(frame.clientSeq));
      }
      break;
    case "ack":
      writer.uint32(FRAME.ack).fork();
      writeCount(writer, ACK.channel, toUint32(frame.channel));
      writeCount(writer, ACK.received, toUint32(frame.received));
      if (frame.seen !== undefined) writer.uint32(ACK.seen).uint32(toUint32(frame.seen));
      break;
    default:
      return frame;
  }
  writer.join();
  return undefined;
};

const readInput = (reader: BinaryReader, end: number): GatewayFrame | undefined => {
  const message = { channel: 0, inputSeq: 0, line: "", clientSeq: undefined as bigint | undefined };
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === INPUT.channel) message.channel = reader.uint32();
    else if (tag === INPUT.inputSeq) message.inputSeq = reader.uint32();
    else if (tag === INPUT.line) message.line = readText(reader);
    else if (tag === INPUT.clientSeq) message.clientSeq = BigInt(reader.uint64());
    else return undefined;
  }
  return reader.pos === end ? fromInput(message) : undefined;
};

const readAck = (reader: BinaryReader, end: number): GatewayFrame | undefined => {
  const message = { channel: 0, received: 0, seen: undefined as number | undefined };
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === ACK.channel) message.channel = reader.uint32();
    else if (tag === ACK.received) message.received = reader.uint32();
    else if (tag === ACK.seen) message.seen = reader.uint32();
    else return undefined;
  }
  return reader.pos === end ? fromAck(message) : undefined;
};

const READERS = new Map([
  [FRAME.input, readInput],
  [FRAME.ack, readAck],
]);

/** Undefined for other kinds, and for fields that are not known here. */
export const readUsual = (reader: BinaryReader, end: number): GatewayFrame | undefined => {
  const read = READERS.get(reader.uint32());
  if (read === undefined || reader.uint32() !== end - reader.pos) return undefined;
  return read(reader, end);
};
