/**
 * The least telnet that a login needs (RFC 854, 1143): refuses every option, takes the text apart
 * from the protocol, and tells the prompts, which end with GA or EOR. After the login the bot
 * reads raw text, where only those two marks matter.
 */

const IAC = 255;
const DONT = 254;
const DO = 253;
const WONT = 252;
const WILL = 251;
const SB = 250;
const GA = 249;
const SE = 240;
const EOR = 239;

/** The marks as they stand in text that was read as Latin-1. */
export const PROMPT_MARKS: readonly string[] = [
  String.fromCharCode(IAC, GA),
  String.fromCharCode(IAC, EOR),
];

/** Only the last line before a mark is a prompt; longer ones are cut at their beginning. */
const LINE_CHARS_MAX = 256;

type State = "text" | "iac" | "will" | "do" | "skip" | "sub" | "subIac";

export interface LoginEvents {
  /** Bytes to send: refusals of options. */
  reply(bytes: Uint8Array): void;
  /** A prompt without its mark. */
  prompt(text: string): void;
}

export class TelnetLogin {
  readonly #events: LoginEvents;
  #state: State = "text";
  #line = "";

  constructor(events: LoginEvents) {
    this.#events = events;
  }

  receive(bytes: Uint8Array): void {
    for (const byte of bytes) this.#take(byte);
  }

  #take(byte: number): void {
    switch (this.#state) {
      case "text":
        this.#text(byte);
        return;
      case "iac":
        this.#command(byte);
        return;
      case "will":
        this.#refuse(DONT, byte);
        return;
      case "do":
        this.#refuse(WONT, byte);
        return;
      case "skip":
        this.#state = "text";
        return;
      case "sub":
        if (byte === IAC) this.#state = "subIac";
        return;
      case "subIac":
        this.#state = byte === SE ? "text" : "sub";
    }
  }

  #text(byte: number): void {
    if (byte === IAC) this.#state = "iac";
    else if (byte === 10 || byte === 13) this.#line = "";
    else this.#line = (this.#line + String.fromCharCode(byte)).slice(-LINE_CHARS_MAX);
  }

  #command(byte: number): void {
    this.#state = "text";
    if (byte === WILL) this.#state = "will";
    else if (byte === DO) this.#state = "do";
    else if (byte === WONT || byte === DONT) this.#state = "skip";
    else if (byte === SB) this.#state = "sub";
    else if (byte === GA || byte === EOR) {
      const prompt = this.#line;
      this.#line = "";
      this.#events.prompt(prompt);
    }
  }

  #refuse(verb: number, option: number): void {
    this.#state = "text";
    this.#events.reply(new Uint8Array([IAC, verb, option]));
  }
}
