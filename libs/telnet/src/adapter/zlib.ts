/**
 * The compressor of MCCP2 on node:zlib, for Bun, Node and Deno.
 *
 *   78-like header   raw deflate of write 1, flushed   … of write 2 …   last block   ADLER-32
 *
 * node:zlib streams are asynchronous, and each holds a deflate state of tens of KiB. Here every
 * write is one synchronous call with the recent output as its dictionary: the pieces, each ended
 * on a byte border by Z_SYNC_FLUSH, are one deflate stream. What a connection holds between writes
 * is its dictionary alone. Deno ignores the dictionary of raw deflate: the stream is as valid there
 * but longer.
 */

import { constants, deflateRawSync, type ZlibOptions } from "node:zlib";
import { ADLER32_START, adler32 } from "../adler32.ts";
import { concatBytes, NO_BYTES } from "../bytes.ts";
import type { Compressor } from "../compressor.ts";

const WINDOW_BITS = 13;
const MEM_LEVEL = 5;
/** Output is made in buffers of this size: most writes are short. */
const CHUNK_BYTES = 1024;
/** What copies may reach back to; the window of 2 ** 13 bytes holds it with room to spare. */
const DICTIONARY_BYTES = 4096;
/** CMF for windowBits 13 (0x58), FLG so that both are a multiple of 31 with level "fast" (0x85). */
const HEADER: readonly number[] = [0x58, 0x85];
/** An empty last block with fixed codes. */
const LAST_BLOCK: readonly number[] = [0x03, 0x00];

/** One compressed connection. Not promised: that the same bytes come out on every runtime. */
export class OutboundDeflate implements Compressor {
  private dictionary: Uint8Array = NO_BYTES;
  private checksum = ADLER32_START;
  private begun = false;

  push(bytes: Uint8Array): Uint8Array {
    if (bytes.length === 0) return NO_BYTES;
    // A copy of the right size: zlib's result may be the start of a larger buffer, and a slow
    // reader's queue would hold that whole.
    const piece = new Uint8Array(deflateRawSync(bytes, this.options()));
    this.checksum = adler32(this.checksum, bytes);
    this.remember(bytes);
    return this.withHeader(piece);
  }

  finish(): Uint8Array {
    const sum = this.checksum;
    const bytes = [...LAST_BLOCK, sum >>> 24, (sum >>> 16) & 255, (sum >>> 8) & 255, sum & 255];
    this.dictionary = NO_BYTES;
    return this.withHeader(new Uint8Array(bytes));
  }

  private options(): ZlibOptions {
    const options: ZlibOptions = {
      windowBits: WINDOW_BITS,
      memLevel: MEM_LEVEL,
      chunkSize: CHUNK_BYTES,
      finishFlush: constants.Z_SYNC_FLUSH,
    };
    return this.dictionary.length === 0 ? options : { ...options, dictionary: this.dictionary };
  }

  private remember(bytes: Uint8Array): void {
    const kept = Math.max(0, DICTIONARY_BYTES - bytes.length);
    const old = this.dictionary.subarray(Math.max(0, this.dictionary.length - kept));
    const fresh = bytes.subarray(Math.max(0, bytes.length - DICTIONARY_BYTES));
    // A copy: the bytes may be shared with other connections, or be used again.
    this.dictionary = kept === 0 ? fresh.slice() : concatBytes([old, fresh]).slice();
  }

  private withHeader(piece: Uint8Array): Uint8Array {
    if (this.begun) return piece;
    this.begun = true;
    return concatBytes([new Uint8Array(HEADER), piece]);
  }
}
