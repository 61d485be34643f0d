/**
 * The numbering of accepted lines towards the engine. A line gets its number here and keeps it:
 * the engine applies numbers in order and once, acknowledges what it has applied, and after a lost
 * link the unacknowledged ones are sent again under the same numbers. At most LINES_IN_FLIGHT are
 * unacknowledged; a line beyond that is refused before it is numbered.
 */

export interface NumberedLine {
  readonly inputSeq: number;
  readonly line: string;
  /** The client's own number for it. */
  readonly clientSeq?: number;
}

export class InputWindow {
  readonly #capacity: number;
  /** Ascending, without holes. */
  #unacked: NumberedLine[] = [];
  #lastSeq: number;
  #ackedSeq: number;

  /**
   * The engine has applied lines up to `appliedSeq` and holds those up to `acceptedSeq`, which an
   * earlier socket typed: they count as in flight, and numbering goes on behind them.
   */
  constructor(capacity: number, appliedSeq: number, acceptedSeq = appliedSeq) {
    this.#capacity = capacity;
    this.#lastSeq = acceptedSeq;
    this.#ackedSeq = appliedSeq;
  }

  /** The newest number that the engine acknowledged as applied. */
  get ackedSeq(): number {
    return this.#ackedSeq;
  }

  get inFlight(): number {
    return this.#lastSeq - this.#ackedSeq;
  }

  get unacked(): readonly NumberedLine[] {
    return this.#unacked;
  }

  /** Undefined when the window is full. */
  accept(line: string, clientSeq?: number): NumberedLine | undefined {
    if (this.inFlight >= this.#capacity) return undefined;
    this.#lastSeq += 1;
    const number = clientSeq === undefined ? {} : { clientSeq };
    const numbered = { inputSeq: this.#lastSeq, line, ...number };
    this.#unacked.push(numbered);
    return numbered;
  }

  /** The engine has applied every number up to this one. */
  ack(inputSeq: number): void {
    this.#ackedSeq = Math.min(Math.max(this.#ackedSeq, inputSeq), this.#lastSeq);
    const first = this.#unacked[0];
    if (first === undefined || inputSeq < first.inputSeq) return;
    this.#unacked = this.#unacked.filter((sent) => sent.inputSeq > inputSeq);
  }

  /** A new attachment whose engine has applied less or more than this window knows. */
  resumeFrom(appliedSeq: number, acceptedSeq = appliedSeq): void {
    this.#lastSeq = Math.max(this.#lastSeq, appliedSeq, acceptedSeq);
    this.ack(appliedSeq);
  }
}
