/**
 * Frames on their way to the peer: encoded at once, joined to as few messages as the stream takes
 * them in. A stream that is slow gets larger messages, not more of them.
 *
 * Bounds: `capacityFrames` sent and not yet taken by the peer's receiver, QUEUE_BYTES encoded and
 * not yet in the stream. A batch beyond a bound is refused whole; one that is larger than the bound
 * by itself is taken when nothing else is under way, else it could never be sent.
 */

import type { SendOutcome } from "../bus.ts";
import { BATCH_FRAMES_MAX } from "../codec/batch.ts";
import { BATCH_BYTES_MAX } from "../frame-codec.ts";

export const QUEUE_BYTES = 64 * 1024 * 1024;

interface Chunk {
  readonly bytes: Uint8Array;
  readonly frames: number;
}

export class Outgoing<F> {
  readonly #encode: (frames: readonly F[]) => Uint8Array;
  readonly #capacityFrames: number;
  #chunks: Chunk[] = [];
  #bytes = 0;
  /** Frames accepted from us and taken by the peer's receiver, both modulo 2^32. */
  #sent = 0;
  #taken = 0;

  constructor(encode: (frames: readonly F[]) => Uint8Array, capacityFrames: number) {
    this.#encode = encode;
    this.#capacityFrames = capacityFrames;
  }

  /** Frames that the peer's receiver has not taken, as far as we know. */
  get underWay(): number {
    return (this.#sent - this.#taken) >>> 0;
  }

  get isEmpty(): boolean {
    return this.#chunks.length === 0;
  }

  add(frames: readonly F[]): Exclude<SendOutcome, "noLink"> {
    if (frames.length === 0) return "sent";
    const { underWay } = this;
    if (underWay > 0 && underWay + frames.length > this.#capacityFrames) return "full";
    const chunks = this.#split(frames);
    if (chunks === undefined) return "full";
    const bytes = chunks.reduce((sum, chunk) => sum + chunk.bytes.length, 0);
    if (this.#bytes > 0 && this.#bytes + bytes > QUEUE_BYTES) return "full";
    this.#chunks.push(...chunks);
    this.#bytes += bytes;
    this.#sent = (this.#sent + frames.length) >>> 0;
    return "sent";
  }

  /** One batch of all that waits, as far as it fits into one. */
  take(): Chunk | undefined {
    const [first, second] = this.#chunks;
    if (first === undefined) return undefined;
    if (second === undefined) {
      this.#chunks = [];
      this.#bytes = 0;
      return first;
    }
    let count = 0;
    let bytes = 0;
    let frames = 0;
    for (const chunk of this.#chunks) {
      if (bytes + chunk.bytes.length > BATCH_BYTES_MAX) break;
      if (frames + chunk.frames > BATCH_FRAMES_MAX) break;
      count += 1;
      bytes += chunk.bytes.length;
      frames += chunk.frames;
    }
    const joined = new Uint8Array(bytes);
    let at = 0;
    for (const chunk of this.#chunks.splice(0, count)) {
      joined.set(chunk.bytes, at);
      at += chunk.bytes.length;
    }
    this.#bytes -= bytes;
    return { bytes: joined, frames };
  }

  /** What the peer says it has taken; false when that cannot be. */
  acknowledge(taken: number): boolean {
    if ((taken - this.#taken) >>> 0 > this.underWay) return false;
    this.#taken = taken;
    return true;
  }

  clear(): void {
    this.#chunks = [];
    this.#bytes = 0;
  }

  /** Undefined: a single frame is larger than a batch may be. */
  #split(frames: readonly F[]): Chunk[] | undefined {
    if (frames.length <= BATCH_FRAMES_MAX) {
      const bytes = this.#encode(frames);
      if (bytes.length <= BATCH_BYTES_MAX) return [{ bytes, frames: frames.length }];
      if (frames.length === 1) return undefined;
    }
    const middle = frames.length >>> 1;
    const before = this.#split(frames.slice(0, middle));
    const after = this.#split(frames.slice(middle));
    return before === undefined || after === undefined ? undefined : [...before, ...after];
  }
}
