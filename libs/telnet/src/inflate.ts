/**
 * A zlib stream (RFC 1950, 1951) that comes in chunks and is read at once, within bounds: the
 * input of a client that compresses what it sends (MCCP3).
 *
 *   CMF FLG   blocks: stored | fixed codes | own codes, the last one marked   ADLER-32
 *
 * node:zlib reads such a stream only asynchronously; typed lines are few bytes, so a plain decoder
 * is fast enough, keeps the order of the bytes without waiting, and is the same everywhere.
 *
 * Bounds: a credit of `burstBytes` output bytes, refilled up to that by `ratio` for each byte of
 * input. So no stretch of input of n bytes becomes more than burstBytes + ratio * n. Whatever the
 * chunks are, the same stream is refused at the same byte.
 */

import { ADLER32_START, adler32 } from "./adler32.ts";
import { InflateInput, NO_CODE, RAN_OUT } from "./inflate-input.ts";
import {
  type BlockCodes,
  DISTANCES,
  END_OF_BLOCK,
  FIRST_LENGTH_SYMBOL,
  FIXED_CODES,
  LENGTHS,
  readBlockCodes,
} from "./inflate-tables.ts";

export interface InflateBounds {
  readonly burstBytes: number;
  readonly ratio: number;
}

/** more = wants input; end = the stream is complete; bomb, broken = it is refused, for good. */
export type InflateState = "more" | "end" | "bomb" | "broken";

const WINDOW_BYTES = 32_768;
const FIRST_CAPACITY_BYTES = 1024;
const DEFLATE = 8;

const HEADER = 0;
const BLOCK = 1;
const STORED = 2;
const CODED = 3;
const CHECKSUM = 4;

/** One step of the decoder: done, or out of input (nothing was read then), or the end of it all. */
type Step = "done" | "wait" | Exclude<InflateState, "more">;

export class Inflate {
  state: InflateState = "more";
  private readonly bounds: InflateBounds;
  private readonly input = new InflateInput();
  private phase = HEADER;
  private lastBlock = false;
  private storedLeft = 0;
  private codes: BlockCodes | undefined;
  /** Output: up to 32 KiB that copies may reach back to, then what was not delivered yet. */
  private window: Uint8Array = new Uint8Array(0);
  private length = 0;
  private delivered = 0;
  private checksum = ADLER32_START;
  /** Output bytes still allowed, in eighths; input bits that were counted. */
  private credit: number;
  /** Where the input goes on when a step ran out of it: behind the last thing read whole. */
  private mark = 0;
  private creditedBit = 0;
  private sink: (bytes: Uint8Array) => void = () => undefined;

  constructor(bounds: InflateBounds) {
    this.bounds = bounds;
    this.credit = bounds.burstBytes * 8;
  }

  /**
   * Reads a chunk, hands its output to `sink` (views, valid only during the call) and returns the
   * bytes of the chunk that it left: those after the end, all of them once refused, else 0.
   */
  push(chunk: Uint8Array, sink: (bytes: Uint8Array) => void): number {
    if (this.state !== "more") return chunk.length;
    this.sink = sink;
    this.input.append(chunk);
    this.creditedBit = this.input.bit;
    let step: Step = "done";
    while (step === "done") {
      this.mark = this.input.bit;
      step = this.step();
      if (step === "wait") this.input.bit = this.mark;
      this.refill();
    }
    this.deliver();
    if (step === "wait") {
      this.input.keep();
      return 0;
    }
    this.state = step;
    this.window = new Uint8Array(0);
    return step === "end" ? this.input.bytesLeft : chunk.length;
  }

  private step(): Step {
    switch (this.phase) {
      case HEADER:
        return this.header();
      case BLOCK:
        return this.block();
      case STORED:
        return this.stored();
      case CODED:
        return this.coded();
      default:
        return this.end();
    }
  }

  private header(): Step {
    const header = this.input.take(16);
    if (header === RAN_OUT) return "wait";
    const cmf = header & 0xff;
    const flags = header >> 8;
    const whole = ((cmf << 8) | flags) % 31 === 0;
    if (!whole || (cmf & 15) !== DEFLATE || cmf >> 4 > 7 || (flags & 0x20) !== 0) return "broken";
    this.phase = BLOCK;
    return "done";
  }

  private block(): Step {
    const header = this.input.take(3);
    if (header === RAN_OUT) return "wait";
    this.lastBlock = (header & 1) === 1;
    switch (header >> 1) {
      case 0:
        return this.openStored();
      case 1:
        this.codes = FIXED_CODES;
        break;
      case 2: {
        const codes = readBlockCodes(this.input);
        if (codes === RAN_OUT) return "wait";
        if (codes === NO_CODE) return "broken";
        this.codes = codes;
        break;
      }
      default:
        return "broken";
    }
    this.phase = CODED;
    return "done";
  }

