/**
 * permessage-deflate (RFC 7692) with a bound for what a connection may hold. Nothing is remembered
 * between messages (no context takeover), both ways. What stays differs between runtimes:
 *
 *   Bun         one compressor for all connections, as long as no window is agreed on; with small
 *               windows every connection had zlib streams of its own, 145 KiB from its first byte
 *   Node, Deno  two zlib streams for each connection, made at its first message that is worth it;
 *               so both windows are small, and a client that does not let us choose plays
 *               uncompressed
 */

/** Shorter messages are sent as they are, in bytes. */
export const DEFLATE_THRESHOLD_BYTES = 1024;
/** A window of 2^10 bytes, both ways. */
const WINDOW_BITS = 10;
const ZLIB_CHUNK_BYTES = 4096;
/** Messages of all connections that are compressed or read at one time; others wait in order. */
const CONCURRENT = 4;

/** As `ws` takes them, for Bun. */
export const SHARED_DEFLATE_OPTIONS = {
  threshold: DEFLATE_THRESHOLD_BYTES,
  concurrencyLimit: CONCURRENT,
  serverNoContextTakeover: true,
  clientNoContextTakeover: true,
} as const;

/** The same for the others. */
export const SMALL_DEFLATE_OPTIONS = {
  ...SHARED_DEFLATE_OPTIONS,
  serverMaxWindowBits: WINDOW_BITS,
  clientMaxWindowBits: WINDOW_BITS,
  zlibDeflateOptions: { level: 3, memLevel: 4, chunkSize: ZLIB_CHUNK_BYTES },
  zlibInflateOptions: { chunkSize: ZLIB_CHUNK_BYTES },
} as const;

/**
 * Whether Sec-WebSocket-Extensions offers what SMALL_DEFLATE_OPTIONS ask for. Others are not
 * refused, which is what `ws` would do, but get a connection without the extension.
 */
export const offersBoundedDeflate = (extensions: string | undefined): boolean =>
  (extensions ?? "")
    .split(",")
    .some((offer) => /^\s*permessage-deflate\s*;\s*client_max_window_bits\s*$/.test(offer));
