/**
 * Keeps one socket's input from taking the time of all others. What arrives is handed on in small
 * slices; the time that each takes is charged to its socket, which earns SHARE of the time that
 * passes, at most BURST_MS in advance. A socket in debt is not read until it is out of it, so that
 * a flood waits in the sender's own machine. Time is measured, not bytes: whatever is costly
 * (lines, negotiation, packages, compressed input) counts by what it costs.
 *
 *   bytes ─▶ slices for TURN_MS ─▶ nothing left: go on reading
 *                              ├▶ in credit:    the next turn of the loop
 *                              └▶ in debt:      pause reading, at most WAIT_MAX_MS
 *
 * Nobody who types, or whose client talks for them, comes near it: twenty lines a second are a
 * tenth of the share.
 */

/** Of each millisecond that passes. */
const SHARE = 0.02;
const BURST_MS = 100;
/** A pause of the whole process that falls into a socket's turn costs it no more than this. */
const WAIT_MAX_MS = 500;
const DEBT_MAX_MS = WAIT_MAX_MS * SHARE;
const TURN_MS = 2;
const SLICE_BYTES = 4096;

export interface BrakedSocket {
  pause(): unknown;
  resume(): unknown;
}

/** Monotonic time, with fractions, and a way to be called later; returns how to call it off. */
export interface BrakeClock {
  nowMs(): number;
  later(delayMs: number, act: () => void): () => void;
}

export const REAL_BRAKE_CLOCK: BrakeClock = {
  nowMs: () => performance.now(),
  later: (delayMs, act) => {
    if (delayMs === 0) {
      const turn = setImmediate(act);
      return () => clearImmediate(turn);
    }
    const timer = setTimeout(act, delayMs);
    return () => clearTimeout(timer);
  },
};

export class InputBrake {
  readonly #socket: BrakedSocket;
  readonly #put: (bytes: Uint8Array) => void;
  readonly #clock: BrakeClock;
  #creditMs = BURST_MS;
  #creditAtMs: number;
  /** Read and not handed on; one packet at most, because the socket is paused then. */
  #held: Uint8Array[] = [];
  #callOff: (() => void) | null = null;

  /** `put` gets all bytes in order; its time is what is charged. */
  constructor(
    socket: BrakedSocket,
    put: (bytes: Uint8Array) => void,
    clock: BrakeClock = REAL_BRAKE_CLOCK,
  ) {
    this.#socket = socket;
    this.#put = put;
    this.#clock = clock;
    this.#creditAtMs = clock.nowMs();
  }

  take(bytes: Uint8Array): void {
    this.#held.push(bytes);
    if (this.#callOff === null) this.#turn();
  }

  /** The socket is gone: what is held is dropped. */
  stop(): void {
    this.#held = [];
    this.#callOff?.();
    this.#callOff = null;
  }

  #turn(): void {
    const beganMs = this.#clock.nowMs();
    this.#earn(beganMs);
    let nowMs = beganMs;
    while (nowMs - beganMs < TURN_MS) {
      const slice = this.#nextSlice();
      if (slice === undefined) break;
      this.#put(slice);
      nowMs = this.#clock.nowMs();
    }
    this.#creditMs = Math.max(this.#creditMs - (nowMs - beganMs), -DEBT_MAX_MS);
    this.#creditAtMs = nowMs;
    if (this.#creditMs < 0) this.#goOnIn(Math.ceil(-this.#creditMs / SHARE));
    else if (this.#held.length > 0) this.#goOnIn(0);
  }

  #earn(nowMs: number): void {
    const passedMs = Math.max(0, nowMs - this.#creditAtMs);
    this.#creditMs = Math.min(BURST_MS, this.#creditMs + passedMs * SHARE);
  }

  #nextSlice(): Uint8Array | undefined {
    const [first] = this.#held;
    if (first === undefined) return undefined;
    if (first.length <= SLICE_BYTES) this.#held.shift();
    else this.#held[0] = first.subarray(SLICE_BYTES);
    return first.subarray(0, SLICE_BYTES);
  }

  #goOnIn(delayMs: number): void {
    this.#socket.pause();
    this.#callOff = this.#clock.later(delayMs, () => {
      this.#callOff = null;
      this.#turn();
      if (this.#callOff === null) this.#socket.resume();
    });
  }
}
