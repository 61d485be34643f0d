/**
 * IP addresses between their bytes and the text of RFC 5952, so that one address is always one
 * text. An IPv4 address inside IPv6 (::ffff:192.0.2.1) is that IPv4 address.
 */

/** The text of 4 or 16 bytes. */
export const ipText = (bytes: Uint8Array): string => {
  if (bytes.length === 4) return bytes.join(".");
  const mapped = bytes.subarray(0, 10).every((byte) => byte === 0);
  if (mapped && bytes[10] === 0xff && bytes[11] === 0xff) return bytes.subarray(12).join(".");
  const groups = Array.from(
    { length: 8 },
    (_, i) => ((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0),
  );
  const zeros = longestZeros(groups);
  const hex = groups.map((group) => group.toString(16));
  if (zeros.length < 2) return hex.join(":");
  const before = hex.slice(0, zeros.start).join(":");
  return `${before}::${hex.slice(zeros.start + zeros.length).join(":")}`;
};

/** The first of the longest runs of zero groups. */
const longestZeros = (groups: readonly number[]): { start: number; length: number } => {
  let best = { start: 0, length: 0 };
  let length = 0;
  for (const [at, group] of groups.entries()) {
    length = group === 0 ? length + 1 : 0;
    if (length > best.length) best = { start: at - length + 1, length };
  }
  return best;
};

/** The bytes of a dotted address, four numbers without leading zeros; undefined for all else. */
export const parseIpv4 = (text: string): Uint8Array | undefined => {
  const parts = text.split(".");
  if (parts.length !== 4 || !parts.every((part) => /^(0|[1-9][0-9]{0,2})$/.test(part))) {
    return undefined;
  }
  const numbers = parts.map(Number);
  return numbers.every((number) => number <= 255) ? new Uint8Array(numbers) : undefined;
};

/** The bytes of an IPv6 address without a zone; undefined for all else. */
export const parseIpv6 = (text: string): Uint8Array | undefined => {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const before = groupsOf(halves[0] ?? "", halves.length === 1);
  const after = groupsOf(halves[1] ?? "", halves.length === 2);
  if (before === undefined || after === undefined) return undefined;
  const missing = 8 - before.length - after.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...before, ...new Array<number>(missing).fill(0), ...after];
  return new Uint8Array(groups.flatMap((group) => [group >> 8, group & 255]));
};

/** The 16-bit groups of one half; its last two may be a dotted address where it is the end. */
const groupsOf = (half: string, isEnd: boolean): number[] | undefined => {
  if (half === "") return [];
  const parts = half.split(":");
  const groups: number[] = [];
  for (const [at, part] of parts.entries()) {
    if (/^[0-9A-Fa-f]{1,4}$/.test(part)) {
      groups.push(Number.parseInt(part, 16));
      continue;
    }
    const dotted = isEnd && at === parts.length - 1 ? parseIpv4(part) : undefined;
    if (dotted === undefined) return undefined;
    const [a = 0, b = 0, c = 0, d = 0] = dotted;
    groups.push((a << 8) | b, (c << 8) | d);
  }
  return groups;
};
