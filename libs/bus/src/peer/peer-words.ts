/**
 * What two engines say to each other on a link, as values and as bytes (PeerBatch of
 * proto/ambon/cluster/v1/cluster.proto). What it means: bond.ts.
 */

import type { Result } from "@ambon/kernel/result";
import {
  type PeerWord as PeerWordMessage,
  PeerWordSchema,
} from "@ambon/wire/gen/ambon/cluster/v1/cluster_pb";
import { decodeFrames, encodeFrames, type FrameCodec } from "../codec/batch.ts";
import { fromUint64, malformed, toUint64 } from "../codec/values.ts";
import { decodeBatch } from "../frame-codec.ts";

/** Bytes of one piece; what is longer travels in several. */
export const PIECE_BYTES = 256 * 1024;
/** Half a name of a bond: printable ASCII. */
const HALF = /^[!-~]{1,64}$/;

export type PeerWord =
  | {
      readonly w: "begin";
      readonly half: string;
      /** The receiver's half, if the sender has a bond with it. */
      readonly other: string;
      readonly received: number;
    }
  | {
      readonly w: "piece";
      readonly number: number;
      readonly bytes: Uint8Array;
      readonly more: boolean;
    }
  | { readonly w: "received"; readonly received: number }
  | { readonly w: "leave" };

export const encodePeerBatch = (words: readonly PeerWord[]): Uint8Array =>
  encodeFrames(WORDS, words);

export const decodePeerBatch = (bytes: Uint8Array): Result<readonly PeerWord[], string> =>
  decodeBatch(bytes, () => decodeFrames(WORDS, bytes));

const toMessage = (word: PeerWord): PeerWordMessage => ({
  $typeName: "ambon.cluster.v1.PeerWord",
  word: kindOf(word),
});

const kindOf = (word: PeerWord): PeerWordMessage["word"] => {
  switch (word.w) {
    case "begin": {
      const { half, other, received } = word;
      const value = { half, other, received: toUint64(received) };
      return { case: "begin", value: { $typeName: "ambon.cluster.v1.Begin", ...value } };
    }
    case "piece": {
      const { number, bytes, more } = word;
      const value = { number: toUint64(number), bytes, more };
      return { case: "piece", value: { $typeName: "ambon.cluster.v1.Piece", ...value } };
    }
    case "received": {
      const received = toUint64(word.received);
      return { case: "received", value: { $typeName: "ambon.cluster.v1.Received", received } };
    }
    case "leave":
      return { case: "leave", value: { $typeName: "ambon.cluster.v1.Leave" } };
  }
};

const fromMessage = ({ word }: PeerWordMessage): PeerWord => {
  switch (word.case) {
    case "begin": {
      const { half, other, received } = word.value;
      const isNamed = HALF.test(half) && (other === "" || HALF.test(other));
      if (!isNamed) return malformed("half a name that is none");
      return { w: "begin", half, other, received: fromUint64(received) };
    }
    case "piece": {
      const { number, bytes, more } = word.value;
      const length = bytes.length;
      if (length === 0 || length > PIECE_BYTES) return malformed(`a piece of ${length} bytes`);
      return { w: "piece", number: fromUint64(number), bytes, more };
    }
    case "received":
      return { w: "received", received: fromUint64(word.value.received) };
    case "leave":
      return { w: "leave" };
    case undefined:
      return malformed("a word of no known kind");
  }
};

/** There are few words, and most of them are one long piece: reflection is quick enough. */
const WORDS: FrameCodec<PeerWord, PeerWord, typeof PeerWordSchema> = {
  schema: PeerWordSchema,
  write: (_writer, word) => word,
  read: () => undefined,
  toMessage,
  fromMessage,
};
