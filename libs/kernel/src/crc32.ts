/** CRC-32 (ISO 3309, as in zip and PNG: reflected polynomial 0xEDB88320, inverted both ways). */

const TABLE = new Uint32Array(256);
for (let byte = 0; byte < 256; byte += 1) {
  let value = byte;
  for (let bit = 0; bit < 8; bit += 1) {
    value = (value & 1) === 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  }
  TABLE[byte] = value >>> 0;
}

/** The checksum of `bytes` from `start` (included) to `end` (excluded), as a uint32. */
export const crc32 = (bytes: Uint8Array, start = 0, end = bytes.length): number => {
  let crc = 0xffffffff;
  for (let index = start; index < end; index += 1) {
    const low = (crc ^ (bytes[index] ?? 0)) & 0xff;
    crc = (crc >>> 8) ^ (TABLE[low] ?? 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
};
