/** The codes of deflate blocks (RFC 1951, 3.2.5 to 3.2.7): fixed ones, those a block brings. */

import {
  type HuffmanCode,
  huffmanCode,
  type InflateInput,
  NO_CODE,
  RAN_OUT,
} from "./inflate-input.ts";

export interface BlockCodes {
  readonly literals: HuffmanCode;
  readonly distances: HuffmanCode;
}

/** The symbol that ends a block; lengths follow from the next one on. */
export const END_OF_BLOCK = 256;
export const FIRST_LENGTH_SYMBOL = 257;

export interface BaseAndBits {
  readonly base: number;
  readonly bits: number;
}

/** What symbols of growing base and bits stand for: `steps[bits]` symbols have that many bits. */
const growing = (first: number, steps: readonly number[]): BaseAndBits[] => {
  const table: BaseAndBits[] = [];
  let base = first;
  for (const [bits, count] of steps.entries()) {
    for (let at = 0; at < count; at++) {
      table.push({ base, bits });
      base += 1 << bits;
    }
  }
  return table;
};

/** Of the symbols 257 to 285; the last one stands for 258 alone. */
export const LENGTHS: readonly BaseAndBits[] = [
  ...growing(3, [8, 4, 4, 4, 4, 4]).slice(0, 28),
  { base: 258, bits: 0 },
];
/** Of the distance symbols 0 to 29. */
export const DISTANCES: readonly BaseAndBits[] = growing(
  1,
  [4, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2],
);

const fixedLengths = (): Uint8Array => {
  const lengths = new Uint8Array(288).fill(8);
  lengths.fill(9, 144, 256);
  lengths.fill(7, 256, 280);
  return lengths;
};

const codesOf = (literals: Uint8Array, distances: Uint8Array): BlockCodes | undefined => {
  const literalCode = huffmanCode(literals, true);
  const distanceCode = huffmanCode(distances, true);
  if (literalCode === undefined || distanceCode === undefined) return undefined;
  return { literals: literalCode, distances: distanceCode };
};

/** The codes of a block of type 1. */
export const FIXED_CODES: BlockCodes | undefined = codesOf(
  fixedLengths(),
  new Uint8Array(32).fill(5),
);

const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const LITERALS_MAX = 286;
const DISTANCES_MAX = 30;
const COPY_PREVIOUS = 16;
const ZEROS_SHORT = 17;

/** The codes that open a block of type 2; RAN_OUT when not all is there, NO_CODE when wrong. */
export const readBlockCodes = (
  input: InflateInput,
): BlockCodes | typeof RAN_OUT | typeof NO_CODE => {
  const sizes = input.take(14);
  if (sizes === RAN_OUT) return RAN_OUT;
  const literals = (sizes & 31) + 257;
  const distances = ((sizes >> 5) & 31) + 1;
  const lengthCodes = (sizes >> 10) + 4;
  const lengths = new Uint8Array(ORDER.length);
  for (let at = 0; at < lengthCodes; at++) {
    const length = input.take(3);
    if (length === RAN_OUT) return RAN_OUT;
    lengths[ORDER[at] ?? 0] = length;
  }
  if (literals > LITERALS_MAX || distances > DISTANCES_MAX) return NO_CODE;
  const code = huffmanCode(lengths, false);
  if (code === undefined) return NO_CODE;
  const all = readLengths(input, code, literals + distances);
  if (all === RAN_OUT || all === NO_CODE) return all;
  if (all[END_OF_BLOCK] === 0) return NO_CODE;
  return codesOf(all.subarray(0, literals), all.subarray(literals)) ?? NO_CODE;
};

const readLengths = (
  input: InflateInput,
  code: HuffmanCode,
  count: number,
): Uint8Array | typeof RAN_OUT | typeof NO_CODE => {
  const lengths = new Uint8Array(count);
  let at = 0;
  while (at < count) {
    const symbol = input.symbol(code);
    if (symbol === RAN_OUT) return RAN_OUT;
    if (symbol === NO_CODE || (symbol === COPY_PREVIOUS && at === 0)) return NO_CODE;
    if (symbol < COPY_PREVIOUS) {
      lengths[at++] = symbol;
      continue;
    }
    const bits = symbol === COPY_PREVIOUS ? 2 : symbol === ZEROS_SHORT ? 3 : 7;
    const extra = input.take(bits);
    if (extra === RAN_OUT) return RAN_OUT;
    const end = at + extra + (bits === 7 ? 11 : 3);
    if (end > count) return NO_CODE;
    const value = symbol === COPY_PREVIOUS ? (lengths[at - 1] ?? 0) : 0;
    lengths.fill(value, at, end);
    at = end;
  }
  return lengths;
};
