/**
 * Finds a bot's own answer in the stream of everything that it is shown. An answer has come when
 * one of its needles was seen, and after it the mark that ends a flush (telnet: GA or EOR; a
 * browser's frames have none). Needles and marks may be cut by the borders of chunks.
 */

/** No needle is longer. */
export const NEEDLE_CHARS_MAX = 64;
/** What is kept of an answer that somebody wants to read; the rest is cut. */
const CAPTURE_CHARS_MAX = 8192;

export class AnswerWatch {
  readonly #marks: readonly string[];
  readonly #capture: boolean;
  #needles: readonly string[] = [];
  #found = false;
  #tail = "";
  #text = "";

  /** `marks` empty = none is waited for; `capture` = keep the text of answers. */
  constructor(marks: readonly string[], capture: boolean) {
    this.#marks = marks;
    this.#capture = capture;
  }

  /** From the needle on; only when capturing. */
  get text(): string {
    return this.#text;
  }

  expect(needles: readonly string[]): void {
    this.#needles = needles;
    this.#found = false;
    this.#tail = "";
    this.#text = "";
  }

  /** Takes the next chunk; true when the answer is complete. */
  feed(chunk: string): boolean {
    const text = this.#tail + chunk;
    let from = 0;
    if (!this.#found) {
      from = this.#find(text);
      if (from < 0) {
        this.#tail = text.slice(-NEEDLE_CHARS_MAX);
        return false;
      }
      this.#found = true;
    }
    if (this.#capture) this.#keep(text, from);
    if (this.#marks.length === 0) return true;
    if (this.#marks.some((mark) => text.indexOf(mark, from) >= 0)) return true;
    this.#tail = text.slice(-1);
    return false;
  }

  #find(text: string): number {
    for (const needle of this.#needles) {
      const at = text.indexOf(needle);
      if (at >= 0) return at;
    }
    return -1;
  }

  #keep(text: string, from: number): void {
    const start = this.#text === "" ? from : from + this.#tail.length;
    this.#text = (this.#text + text.slice(start)).slice(0, CAPTURE_CHARS_MAX);
  }
}
