/**
 * The port for MCCP2's outbound stream. Synchronous, so that a caller keeps the order of its
 * bytes without waiting; adapter/zlib.ts implements it.
 */

export interface Compressor {
  /** The compressed bytes, flushed: the receiver can read all that was pushed. */
  push(bytes: Uint8Array): Uint8Array;
  /** The end of the stream; what follows is plain. Call it once, last. */
  finish(): Uint8Array;
}

export type NewCompressor = () => Compressor;
