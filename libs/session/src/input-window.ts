/**
 * The numbering of accepted lines towards the engine. A line gets its number here and keeps it:
 * the engine applies numbers in order and once, acknowledges what it has applied, and after a lost
 * link the unacknowledged ones are sent again under the same numbers. At most LINES_IN_FLIGHT are
 * unacknowledged; a line beyond that is refused before it is numbered.
 */

export interface NumberedLine {
  readonly inputSeq: number;
  readonly line: string;
}

export class InputWindow {
  readonly #capacity: number;
  /** Ascending, without holes. */
  #unacked: NumberedLine[] = [];
  #lastSeq: number;

  /** `appliedSeq`: what the engine has applied already; numbering goes on from there. */
  constructor(capacity: number, appliedSeq: number) {
    this.#capacity = capacity;
    this.#lastSeq = appliedSeq;
  }

  get inFlight(): number {
    return this.#unacked.length;
  }

  get unacked(): readonly NumberedLine[] {
    return this.#unacked;
  }

  /** Undefined when the window is full. */
  accept(line: string): NumberedLine | undefined {
    if (this.#unacked.length >= this.#capacity) return undefined;
    this.#lastSeq += 1;
    const numbered = { inputSeq: this.#lastSeq, line };
    this.#unacked.push(numbered);
    return numbered;
  }

  /** The engine has applied every number up to this one. */
  ack(inputSeq: number): void {
    const first = this.#unacked[0];
    if (first === undefined || inputSeq < first.inputSeq) return;
    this.#unacked = this.#unacked.filter((sent) => sent.inputSeq > inputSeq);
  }

  /** A new attachment whose engine has applied less or more than this window knows. */
  resumeFrom(appliedSeq: number): void {
    this.ack(appliedSeq);
    this.#lastSeq = Math.max(this.#lastSeq, appliedSeq);
  }
}
