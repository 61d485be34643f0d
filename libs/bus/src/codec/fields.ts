/**
 * Messages field by field, without reflection over their schema: for the few kinds of frames that
 * are nearly all frames. Tags come from the generated schema, so that a changed number cannot be
 * missed. What is written here is byte for byte what protobuf-es writes for the same message.
 */

import type { DescField } from "@bufbuild/protobuf";
import { type BinaryReader, type BinaryWriter, WireType } from "@bufbuild/protobuf/wire";

/** Of a text, a message or a packed list. */
export const delimitedTag = ({ number }: DescField): number =>
  (number << 3) | WireType.LengthDelimited;

export const varintTag = ({ number }: DescField): number => (number << 3) | WireType.Varint;

/** A number that is left out when it is 0, as proto3 has it. */
export const writeCount = (writer: BinaryWriter, tag: number, value: number): void => {
  if (value !== 0) writer.uint32(tag).uint32(value);
};

/** A text that is left out when it is empty. */
export const writeText = (writer: BinaryWriter, tag: number, value: string): void => {
  if (value !== "") writer.uint32(tag).string(value);
};

/** A packed list of numbers that is left out when it is empty. */
export const writeCounts = (writer: BinaryWriter, tag: number, values: readonly number[]): void => {
  if (values.length === 0) return;
  writer.uint32(tag).fork();
  for (const value of values) writer.uint32(value);
  writer.join();
};

/** A text; throws when it is no UTF-8, as protobuf-es does for proto3. */
export const readText = (reader: BinaryReader): string => reader.string(true);

/** Appends a packed list; false when it does not end where it says. */
export const readCounts = (reader: BinaryReader, into: number[]): boolean => {
  const length = reader.uint32();
  const end = reader.pos + length;
  while (reader.pos < end) into.push(reader.uint32());
  return reader.pos === end;
};
