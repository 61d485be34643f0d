/** Adler-32, the checksum at the end of a zlib stream (RFC 1950). */

const MODULUS = 65_521;
/** So many bytes can be summed before the sums leave 32 bits. */
const BYTES_PER_ROUND = 3800;

/** The checksum of nothing. */
export const ADLER32_START = 1;

/** The checksum of what `sum` stands for followed by `bytes`, as a uint32. */
export const adler32 = (sum: number, bytes: Uint8Array): number => {
  let low = sum & 0xffff;
  let high = sum >>> 16;
  for (let start = 0; start < bytes.length; start += BYTES_PER_ROUND) {
    const end = Math.min(start + BYTES_PER_ROUND, bytes.length);
    for (let at = start; at < end; at++) {
      low += bytes[at] ?? 0;
      high += low;
    }
    low %= MODULUS;
    high %= MODULUS;
  }
  return ((high << 16) | low) >>> 0;
};
