/** The payload of one subnegotiation; over its limit it holds nothing and only remembers that. */

const FIRST_CAPACITY_BYTES = 64;
const EMPTY = new Uint8Array(0);

export class SubnegotiationBuffer {
  oversize = false;
  private held: Uint8Array = EMPTY;
  private length = 0;
  private readonly limit: number;

  constructor(limit: number) {
    this.limit = limit;
  }

  append(bytes: Uint8Array, start: number, end: number): void {
    if (this.oversize || start === end) return;
    const length = this.length + end - start;
    if (length > this.limit) {
      this.clear();
      this.oversize = true;
      return;
    }
    this.reserve(length);
    this.held.set(bytes.subarray(start, end), this.length);
    this.length = length;
  }

  /** The bytes so far, valid until the next `append`. */
  payload(): Uint8Array {
    return this.held.subarray(0, this.length);
  }

  /** Empties and frees: subnegotiations are rare, idle connections are many. */
  clear(): void {
    this.held = EMPTY;
    this.length = 0;
    this.oversize = false;
  }

  private reserve(length: number): void {
    if (this.held.length >= length) return;
    let capacity = Math.max(FIRST_CAPACITY_BYTES, this.held.length);
    while (capacity < length) capacity *= 2;
    const grown = new Uint8Array(capacity);
    grown.set(this.held.subarray(0, this.length));
    this.held = grown;
  }
}
