/**
 * What the dialects without telnet bytes have in common: the session's telnet stream becomes text
 * and messages, with no telnet in it, and typed lines become telnet input. To the session such a
 * dialect is a telnet client that takes part in hardly any option; which ones its `opening` says.
 *
 * Nothing of these dialects hides what is typed, so a client of theirs declines ECHO, and the
 * question for a password says what that means (`MaskRules`).
 */

import {
  concatBytes,
  DO,
  DONT,
  IAC,
  OPTION_ECHO,
  OPTION_GMCP,
  OPTION_TTYPE,
  WILL,
  WONT,
} from "@ambon/telnet/bytes";
import { utf8Bytes, utf8Text } from "@ambon/telnet/text";
import type { Payload } from "./client.ts";
import type { DialectName, DialectOutput, FrameRefusal, WsDialect } from "./ws-dialect.ts";
import { frameLines } from "./ws-input.ts";
import { TelnetPieces } from "./ws-telnet-pieces.ts";

/** Nothing is waited for before the name question; text is UTF-8 with 16 colours. */
export const NO_TERMINAL_TYPE = new Uint8Array([IAC, WONT, OPTION_TTYPE]);
/** The same, and GMCP is wanted. */
export const NO_TERMINAL_TYPE_BUT_GMCP = concatBytes([
  NO_TERMINAL_TYPE,
  new Uint8Array([IAC, DO, OPTION_GMCP]),
]);

const NO_ECHO = new Uint8Array([IAC, DONT, OPTION_ECHO]);
const VISIBLE = "Your next line will be visible as you type it.";

/** What a dialect does when the session wants a line hidden, and when it no longer does. */
export interface MaskRules {
  /** A TEXT frame that says so, or null. */
  frame(hidden: boolean): string | null;
  /** Said before the question; null when the client is known to hide the line. */
  notice(): string | null;
  /** Whether the telnet client that is played declines. */
  readonly declines: boolean;
}

export interface TextRules {
  readonly name: DialectName;
  readonly opening: Uint8Array;
  /** Text of the game: a BINARY frame, or a TEXT frame where the dialect has no other. */
  readonly textAs: "binary" | "text";
  /** A GMCP message as a TEXT frame; null where there is no place for it. */
  gmcp(message: string): string | null;
  /** An incoming TEXT frame as telnet input. */
  textFrame(frame: string): Uint8Array | FrameRefusal;
  readonly mask: MaskRules;
}

/** The line will be seen, and the player is told. */
export const CANNOT_HIDE: MaskRules = {
  frame: () => null,
  notice: () => VISIBLE,
  declines: true,
};

export class TextDialect implements WsDialect {
  readonly #rules: TextRules;
  readonly #pieces: TelnetPieces;
  #frames: Payload[] = [];
  #text: Uint8Array[] = [];
  #answer: Uint8Array[] = [];

  /** A GMCP message of more than `gmcpMax` bytes is not passed on. */
  constructor(rules: TextRules, gmcpMax: number) {
    this.#rules = rules;
    this.#pieces = new TelnetPieces(
      {
        text: (bytes) => void this.#text.push(bytes),
        negotiation: (verb, option) => this.#negotiation(verb, option),
        subnegotiation: (option, payload) => this.#subnegotiation(option, payload),
        // Prompt marks and keepalive: what is a frame of its own needs no marks.
        command: () => undefined,
      },
      gmcpMax,
    );
  }

  get name(): DialectName {
    return this.#rules.name;
  }

  get opening(): Uint8Array {
    return this.#rules.opening;
  }

  receive(frame: Payload): Uint8Array | FrameRefusal {
    return typeof frame === "string" ? this.#rules.textFrame(frame) : frameLines(frame);
  }

  send(bytes: Uint8Array): DialectOutput {
    this.#pieces.push(bytes);
    this.#endText();
    const output = { frames: this.#frames, answer: concatBytes(this.#answer) };
    this.#frames = [];
    this.#answer = [];
    return output;
  }

  #endText(): void {
    if (this.#text.length === 0) return;
    const bytes = concatBytes(this.#text);
    this.#text = [];
    this.#frames.push(this.#rules.textAs === "binary" ? bytes : utf8Text(bytes));
  }

  #message(frame: string | null): void {
    if (frame === null) return;
    this.#endText();
    this.#frames.push(frame);
  }

  #negotiation(verb: number, option: number): void {
    if (option !== OPTION_ECHO || (verb !== WILL && verb !== WONT)) return;
    const { mask } = this.#rules;
    this.#message(mask.frame(verb === WILL));
    if (verb === WONT) return;
    const notice = mask.notice();
    if (notice !== null) this.#text.push(utf8Bytes(`${notice}\r\n`));
    if (mask.declines) this.#answer.push(NO_ECHO);
  }

  #subnegotiation(option: number, payload: Uint8Array): void {
    if (option === OPTION_GMCP) this.#message(this.#rules.gmcp(utf8Text(payload)));
  }
}
