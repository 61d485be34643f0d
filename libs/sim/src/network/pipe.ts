/**
 * One direction of a connection: things arrive in the order in which they were sent, each after
 * the delay of the route. The sender sees how much is under way; the receiver may stop reading.
 *
 * `cut`: the end came for what was under way. A part of it, of a length that nobody knows before,
 * still arrives; the rest is lost; `last` comes after that part.
 */

import type { Dice } from "../time/dice.ts";
import type { Process } from "../time/process.ts";
import type { VirtualTime } from "../time/virtual-time.ts";
import type { Route } from "./network.ts";

interface UnderWay {
  readonly bytes: number;
  readonly dueMs: number;
  readonly arrive: () => void;
}

export interface PipeParts {
  readonly time: VirtualTime;
  readonly route: Route;
  readonly to: Process;
  readonly capacityBytes: number;
  /** Something left the pipe: there is room again. */
  readonly taken: () => void;
}

export class Pipe<T> {
  readonly #parts: PipeParts;
  readonly #receive: (item: T) => void;
  #queue: UnderWay[] = [];
  #bytes = 0;
  #lastDueMs = 0;
  #armed = false;
  #stalled = false;
  #ended = false;

  constructor(parts: PipeParts, receive: (item: T) => void) {
    this.#parts = parts;
    this.#receive = receive;
  }

  /** Sent and not taken by the receiver. */
  get bytes(): number {
    return this.#bytes;
  }

  /** False when it does not fit: nothing of it is sent. One item always fits into an empty pipe. */
  send(item: T, bytes: number): boolean {
    if (this.#ended) return true;
    if (this.#bytes > 0 && this.#bytes + bytes > this.#parts.capacityBytes) return false;
    this.#add(bytes, () => this.#receive(item));
    return true;
  }

  /** The receiver reads no more for now, or reads again. */
  stall(stalled: boolean): void {
    this.#stalled = stalled;
    this.#arm();
  }

  /** Nothing is sent after this; `last` is run at the receiver after everything under way. */
  end(last: () => void): void {
    if (this.#ended) return;
    this.#add(0, last);
    this.#ended = true;
  }

  cut(dice: Dice, last: (() => void) | null): void {
    if (this.#ended) return;
    this.#queue.length = dice.below(this.#queue.length + 1);
    this.#bytes = this.#queue.reduce((sum, { bytes }) => sum + bytes, 0);
    if (last !== null) this.#add(0, last);
    this.#ended = true;
  }

  #add(bytes: number, arrive: () => void): void {
    const { time, route } = this.#parts;
    const dueMs = Math.max(this.#lastDueMs, time.nowMs + route.delayMs());
    this.#lastDueMs = dueMs;
    this.#bytes += bytes;
    this.#queue.push({ bytes, dueMs, arrive });
    this.#arm();
  }

  #arm(): void {
    const first = this.#queue[0];
    if (this.#armed || this.#stalled || first === undefined) return;
    this.#armed = true;
    const { time } = this.#parts;
    time.after(Math.max(0, first.dueMs - time.nowMs), () => this.#deliver());
  }

  #deliver(): void {
    const { time, route, to, taken } = this.#parts;
    this.#armed = false;
    if (this.#stalled) return;
    if (route.blocked) {
      this.#armed = true;
      route.whenOpen(() => this.#deliver());
      return;
    }
    if (to.isPaused) {
      // A stopped process takes nothing; what was sent to it stays in the pipe.
      this.#armed = true;
      to.run(() => this.#deliver());
      return;
    }
    for (
      let first = this.#queue[0];
      first !== undefined && !this.#stalled;
      first = this.#queue[0]
    ) {
      if (first.dueMs > time.nowMs) break;
      this.#queue.shift();
      this.#bytes -= first.bytes;
      to.run(first.arrive);
      taken();
    }
    this.#arm();
  }
}
