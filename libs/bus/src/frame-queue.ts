/**
 * One direction of an in-process link. Batches go to the receiver in the order in which they were
 * sent, inside the call that sends them; a batch sent while the receiver runs (or before there is
 * one) waits and is handed over right after, so the receiver is never entered twice.
 *
 * Bound: at most `capacityFrames` frames wait; a batch that does not fit is refused whole. A batch
 * larger than the capacity is taken when nothing waits, else it could never be sent at all.
 */

import type { SendOutcome } from "./bus.ts";

export class FrameQueue<F> {
  readonly capacityFrames: number;
  #receiver: ((frames: readonly F[]) => void) | null = null;
  #batches: (readonly F[])[] = [];
  #waitingFrames = 0;
  #delivering = false;
  #closed = false;

  constructor(capacityFrames: number) {
    this.capacityFrames = capacityFrames;
  }

  /** Frames that wait for the receiver. */
  get depth(): number {
    return this.#waitingFrames;
  }

  /** An empty batch is taken and not delivered. */
  send(frames: readonly F[]): SendOutcome {
    if (this.#closed) return "noLink";
    if (frames.length === 0) return "sent";
    const fits = this.#waitingFrames + frames.length <= this.capacityFrames;
    if (!fits && this.#waitingFrames > 0) return "full";
    this.#batches.push(frames);
    this.#waitingFrames += frames.length;
    this.#deliver();
    return "sent";
  }

  /** Replaces the receiver; what waits is delivered to it before this returns. */
  receive(receiver: (frames: readonly F[]) => void): void {
    this.#receiver = receiver;
    this.#deliver();
  }

  /** What waits is dropped; later batches answer `noLink`. */
  close(): void {
    this.#closed = true;
    this.clear();
  }

  /** What waits is dropped. */
  clear(): void {
    this.#batches = [];
    this.#waitingFrames = 0;
  }

  #deliver(): void {
    if (this.#delivering || this.#receiver === null) return;
    this.#delivering = true;
    try {
      for (let batch = this.#batches.shift(); batch !== undefined; batch = this.#batches.shift()) {
        this.#waitingFrames -= batch.length;
        this.#receiver(batch);
      }
    } finally {
      // A receiver that throws is its owner's defect; the batches behind it are not lost.
      this.#delivering = false;
    }
  }
}
