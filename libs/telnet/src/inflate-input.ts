/**
 * The bits of a deflate stream that comes in chunks (RFC 1951: lowest bit of each byte first), and
 * the decoding of canonical Huffman codes from them.
 *
 * What is read may be taken back: a reader that runs out of bits sets `bit` to where it began, and
 * tries again when the next chunk is there. So nothing depends on where chunks end.
 */

/** Not enough bits yet. */
export const RAN_OUT = -1;
/** The bits spell no code. */
export const NO_CODE = -2;
const CODE_BITS_MAX = 15;
/** Codes up to so many bits are found in one look at a table. */
const SHORT_BITS = 9;
const SHORT_CODES = 512;

export class InflateInput {
  bytes: Uint8Array = new Uint8Array(0);
  /** Position in bits from the start of `bytes`. */
  bit = 0;

  /** Whole bytes that were not read. */
  get bytesLeft(): number {
    return this.bytes.length - ((this.bit + 7) >> 3);
  }

  /** Adds a chunk after what is held; drops what was read. */
  append(chunk: Uint8Array): void {
    const held = this.bytes.subarray(this.bit >> 3);
    this.bit &= 7;
    if (held.length === 0) {
      this.bytes = chunk;
      return;
    }
    const joined = new Uint8Array(held.length + chunk.length);
    joined.set(held);
    joined.set(chunk, held.length);
    this.bytes = joined;
  }

  /** Keeps what was not read beyond the life of the chunk it came in. */
  keep(): void {
    this.bytes = this.bytes.slice(this.bit >> 3);
    this.bit &= 7;
  }

  /** The next `count` (0 to 16) bits as a number, or RAN_OUT. */
  take(count: number): number {
    if (this.bit + count > this.bytes.length * 8) return RAN_OUT;
    const value = this.peek() & ((1 << count) - 1);
    this.bit += count;
    return value;
  }

  /** At least 16 bits from here; those beyond the input are 0. */
  private peek(): number {
    const at = this.bit >> 3;
    const three =
      (this.bytes[at] ?? 0) | ((this.bytes[at + 1] ?? 0) << 8) | ((this.bytes[at + 2] ?? 0) << 16);
    return three >> (this.bit & 7);
  }

  /** On to the next whole byte. */
  alignToByte(): void {
    this.bit = (this.bit + 7) & ~7;
  }

  /** The symbol that the next bits spell, RAN_OUT or NO_CODE. */
  symbol(code: HuffmanCode): number {
    const available = this.bytes.length * 8 - this.bit;
    let bits = this.peek();
    const entry = code.short[bits & (SHORT_CODES - 1)] ?? 0;
    if (entry !== 0 && (entry & 15) <= available) {
      this.bit += entry & 15;
      return entry >> 4;
    }
    let value = 0;
    let first = 0;
    let index = 0;
    for (let length = 1; length <= CODE_BITS_MAX; length++) {
      if (length > available) return RAN_OUT;
      value |= bits & 1;
      bits >>= 1;
      const count = code.counts[length] ?? 0;
      if (value - count < first) {
        this.bit += length;
        return code.symbols[index + value - first] ?? NO_CODE;
      }
      index += count;
      first = (first + count) << 1;
      value <<= 1;
    }
    return NO_CODE;
  }
}

export interface HuffmanCode {
  /** How many codes have each length. */
  readonly counts: Uint16Array;
  /** The symbols in the order of their codes. */
  readonly symbols: Uint16Array;
  /** By the next bits of the stream: `symbol << 4 | length` where the code is short, else 0. */
  readonly short: Uint16Array;
}

/**
 * The canonical code of these lengths (0 = unused). Undefined when there are more codes than bits
 * can tell apart, or fewer; one single code of one bit, or none, is allowed where `sparse`.
 */
export const huffmanCode = (lengths: Uint8Array, sparse: boolean): HuffmanCode | undefined => {
  const counts = new Uint16Array(CODE_BITS_MAX + 1);
  for (const length of lengths) counts[length] = (counts[length] ?? 0) + 1;
  const used = lengths.length - (counts[0] ?? 0);
  counts[0] = 0;
  let free = 1;
  for (let length = 1; length <= CODE_BITS_MAX; length++) {
    free = free * 2 - (counts[length] ?? 0);
    if (free < 0) return undefined;
  }
  const single = used === 0 || (used === 1 && counts[1] === 1);
  if (free > 0 && !(sparse && single)) return undefined;
  const symbols = symbolsInOrder(lengths, counts);
  return { counts, symbols, short: shortCodes(counts, symbols) };
};

const shortCodes = (counts: Uint16Array, symbols: Uint16Array): Uint16Array => {
  const table = new Uint16Array(SHORT_CODES);
  let code = 0;
  let at = 0;
  for (let length = 1; length <= SHORT_BITS; length++) {
    for (let left = counts[length] ?? 0; left > 0; left--) {
      const entry = ((symbols[at++] ?? 0) << 4) | length;
      const start = reversed(code++, length);
      for (let bits = start; bits < SHORT_CODES; bits += 1 << length) table[bits] = entry;
    }
    code <<= 1;
  }
  return table;
};

/** A code has its first bit highest, the stream has it lowest. */
const reversed = (code: number, length: number): number => {
  let bits = 0;
  for (let bit = 0; bit < length; bit++) bits = (bits << 1) | ((code >> bit) & 1);
  return bits;
};

const symbolsInOrder = (lengths: Uint8Array, counts: Uint16Array): Uint16Array => {
  const next = new Uint16Array(CODE_BITS_MAX + 2);
  for (let length = 1; length <= CODE_BITS_MAX; length++) {
    next[length + 1] = (next[length] ?? 0) + (counts[length] ?? 0);
  }
  const symbols = new Uint16Array(lengths.length);
  for (const [symbol, length] of lengths.entries()) {
    if (length === 0) continue;
    const at = next[length] ?? 0;
    symbols[at] = symbol;
    next[length] = at + 1;
  }
  return symbols;
};
