/**
 * PROXY version 2: binary. See proxy-header.ts.
 *
 *   0D 0A 0D 0A 00 0D 0A 51 55 49 54 0A   2c  ft  length(2)   source destination ports   TLVs
 *
 * c = 0 LOCAL, 1 PROXY; ft = 11 TCP on IPv4, 21 TCP on IPv6, 31 Unix socket, 00 unknown.
 * TLVs are passed over by their lengths; of them only the checksum (type 03) is read: CRC-32C of
 * the whole header with its own four bytes as zeros.
 */

import { crc32c } from "./crc32c.ts";
import { ipText } from "./ip-text.ts";
import type { ProxyHeader, ProxyParse, ProxyRefusal } from "./proxy-header.ts";

/** Bytes of addresses and TLVs: a header that says more is refused. */
export const PROXY_V2_LENGTH_MAX = 1024;

const SIGNATURE: readonly number[] = [13, 10, 13, 10, 0, 13, 10, 0x51, 0x55, 0x49, 0x54, 10];
const FIXED_BYTES = 16;
const VERSION = 2;
const LOCAL = 0;
const PROXY = 1;
const TLV_CRC32C = 3;
const TLV_HEAD_BYTES = 3;

const UNKNOWN_FAMILY = 0x00;
const TCP4 = 0x11;
const TCP6 = 0x21;
const UNIX_STREAM = 0x31;
/** How many bytes the addresses and ports of each family take. */
const ADDRESS_BYTES: ReadonlyMap<number, number> = new Map([
  [UNKNOWN_FAMILY, 0],
  [TCP4, 12],
  [TCP6, 36],
  [UNIX_STREAM, 216],
]);

/** Reads the header at the start of the bytes. */
export const parseProxyV2 = (bytes: Uint8Array): ProxyParse => {
  const begun = Math.min(bytes.length, SIGNATURE.length);
  for (let at = 0; at < begun; at++) if (bytes[at] !== SIGNATURE[at]) return refused("noHeader");
  if (bytes.length < FIXED_BYTES) return { step: "more" };
  const version = (bytes[12] ?? 0) >> 4;
  const command = (bytes[12] ?? 0) & 15;
  if (version !== VERSION || command > PROXY) return refused("unsupported");
  const length = uint16(bytes, 14);
  if (length > PROXY_V2_LENGTH_MAX) return refused("tooLong");
  const end = FIXED_BYTES + length;
  if (bytes.length < end) return { step: "more" };
  return parseWhole(bytes.subarray(0, end), command);
};

const parseWhole = (bytes: Uint8Array, command: number): ProxyParse => {
  const family = bytes[13] ?? 0;
  // A LOCAL header's family and addresses are to be passed over.
  const addressBytes = ADDRESS_BYTES.get(family);
  if (addressBytes === undefined && command !== LOCAL) return refused("unsupported");
  const from = FIXED_BYTES + (addressBytes ?? bytes.length);
  if (command !== LOCAL) {
    if (from > bytes.length) return refused("malformed");
    const refusal = checkTlvs(bytes, from);
    if (refusal !== undefined) return refused(refusal);
  }
  const header = command === LOCAL ? fromProxyItself : headerOf(bytes, family);
  return { step: "header", header, length: bytes.length };
};

const fromProxyItself: ProxyHeader = { version: 2, source: undefined, destination: undefined };

const headerOf = (bytes: Uint8Array, family: number): ProxyHeader => {
  if (family !== TCP4 && family !== TCP6) return fromProxyItself;
  const size = family === TCP4 ? 4 : 16;
  const ports = FIXED_BYTES + 2 * size;
  const address = (at: number): string => ipText(bytes.subarray(at, at + size));
  return {
    version: 2,
    source: { address: address(FIXED_BYTES), port: uint16(bytes, ports) },
    destination: { address: address(FIXED_BYTES + size), port: uint16(bytes, ports + 2) },
  };
};

/** Why the TLVs from `start` are wrong, if they are. */
const checkTlvs = (bytes: Uint8Array, start: number): ProxyRefusal | undefined => {
  let at = start;
  while (at < bytes.length) {
    if (at + TLV_HEAD_BYTES > bytes.length) return "malformed";
    const value = at + TLV_HEAD_BYTES;
    const length = uint16(bytes, at + 1);
    if (value + length > bytes.length) return "malformed";
    if (bytes[at] === TLV_CRC32C) {
      if (length !== 4) return "malformed";
      if (!checksumHolds(bytes, value)) return "checksum";
    }
    at = value + length;
  }
  return undefined;
};

const checksumHolds = (bytes: Uint8Array, at: number): boolean => {
  const told = ((uint16(bytes, at) << 16) | uint16(bytes, at + 2)) >>> 0;
  const zeroed = bytes.slice();
  zeroed.fill(0, at, at + 4);
  return crc32c(zeroed) === told;
};

const uint16 = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);

const refused = (reason: ProxyRefusal): ProxyParse => ({ step: "refused", reason });
