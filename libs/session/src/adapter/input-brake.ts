/**
 * Keeps one socket's input from taking the time of all others. What arrives is handed on in small
 * pieces (slices of bytes, or frames); the time that each takes is charged to its socket, which
 * earns SHARE of the time that passes, at most BURST_MS in advance. A socket in debt is not read
 * until it is out of it, so that a flood waits in the sender's own machine. Time is measured, not
 * bytes: whatever is costly (lines, negotiation, packages, compressed input) counts by what it
 * costs.
 *
 *   input ─▶ pieces for TURN_MS ─▶ nothing left: go on reading
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

/** What is handed on now, and what of the same input comes later. */
export interface Slice<Input> {
  readonly first: Input;
  readonly rest: Input | undefined;
}

/** Of a stream of bytes, which may be cut anywhere. */
export const sliceOfBytes = (bytes: Uint8Array): Slice<Uint8Array> =>
  bytes.length <= SLICE_BYTES
    ? { first: bytes, rest: undefined }
    : { first: bytes.subarray(0, SLICE_BYTES), rest: bytes.subarray(SLICE_BYTES) };

/** Of frames, which are whole or nothing. */
export const wholeFrame = <Frame>(frame: Frame): Slice<Frame> => ({
  first: frame,
  rest: undefined,
});

export class InputBrake<Input extends Uint8Array | string> {
  readonly #socket: BrakedSocket;
  readonly #put: (piece: Input) => void;
  readonly #slice: (input: Input) => Slice<Input>;
  readonly #clock: BrakeClock;
  #creditMs = BURST_MS;
  #creditAtMs: number;
  /** Read and not handed on; one packet at most, because the socket is paused then. */
  #held: Input[] = [];
  /** Of the held ones, how many have been handed on. */
  #done = 0;
  #callOff: (() => void) | null = null;

  /** `put` gets everything in order, in the pieces of `slice`; its time is what is charged. */
  constructor(
    socket: BrakedSocket,
    put: (piece: Input) => void,
    slice: (input: Input) => Slice<Input>,
    clock: BrakeClock = REAL_BRAKE_CLOCK,
  ) {
    this.#socket = socket;
    this.#put = put;
    this.#slice = slice;
    this.#clock = clock;
    this.#creditAtMs = clock.nowMs();
  }

  take(input: Input): void {
    this.#held.push(input);
    if (this.#callOff === null) this.#turn();
  }

  /** The socket is gone: what is held is dropped. */
  stop(): void {
    this.#forget();
    this.#callOff?.();
    this.#callOff = null;
  }

  #turn(): void {
    const beganMs = this.#clock.nowMs();
    this.#earn(beganMs);
    let nowMs = beganMs;
    while (nowMs - beganMs < TURN_MS) {
      const piece = this.#nextPiece();
      if (piece === undefined) break;
      this.#put(piece);
      nowMs = this.#clock.nowMs();
    }
    this.#creditMs = Math.max(this.#creditMs - (nowMs - beganMs), -DEBT_MAX_MS);
    this.#creditAtMs = nowMs;
    if (this.#creditMs < 0) this.#goOnIn(Math.ceil(-this.#creditMs / SHARE));
    else if (this.#done < this.#held.length) this.#goOnIn(0);
  }

  #earn(nowMs: number): void {
    const passedMs = Math.max(0, nowMs - this.#creditAtMs);
    this.#creditMs = Math.min(BURST_MS, this.#creditMs + passedMs * SHARE);
  }

  #nextPiece(): Input | undefined {
    const next = this.#held[this.#done];
    if (next === undefined) {
      this.#forget();
      return undefined;
    }
    const { first, rest } = this.#slice(next);
    if (rest === undefined) this.#done += 1;
    else this.#held[this.#done] = rest;
    return first;
  }

  #forget(): void {
    this.#held = [];
    this.#done = 0;
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
