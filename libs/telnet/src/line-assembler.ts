/**
 * Collects the bytes of one input line. Holds at most `limit` bytes whatever arrives: what is
 * beyond is discarded until the line ends. A line that lies whole in one packet is never copied.
 */

const FIRST_CAPACITY_BYTES = 64;
/** A buffer that grew beyond this is given back after its line: most connections are idle. */
const KEPT_CAPACITY_BYTES = 256;
const EMPTY = new Uint8Array(0);

export class LineAssembler {
  private held: Uint8Array = EMPTY;
  private length = 0;
  private full = false;
  /** Bytes discarded of the line so far; 0 = it fits. */
  discarded = 0;
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  /** Adds bytes[start, end). Returns true when the line passes its limit just now. */
  append(bytes: Uint8Array, start: number, end: number): boolean {
    const room = this.full ? 0 : this.limit - this.length;
    const taken = Math.min(room, end - start);
    if (taken > 0) {
      this.reserve(this.length + taken);
      if (taken === 1) this.held[this.length] = bytes[start] ?? 0;
      else this.held.set(bytes.subarray(start, start + taken), this.length);
      this.length += taken;
    }
    const lost = end - start - taken;
    this.discarded += lost;
    const passed = lost > 0 && !this.full;
    if (passed) this.full = true;
    return passed;
  }

  /** True when bytes[start, end) may be taken as the whole line without `append`. */
  fitsAlone(start: number, end: number): boolean {
    return this.length === 0 && !this.full && end - start <= this.limit;
  }

  /** Removes the last character: one byte, or one whole UTF-8 sequence. */
  erase(utf8: boolean): void {
    if (this.full || this.length === 0) return;
    this.length -= utf8 ? lastSequenceLength(this.held, this.length) : 1;
  }

  /** Forgets the line. */
  clear(): void {
    this.length = 0;
    this.full = false;
    this.discarded = 0;
    if (this.held.length > KEPT_CAPACITY_BYTES) this.held = EMPTY;
  }

  /** The line, valid until the next call; a cut one loses the half character at its end. */
  current(utf8: boolean): Uint8Array {
    const length = this.full && utf8 ? wholeSequences(this.held, this.length) : this.length;
    return this.held.subarray(0, length);
  }

  private reserve(length: number): void {
    if (this.held.length >= length) return;
    let capacity = Math.max(FIRST_CAPACITY_BYTES, this.held.length);
    while (capacity < length) capacity *= 2;
    const grown = new Uint8Array(Math.min(capacity, this.limit));
    grown.set(this.held.subarray(0, this.length));
    this.held = grown;
  }
}

/** Length that the lead byte announces; 1 for what is no lead byte. */
const announcedLength = (lead: number): number => {
  if (lead >= 0xf0 && lead < 0xf8) return 4;
  if (lead >= 0xe0) return lead < 0xf0 ? 3 : 1;
  return lead >= 0xc0 ? 2 : 1;
};

const isContinuation = (byte: number): boolean => (byte & 0xc0) === 0x80;

/** Bytes of the last character of bytes[0, length): a broken sequence counts byte by byte. */
const lastSequenceLength = (bytes: Uint8Array, length: number): number => {
  for (let back = 1; back <= 4 && back <= length; back++) {
    const byte = bytes[length - back] ?? 0;
    if (!isContinuation(byte)) return announcedLength(byte) >= back ? back : 1;
  }
  return 1;
};

/** `length` without an unfinished sequence at the end. */
const wholeSequences = (bytes: Uint8Array, length: number): number => {
  for (let back = 1; back <= 4 && back <= length; back++) {
    const byte = bytes[length - back] ?? 0;
    if (!isContinuation(byte)) return announcedLength(byte) > back ? length - back : length;
  }
  return length;
};
