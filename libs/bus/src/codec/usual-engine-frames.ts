/** Output, prompts, data and acknowledgements of input, field by field (fields.ts). */

import {
  DataSchema,
  EngineFrameSchema,
  InputAckSchema,
  OutputSchema,
  PromptSchema,
} from "@ambon/wire/gen/ambon/link/v1/frames_pb";
import type { BinaryReader, BinaryWriter } from "@bufbuild/protobuf/wire";
import type { EngineFrame } from "../frames.ts";
import { fromData, fromOutput, fromPrompt, type UnusualEngineFrame } from "./engine-frames.ts";
import {
  delimitedTag,
  readCounts,
  readText,
  varintTag,
  writeCount,
  writeCounts,
  writeText,
} from "./fields.ts";
import { toJson } from "./json-values.ts";
import { toChannels, toText, toUint32 } from "./values.ts";

const FRAME = {
  output: delimitedTag(EngineFrameSchema.field.output),
  prompt: delimitedTag(EngineFrameSchema.field.prompt),
  data: delimitedTag(EngineFrameSchema.field.data),
  inputAck: delimitedTag(EngineFrameSchema.field.inputAck),
} as const;
const OUTPUT = {
  channels: delimitedTag(OutputSchema.field.channels),
  class: delimitedTag(OutputSchema.field.class),
  markupJson: delimitedTag(OutputSchema.field.markupJson),
  briefJson: delimitedTag(OutputSchema.field.briefJson),
} as const;
const PROMPT = {
  channel: varintTag(PromptSchema.field.channel),
  valuesJson: delimitedTag(PromptSchema.field.valuesJson),
} as const;
const DATA = {
  channels: delimitedTag(DataSchema.field.channels),
  package: delimitedTag(DataSchema.field.package),
  valueJson: delimitedTag(DataSchema.field.valueJson),
} as const;
const INPUT_ACK = {
  channel: varintTag(InputAckSchema.field.channel),
  inputSeq: varintTag(InputAckSchema.field.inputSeq),
} as const;

/** Writes the frame's fields; a frame of another kind is given back. */
export const writeUsual = (
  writer: BinaryWriter,
  frame: EngineFrame,
): UnusualEngineFrame | undefined => {
  switch (frame.f) {
    case "output":
      writer.uint32(FRAME.output).fork();
      writeCounts(writer, OUTPUT.channels, toChannels(frame.channels));
      writeText(writer, OUTPUT.class, toText(frame.class));
      writeText(writer, OUTPUT.markupJson, toJson(frame.markup));
      if (frame.brief !== undefined) writeText(writer, OUTPUT.briefJson, toJson(frame.brief));
      break;
    case "prompt":
      writer.uint32(FRAME.prompt).fork();
      writeCount(writer, PROMPT.channel, toUint32(frame.channel));
      writeText(writer, PROMPT.valuesJson, toJson(frame.values));
      break;
    case "data":
      writer.uint32(FRAME.data).fork();
      writeCounts(writer, DATA.channels, toChannels(frame.channels));
      writeText(writer, DATA.package, toText(frame.package));
      writeText(writer, DATA.valueJson, toJson(frame.value));
      break;
    case "inputAck":
      writer.uint32(FRAME.inputAck).fork();
      writeCount(writer, INPUT_ACK.channel, toUint32(frame.channel));
      writeCount(writer, INPUT_ACK.inputSeq, toUint32(frame.inputSeq));
      break;
    default:
      return frame;
  }
  writer.join();
  return undefined;
};

const readOutput = (reader: BinaryReader, end: number): EngineFrame | undefined => {
  const channels: number[] = [];
  const message = {
    channels,
    class: "",
    markupJson: "",
    briefJson: undefined as string | undefined,
  };
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === OUTPUT.channels) {
      if (!readCounts(reader, channels)) return undefined;
    } else if (tag === OUTPUT.class) message.class = readText(reader);
    else if (tag === OUTPUT.markupJson) message.markupJson = readText(reader);
    else if (tag === OUTPUT.briefJson) message.briefJson = readText(reader);
    else return undefined;
  }
  return reader.pos === end ? fromOutput(message) : undefined;
};

const readPrompt = (reader: BinaryReader, end: number): EngineFrame | undefined => {
  const message = { channel: 0, valuesJson: "" };
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === PROMPT.channel) message.channel = reader.uint32();
    else if (tag === PROMPT.valuesJson) message.valuesJson = readText(reader);
    else return undefined;
  }
  return reader.pos === end ? fromPrompt(message) : undefined;
};

const readData = (reader: BinaryReader, end: number): EngineFrame | undefined => {
  const channels: number[] = [];
  const message = { channels, package: "", valueJson: "" };
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === DATA.channels) {
      if (!readCounts(reader, channels)) return undefined;
    } else if (tag === DATA.package) message.package = readText(reader);
    else if (tag === DATA.valueJson) message.valueJson = readText(reader);
    else return undefined;
  }
  return reader.pos === end ? fromData(message) : undefined;
};

const readInputAck = (reader: BinaryReader, end: number): EngineFrame | undefined => {
  let channel = 0;
  let inputSeq = 0;
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === INPUT_ACK.channel) channel = reader.uint32();
    else if (tag === INPUT_ACK.inputSeq) inputSeq = reader.uint32();
    else return undefined;
  }
  return reader.pos === end ? { f: "inputAck", channel, inputSeq } : undefined;
};

const READERS = new Map([
  [FRAME.output, readOutput],
  [FRAME.prompt, readPrompt],
  [FRAME.data, readData],
  [FRAME.inputAck, readInputAck],
]);

/** Undefined for other kinds, and for fields that are not known here. */
export const readUsual = (reader: BinaryReader, end: number): EngineFrame | undefined => {
  const read = READERS.get(reader.uint32());
  if (read === undefined || reader.uint32() !== end - reader.pos) return undefined;
  return read(reader, end);
};
