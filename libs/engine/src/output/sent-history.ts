/**
 * What one session was sent, by its numbers, to be sent again when a socket comes back. Numbers
 * have no holes, so only the first one is kept. Bounds: SESSION_HISTORY_FRAMES,
 * SESSION_HISTORY_BYTES and ten minutes; beyond them the oldest is forgotten, and who needs it
 * gets a full refresh.
 */

import type { OutputItem } from "./payload.ts";

export const HISTORY_MS = 600_000;
/** Room at the front of the array that is given back in one go. */
const COMPACT_AT = 64;

export interface HistoryBounds {
  readonly frames: number;
  readonly bytes: number;
}

export class SentHistory {
  readonly #bounds: HistoryBounds;
  #items: OutputItem[] = [];
  #head = 0;
  #firstSeq = 1;
  #bytes = 0;

  constructor(bounds: HistoryBounds) {
    this.#bounds = bounds;
  }

  get size(): number {
    return this.#items.length - this.#head;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** The oldest number that can be sent again; the next one to come when there is none. */
  get firstSeq(): number {
    return this.#firstSeq;
  }

  get(seq: number): OutputItem | undefined {
    return seq < this.#firstSeq ? undefined : this.#items[this.#head + seq - this.#firstSeq];
  }

  /** The number after the newest one; the oldest make way. */
  add(item: OutputItem): void {
    this.#items.push(item);
    this.#bytes += item.bytes;
    const { frames, bytes } = this.#bounds;
    while (this.size > frames || (this.#bytes > bytes && this.size > 1)) this.#dropFirst();
    const oldestMs = this.#items[this.#head]?.atMs ?? 0;
    if (item.atMs - oldestMs >= HISTORY_MS) this.expire(item.atMs);
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
    const nextSeq = this.#firstSeq + this.size;
    if (seq >= nextSeq - 1) {
      this.restartAt(nextSeq);
      return;
    }
    while (this.size > 0 && this.#firstSeq <= seq) this.#dropFirst();
  }

  /** Forgets everything; the next item gets this number. */
  restartAt(nextSeq: number): void {
    this.#items.length = 0;
    this.#head = 0;
    this.#bytes = 0;
    this.#firstSeq = nextSeq;
  }

  #dropFirst(): void {
    this.#bytes -= this.#items[this.#head]?.bytes ?? 0;
    this.#head += 1;
    this.#firstSeq += 1;
    if (this.#head === this.#items.length || this.#head > Math.max(COMPACT_AT, this.size)) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
  }
}
