/**
 * What one session was sent, by its numbers, to be sent again when a socket comes back. Numbers
 * have no holes, so only the first one is kept. Bounds: SESSION_HISTORY_FRAMES,
 * SESSION_HISTORY_BYTES and ten minutes; beyond them the oldest is forgotten, and who needs it
 * gets a full refresh.
 *
 * Every receiver of everything passes here, so it is a ring that allocates only when it grows.
 */

import type { OutputItem } from "./payload.ts";

export const HISTORY_MS = 600_000;
/** Slots of a new ring; a power of two, and so are all its later sizes. */
const FIRST_SLOTS = 8;

export interface HistoryBounds {
  readonly frames: number;
  readonly bytes: number;
}

export class SentHistory {
  readonly #maxFrames: number;
  readonly #maxBytes: number;
  /** The item with number n is in slot n modulo its length. */
  #ring: (OutputItem | undefined)[] = new Array<OutputItem | undefined>(FIRST_SLOTS);
  #mask = FIRST_SLOTS - 1;
  /** Bytes of all items up to the one in this slot, modulo 2^32. */
  #sums = new Uint32Array(FIRST_SLOTS);
  #firstSeq = 1;
  #size = 0;
  #bytes = 0;
  #sum = 0;

  constructor(bounds: HistoryBounds) {
    this.#maxFrames = bounds.frames;
    this.#maxBytes = bounds.bytes;
  }

  get size(): number {
    return this.#size;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The oldest number that can be sent again; the next one to come when there is none. */
  get firstSeq(): number {
    return this.#firstSeq;
  }

  get(seq: number): OutputItem | undefined {
    const isKept = seq >= this.#firstSeq && seq < this.#firstSeq + this.#size;
    return isKept ? this.#ring[seq & this.#mask] : undefined;
  }

  /** Bytes of the items after number `after` up to number `upTo`, as far as they are kept. */
  bytesBetween(after: number, upTo: number): number {
    return (this.#sumUpTo(upTo) - this.#sumUpTo(after)) >>> 0;
  }

  /** All that is kept, oldest first. */
  items(): readonly OutputItem[] {
    const items: OutputItem[] = [];
    for (let seq = this.#firstSeq; seq < this.#firstSeq + this.#size; seq += 1) {
      const item = this.get(seq);
      if (item !== undefined) items.push(item);
    }
    return items;
  }

  /** The number after the newest one; the oldest make way. */
  add(item: OutputItem): void {
    if (this.#size === this.#ring.length) this.#grow();
    const slot = (this.#firstSeq + this.#size) & this.#mask;
    this.#sum = (this.#sum + item.bytes) >>> 0;
    this.#ring[slot] = item;
    this.#sums[slot] = this.#sum;
    this.#size += 1;
    this.#bytes += item.bytes;
    while (this.#size > this.#maxFrames || (this.#bytes > this.#maxBytes && this.#size > 1)) {
      this.#dropFirst();
    }
    const oldest = this.#ring[this.#firstSeq & this.#mask];
    if (oldest !== undefined && item.atMs - oldest.atMs >= HISTORY_MS) this.expire(item.atMs);
  }

  /** Forgets what is too old at this time. */
  expire(nowMs: number): void {
    for (let first = this.get(this.#firstSeq); first; first = this.get(this.#firstSeq)) {
      if (nowMs - first.atMs < HISTORY_MS) return;
      this.#dropFirst();
    }
  }

  /** Nobody will ask for numbers up to this one any more. */
  dropUpTo(seq: number): void {
    while (this.#size > 0 && this.#firstSeq <= seq) this.#dropFirst();
  }

  /** Forgets everything; the next item gets this number. */
  restartAt(nextSeq: number): void {
    while (this.#size > 0) this.#dropFirst();
    this.#firstSeq = nextSeq;
  }

  #sumUpTo(seq: number): number {
    if (seq < this.#firstSeq) return this.#sum - this.#bytes;
    if (seq >= this.#firstSeq + this.#size) return this.#sum;
    return this.#sums[seq & this.#mask] ?? 0;
  }

  #dropFirst(): void {
    const slot = this.#firstSeq & this.#mask;
    this.#bytes -= this.#ring[slot]?.bytes ?? 0;
    this.#ring[slot] = undefined;
    this.#firstSeq += 1;
    this.#size -= 1;
  }

  #grow(): void {
    const old = this.#ring;
    const oldSums = this.#sums;
    const oldMask = this.#mask;
    this.#ring = new Array<OutputItem | undefined>(old.length * 2);
    this.#sums = new Uint32Array(this.#ring.length);
    this.#mask = this.#ring.length - 1;
    for (let seq = this.#firstSeq; seq < this.#firstSeq + this.#size; seq += 1) {
      this.#ring[seq & this.#mask] = old[seq & oldMask];
      this.#sums[seq & this.#mask] = oldSums[seq & oldMask] ?? 0;
    }
  }
}
