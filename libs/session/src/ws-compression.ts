/**
 * permessage-deflate (RFC 7692) with a bound for what a connection may hold. Without context
 * takeover nothing is remembered between messages, but the two zlib streams stay; so both windows
 * are small, and a client that lets us choose neither plays uncompressed. With its streams a
 * connection holds some 30 KiB more, and only after a message that was worth compressing.
 */

/** Shorter messages are sent as they are, in bytes. */
export const DEFLATE_THRESHOLD_BYTES = 1024;
/** A window of 2^10 bytes, both ways. */
const WINDOW_BITS = 10;
const ZLIB_CHUNK_BYTES = 4096;
/** Messages of all connections that are compressed or read at one time; others wait in order. */
const CONCURRENT = 4;

/** As `ws` takes them. */
export const DEFLATE_OPTIONS = {
  threshold: DEFLATE_THRESHOLD_BYTES,
  concurrencyLimit: CONCURRENT,
  serverNoContextTakeover: true,
  clientNoContextTakeover: true,
  serverMaxWindowBits: WINDOW_BITS,
  clientMaxWindowBits: WINDOW_BITS,
  zlibDeflateOptions: { level: 3, memLevel: 4, chunkSize: ZLIB_CHUNK_BYTES },
  zlibInflateOptions: { chunkSize: ZLIB_CHUNK_BYTES },
} as const;

/**
 * Whether Sec-WebSocket-Extensions offers what DEFLATE_OPTIONS asks for. Others are not refused,
 * which is what `ws` would do, but get a connection without the extension.
 */
export const offersBoundedDeflate = (extensions: string | undefined): boolean =>
  (extensions ?? "")
    .split(",")
    .some((offer) => /^\s*permessage-deflate\s*;\s*client_max_window_bits\s*$/.test(offer));
