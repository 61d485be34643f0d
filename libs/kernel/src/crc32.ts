/** CRC-32 (ISO 3309, as in zip and PNG: reflected polynomial 0xEDB88320, inverted both ways). */

/** Bytes taken at once; each has a table of what it does to the sum from its place. */
const STRIDE = 4;

const makeTables = (): Uint32Array => {
  const tables = new Uint32Array(256 * STRIDE);
  for (let byte = 0; byte < 256; byte += 1) {
    let value = byte;
    for (let bit = 0; bit < 8; bit += 1) {
      value = (value & 1) === 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    }
    tables[byte] = value;
  }
  for (let at = 256; at < tables.length; at += 1) {
    const before = tables[at - 256] as number;
    tables[at] = (before >>> 8) ^ (tables[before & 0xff] as number);
  }
  return tables;
};

const TABLES = makeTables();

/** The checksum of `bytes` from `start` (included) to `end` (excluded), as a uint32. */
export const crc32 = (bytes: Uint8Array, start = 0, end = bytes.length): number => {
  const at = (place: number, byte: number): number => TABLES[place * 256 + byte] as number;
  let crc = 0xffffffff;
  let index = start;
  for (; index + STRIDE <= end; index += STRIDE) {
    crc ^=
      (bytes[index] as number) |
      ((bytes[index + 1] as number) << 8) |
      ((bytes[index + 2] as number) << 16) |
      ((bytes[index + 3] as number) << 24);
    crc =
      at(3, crc & 0xff) ^
      at(2, (crc >>> 8) & 0xff) ^
      at(1, (crc >>> 16) & 0xff) ^
      at(0, crc >>> 24);
  }
  for (; index < end; index += 1) {
    crc = (crc >>> 8) ^ at(0, (crc ^ (bytes[index] as number)) & 0xff);
  }
  return (crc ^ 0xffffffff) >>> 0;
};
