/**
 * A zone recording as bytes and back: a header, the state it begins with, then steps and marks in
 * the order they happened (proto/ambon/journal/v1/recording.proto, framed by frame.ts).
 *
 * Inputs are canonical JSON; the journal does not know what they mean.
 */

import { decodeCanonical, encodeCanonical } from "@ambon/kernel/canonical";
import { fail, ok, type Result } from "@ambon/kernel/result";
import { HeaderSchema, RecordSchema } from "@ambon/wire/gen/ambon/journal/v1/recording_pb";
import type { MessageInitShape } from "@bufbuild/protobuf";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import { type Damage, decodeFrames, encodeFrame, FRAME_TYPE, type Frame } from "./frame.ts";

/** Raised when the meaning of a record changes. */
export const RECORDING_FORMAT = 1;

export interface RecordingHeader {
  readonly format: number;
  /** Zone instance, such as `town#1`. */
  readonly zone: string;
  /** uint32. */
  readonly seed: number;
  readonly contentHash: string;
  readonly build: string;
  /** Schema version of the zone's state. */
  readonly schema: number;
}

export type RecordingEntry =
  | {
      readonly kind: "step";
      readonly nowMs: number;
      readonly maxEvents: number;
      readonly inputs: readonly unknown[];
    }
  /** `step` counts the steps since the recording's first snapshot, from 1. */
  | { readonly kind: "mark"; readonly step: number; readonly stateHash: string }
  | { readonly kind: "snapshot"; readonly bytes: Uint8Array };

export interface Recording {
  readonly header: RecordingHeader;
  readonly entries: readonly RecordingEntry[];
  /** Pieces of the file that were no whole frames; `before` = entries read ahead of it. */
  readonly damage: readonly (Damage & { readonly before: number })[];
}

export type RecordingError =
  | { readonly code: "noHeader"; readonly message: string }
  | { readonly code: "format"; readonly message: string }
  | { readonly code: "malformed"; readonly message: string };

const utf8 = new TextEncoder();
const text = new TextDecoder("utf-8", { fatal: true });

export const encodeHeader = (header: RecordingHeader): Uint8Array =>
  encodeFrame(
    FRAME_TYPE.header,
    toBinary(HeaderSchema, create(HeaderSchema, { ...header, seed: BigInt(header.seed) })),
  );

const kindOf = (entry: RecordingEntry): MessageInitShape<typeof RecordSchema>["kind"] => {
  switch (entry.kind) {
    case "step":
      return {
        case: "step",
        value: {
          nowMs: BigInt(entry.nowMs),
          maxEvents: entry.maxEvents,
          inputs: entry.inputs.map((input) => utf8.encode(encodeCanonical(input))),
        },
      };
    case "mark":
      return { case: "mark", value: { step: BigInt(entry.step), stateHash: entry.stateHash } };
    case "snapshot":
      return { case: "snapshot", value: { bytes: entry.bytes } };
  }
};

/** One entry as a frame; inputs that canonical JSON cannot hold are an AssertionError. */
export const encodeEntry = (entry: RecordingEntry): Uint8Array =>
  encodeFrame(
    FRAME_TYPE.record,
    toBinary(RecordSchema, create(RecordSchema, { kind: kindOf(entry) ?? { case: undefined } })),
  );

const decodeHeader = (payload: Uint8Array): RecordingHeader => {
  const { format, zone, seed, contentHash, build, schema } = fromBinary(HeaderSchema, payload);
  return { format, zone, seed: Number(seed), contentHash, build, schema };
};

const decodeEntry = (payload: Uint8Array): RecordingEntry => {
  const { kind } = fromBinary(RecordSchema, payload);
  switch (kind.case) {
    case "step":
      return {
        kind: "step",
        nowMs: Number(kind.value.nowMs),
        maxEvents: kind.value.maxEvents,
        inputs: kind.value.inputs.map((bytes) => decodeCanonical(text.decode(bytes))),
      };
    case "mark":
      return { kind: "mark", step: Number(kind.value.step), stateHash: kind.value.stateHash };
    case "snapshot":
      return { kind: "snapshot", bytes: kind.value.bytes };
    case undefined:
      throw new RangeError("a record without a kind");
  }
};

const malformed = (frame: Frame, error: unknown): RecordingError => ({
  code: "malformed",
  message: `The frame at byte ${frame.offset} is whole but cannot be read: ${String(error)}`,
});

/** Reads a whole file. Damage is reported with it; only a file without a header is an error. */
export const decodeRecording = (bytes: Uint8Array): Result<Recording, RecordingError> => {
  const { frames, damage } = decodeFrames(bytes);
  const [first, ...rest] = frames;
  if (first?.type !== FRAME_TYPE.header) {
    return fail({ code: "noHeader", message: "This is no recording: it has no header." });
  }
  let frame: Frame = first;
  try {
    const header = decodeHeader(first.payload);
    if (header.format !== RECORDING_FORMAT) {
      const found = `The recording has format ${header.format}`;
      const message = `${found}; this build reads ${RECORDING_FORMAT}.`;
      return fail({ code: "format", message });
    }
    const entries: RecordingEntry[] = [];
    for (frame of rest) {
      if (frame.type === FRAME_TYPE.header) throw new RangeError("a second header");
      entries.push(decodeEntry(frame.payload));
    }
    const before = (at: number): number => rest.filter((each) => each.offset < at).length;
    const located = damage.map((piece) => ({ ...piece, before: before(piece.offset) }));
    return ok({ header, entries, damage: located });
  } catch (error) {
    return fail(malformed(frame, error));
  }
};
