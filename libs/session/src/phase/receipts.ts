/**
 * What the engine is told of the output of one session: how far this gateway has taken it, which
 * gives the session credit again, and how far a browser has shown it, which ends its history.
 *
 * The first frame after a pause is acknowledged at once, so that a player who types now and then
 * never waits for credit; in a stream one receipt stands for an eighth of the frames or a quarter
 * of the bytes that may be under way, or for ACK_EVERY_MS, whichever comes first. A receipt for
 * each flush would be most of what gateways send.
 */

import type { Limits } from "@ambon/kernel/limits";
import { earlier } from "./absence.ts";

/** In a stream receipts are no rarer than this. */
export const ACK_EVERY_MS = 100;
/** What the client has shown is told at once after so many frames … */
export const SEEN_EVERY_FRAMES = 32;
/** … and else not more often than this, unless a receipt goes anyway. */
export const SEEN_EVERY_MS = 250;

export interface Receipt {
  readonly received: number;
  readonly seen?: number;
}

export class Receipts {
  readonly #framesMax: number;
  readonly #bytesMax: number;
  #received: number;
  #acked: number;
  #ackDueMs = 0;
  /** Written to the client since the last receipt. */
  #bytes = 0;
  #seen: number;
  #seenTold: number;
  #seenDueMs = 0;

  /** `outputSeq` is the number that the client and the engine agree on. */
  constructor(
    outputSeq: number,
    limits: Pick<Limits, "SESSION_HISTORY_FRAMES" | "SESSION_WINDOW_BYTES">,
  ) {
    this.#framesMax = Math.ceil(limits.SESSION_HISTORY_FRAMES / 8);
    this.#bytesMax = Math.ceil(limits.SESSION_WINDOW_BYTES / 4);
    this.#received = outputSeq;
    this.#acked = outputSeq;
    this.#seen = outputSeq;
    this.#seenTold = outputSeq;
  }

  /** Number of the newest frame. */
  get received(): number {
    return this.#received;
  }

  /** One more numbered frame; its number. */
  next(): number {
    this.#received += 1;
    return this.#received;
  }

  /** So much was written to the client, in bytes, or in code units where it is text. */
  wrote(length: number): void {
    if (this.#received > this.#acked) this.#bytes += length;
  }

  /** The client has shown everything up to `seq`, as far as it was sent. */
  saw(seq: number, nowMs: number): void {
    this.#seen = Math.max(this.#seen, Math.min(seq, this.#received));
    if (this.#seen - this.#seenTold >= SEEN_EVERY_FRAMES) this.#seenDueMs = nowMs;
  }

  /** The engine goes on after this number, and knows that it has come. */
  resumeAfter(outputSeq: number): void {
    this.#received = outputSeq;
    this.#acked = outputSeq;
    this.#bytes = 0;
  }

  /** When the next receipt is due even if nothing comes; null = none is owed. */
  get dueAtMs(): number | null {
    return earlier(
      this.#received === this.#acked ? null : this.#ackDueMs,
      this.#seen === this.#seenTold ? null : this.#seenDueMs,
    );
  }

  /** The receipt that is due now, if any; it counts as given. */
  take(nowMs: number): Receipt | undefined {
    const open = this.#received - this.#acked;
    const isFull = open >= this.#framesMax || this.#bytes >= this.#bytesMax;
    const ackDue = open > 0 && (isFull || nowMs >= this.#ackDueMs);
    const hasSeen = this.#seen > this.#seenTold;
    if (!ackDue && !(hasSeen && nowMs >= this.#seenDueMs)) return undefined;
    const received = this.#received;
    this.#acked = received;
    this.#bytes = 0;
    this.#ackDueMs = nowMs + ACK_EVERY_MS;
    if (!hasSeen) return { received };
    this.#seenTold = this.#seen;
    this.#seenDueMs = nowMs + SEEN_EVERY_MS;
    return { received, seen: this.#seen };
  }
}