  private openStored(): Step {
    this.input.alignToByte();
    const length = this.input.take(16);
    const complement = this.input.take(16);
    if (length === RAN_OUT || complement === RAN_OUT) return "wait";
    if ((length ^ complement) !== 0xffff) return "broken";
    this.storedLeft = length;
    this.phase = STORED;
    return "done";
  }

  private stored(): Step {
    if (this.storedLeft === 0) {
      this.closeBlock();
      return "done";
    }
    const at = this.input.bit >> 3;
    const count = Math.min(this.storedLeft, this.input.bytesLeft, WINDOW_BYTES);
    if (count === 0) return "wait";
    this.reserve(count);
    this.window.set(this.input.bytes.subarray(at, at + count), this.length);
    this.length += count;
    this.storedLeft -= count;
    this.input.bit += count * 8;
    // As if the bytes were taken one by one: each refills, then is paid for.
    const { burstBytes, ratio } = this.bounds;
    this.creditedBit = this.input.bit;
    this.credit = Math.min((burstBytes - 1) * 8, this.credit + 8 * (ratio - 1) * count);
    return "done";
  }

  /** The symbols of a block, as many as there are. */
  private coded(): Step {
    const { codes } = this;
    if (codes === undefined) return "broken";
    while (true) {
      this.mark = this.input.bit;
      const symbol = this.input.symbol(codes.literals);
      if (symbol === RAN_OUT) return "wait";
      if (symbol === NO_CODE) return "broken";
      if (symbol === END_OF_BLOCK) {
        this.closeBlock();
        return "done";
      }
      if (symbol > END_OF_BLOCK) {
        const step = this.copy(codes, symbol);
        if (step !== "done") return step;
        continue;
      }
      if (!this.pay(1)) return "bomb";
      if (this.length === this.window.length) this.reserve(1);
      this.window[this.length++] = symbol;
    }
  }

  private copy(codes: BlockCodes, symbol: number): Step {
    const lengthOf = LENGTHS[symbol - FIRST_LENGTH_SYMBOL];
    if (lengthOf === undefined) return "broken";
    const lengthBits = this.input.take(lengthOf.bits);
    if (lengthBits === RAN_OUT) return "wait";
    const distanceSymbol = this.input.symbol(codes.distances);
    if (distanceSymbol === RAN_OUT) return "wait";
    const distanceOf = DISTANCES[distanceSymbol];
    if (distanceOf === undefined) return "broken";
    const distanceBits = this.input.take(distanceOf.bits);
    if (distanceBits === RAN_OUT) return "wait";
    const length = lengthOf.base + lengthBits;
    const distance = distanceOf.base + distanceBits;
    if (!this.pay(length)) return "bomb";
    this.reserve(length);
    if (distance > this.length) return "broken";
    // Byte by byte: a copy may reach into what it writes.
    for (let left = length; left > 0; left--) {
      this.window[this.length] = this.window[this.length - distance] ?? 0;
      this.length++;
    }
    return "done";
  }

  private closeBlock(): void {
    this.phase = this.lastBlock ? CHECKSUM : BLOCK;
  }

  private end(): Step {
    this.input.alignToByte();
    const high = this.input.take(16);
    const low = this.input.take(16);
    if (high === RAN_OUT || low === RAN_OUT) return "wait";
    this.deliver();
    const told = (swapped(high) << 16) | swapped(low);
    return told >>> 0 === this.checksum ? "end" : "broken";
  }

  /** Adds what the input since the last time is worth. */
  private refill(): void {
    const bits = this.input.bit - this.creditedBit;
    this.creditedBit = this.input.bit;
    const { burstBytes, ratio } = this.bounds;
    this.credit = Math.min(burstBytes * 8, this.credit + bits * ratio);
  }

  private pay(bytes: number): boolean {
    this.refill();
    this.credit -= bytes * 8;
    return this.credit >= 0;
  }

  private deliver(): void {
    if (this.delivered === this.length) return;
    const fresh = this.window.subarray(this.delivered, this.length);
    this.checksum = adler32(this.checksum, fresh);
    this.delivered = this.length;
    this.sink(fresh);
  }

  /** Room for `count` (at most 32 KiB) more bytes, with 32 KiB of the past kept. */
  private reserve(count: number): void {
    if (this.length + count <= this.window.length) return;
    if (this.window.length < 2 * WINDOW_BYTES) {
      let capacity = Math.max(FIRST_CAPACITY_BYTES, this.window.length);
      while (capacity < this.length + count) capacity *= 2;
      const grown = new Uint8Array(Math.min(capacity, 2 * WINDOW_BYTES));
      grown.set(this.window.subarray(0, this.length));
      this.window = grown;
      if (this.length + count <= grown.length) return;
    }
    this.deliver();
    this.window.copyWithin(0, this.length - WINDOW_BYTES, this.length);
    this.length = WINDOW_BYTES;
    this.delivered = WINDOW_BYTES;
  }
}

/** 16 bits as they are read, lowest byte first, in network order. */
const swapped = (value: number): number => ((value & 0xff) << 8) | (value >> 8);
