/**
 * A codec for frames that costs nothing: a batch is the numbers of what is in it, and the frames
 * are kept beside. Batches can be joined as real ones can. Each is read once or lost with its
 * link; what was lost is forgotten after TOKENS_KEPT later ones.
 */

import {
  decodeEngineBatch,
  decodeGatewayBatch,
  encodeEngineBatch,
  encodeGatewayBatch,
} from "@ambon/bus/frame-codec";
import type { EngineFrame, GatewayFrame } from "@ambon/bus/frames";
import { decodePeerBatch, encodePeerBatch, type PeerWord } from "@ambon/bus/peer/peer-words";
import { ok, type Result } from "@ambon/kernel/result";

/** More than may be under way on all links of a simulation. */
const TOKENS_KEPT = 1 << 16;
const TOKEN_BYTES = 4;

export interface Codec<In, Out> {
  readonly encode: (frames: readonly Out[]) => Uint8Array;
  readonly decode: (bytes: Uint8Array) => Result<readonly In[], string>;
}

export class FrameTokens<F> {
  readonly #kept: (readonly F[] | undefined)[] = [];
  #next = 0;

  encode(frames: readonly F[]): Uint8Array {
    const token = this.#next;
    this.#next = (token + 1) % TOKENS_KEPT;
    this.#kept[token] = frames;
    const bytes = new Uint8Array(TOKEN_BYTES);
    for (let at = 0; at < TOKEN_BYTES; at += 1) bytes[at] = (token >>> (8 * at)) & 255;
    return bytes;
  }

  decode(bytes: Uint8Array): Result<readonly F[], string> {
    const frames: F[] = [];
    for (let from = 0; from < bytes.length; from += TOKEN_BYTES) {
      let token = 0;
      for (let at = 0; at < TOKEN_BYTES; at += 1) token |= (bytes[from + at] ?? 0) << (8 * at);
      frames.push(...(this.#kept[token] ?? []));
      this.#kept[token] = undefined;
    }
    return ok(frames);
  }
}

export interface LinkCodecs {
  readonly gateway: Codec<EngineFrame, GatewayFrame>;
  readonly engine: Codec<GatewayFrame, EngineFrame>;
  readonly peer: Codec<PeerWord, PeerWord>;
}

/** What both ends encode by: the real codec, or tokens. */
export const linkCodecs = (real: boolean): LinkCodecs => {
  if (real) {
    return {
      gateway: { encode: encodeGatewayBatch, decode: decodeEngineBatch },
      engine: { encode: encodeEngineBatch, decode: decodeGatewayBatch },
      peer: { encode: encodePeerBatch, decode: decodePeerBatch },
    };
  }
  const up = new FrameTokens<GatewayFrame>();
  const down = new FrameTokens<EngineFrame>();
  const peer = new FrameTokens<PeerWord>();
  return {
    gateway: { encode: (frames) => up.encode(frames), decode: (bytes) => down.decode(bytes) },
    engine: { encode: (frames) => down.encode(frames), decode: (bytes) => up.decode(bytes) },
    peer: { encode: (words) => peer.encode(words), decode: (bytes) => peer.decode(bytes) },
  };
};
