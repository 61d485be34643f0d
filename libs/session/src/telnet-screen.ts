/**
 * What a telnet client's terminal shows, as far as prompts need it, and the one byte buffer of a
 * flush.
 *
 *   lines …  prompt MARK                 after a flush that showed lines, the prompt comes once,
 *                                        last, closed by EOR or GA
 *   CR LF lines …  prompt MARK           output that comes while a prompt is shown starts below it
 *
 * A typed line ends the prompt line: the client showed Enter itself. A prompt that merely changed
 * its numbers while it is shown is not drawn again: the new one comes with the next output. In
 * quiet mode (screen readers) output alone does not bring the same prompt again, because each one
 * is read aloud: it comes after a typed line and when its text has changed.
 */

import { concatBytes } from "@ambon/telnet/bytes";

const LINE_END = new Uint8Array([13, 10]);

/** How this terminal wants text and the ends of prompts (TelnetServer). */
export interface ScreenEncoding {
  text(text: string): Uint8Array;
  promptMark(): Uint8Array;
}

export class TelnetScreen {
  quiet = false;
  readonly #encoding: ScreenEncoding;
  #chunks: Uint8Array[] = [];
  #prompt = "";
  #atPrompt = false;
  #promptDue = false;
  #typedSincePrompt = true;

  constructor(encoding: ScreenEncoding) {
    this.#encoding = encoding;
  }

  /** Bytes that show nothing: negotiation and GMCP. */
  invisible(bytes: Uint8Array): void {
    if (bytes.length > 0) this.#chunks.push(bytes);
  }

  /** Whole lines. The bytes may be shared with other clients. */
  lines(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#leavePrompt();
    if (!this.quiet || this.#typedSincePrompt) this.#promptDue = true;
    this.#chunks.push(bytes);
  }

  /** The prompt from now on, without line end; empty = none. */
  setPrompt(text: string): void {
    const changed = text !== this.#prompt;
    this.#prompt = text;
    if (this.#atPrompt) return;
    if (!this.quiet || this.#typedSincePrompt || changed) this.#promptDue = true;
  }

  /** The prompt again although nothing was shown: the answer to an empty line. */
  redraw(): void {
    if (!this.#atPrompt) this.#promptDue = true;
  }

  /** A new question: drawn even where an older prompt is shown. */
  ask(text: string): void {
    this.#leavePrompt();
    this.#prompt = text;
    this.#promptDue = true;
  }

  /** The client has sent a line. */
  typed(): void {
    this.#atPrompt = false;
    this.#typedSincePrompt = true;
  }

  /** Everything since the last flush, the prompt last; null when there is nothing. */
  flush(): Uint8Array | null {
    if (this.#promptDue) this.#drawPrompt();
    return this.cut();
  }

  /** What has been written since the last flush, without a prompt; null when there is nothing. */
  cut(): Uint8Array | null {
    if (this.#chunks.length === 0) return null;
    const bytes = concatBytes(this.#chunks);
    this.#chunks = [];
    return bytes;
  }

  #leavePrompt(): void {
    if (this.#atPrompt) this.#chunks.push(LINE_END);
    this.#atPrompt = false;
  }

  #drawPrompt(): void {
    this.#promptDue = false;
    this.#typedSincePrompt = false;
    if (this.#prompt === "") return;
    this.#chunks.push(this.#encoding.text(this.#prompt), this.#encoding.promptMark());
    this.#atPrompt = true;
  }
}
