/** A plain telnet client: refuses every option, reads text, knows questions by their words. */

import { utf8Bytes } from "@ambon/telnet/text";
import type { Talk, TalkEvents } from "./talk.ts";

const IAC = 255;
const SB = 250;
const SE = 240;
const FIRST_OF_TWO = 251;
const ESC = 27;
/** The last byte of a colour sequence is a letter. */
const LETTERS = 64;
/** IAC WONT TTYPE: the dialogue begins at once. */
const NO_TTYPE = new Uint8Array([IAC, 252, 24]);
const QUESTION = /(Name|New password|Password again|Password|Create \w+\? \(y\/n\)|Race|Class): $/;
const SECRET = /password/i;
const PROMPT = /\d+\/\d+hp [^\n]*> $/;
const NOT_TAKEN = /Slow down|was not taken|Too many lines/;
/** Unread text that is kept to find a question in. */
const TAIL_MAX = 200;

export class TelnetTalk implements Talk {
  readonly transport = "telnet";
  readonly resumable = false;
  readonly kept = undefined;
  readonly #events: TalkEvents;
  readonly #decoder = new TextDecoder();
  #tail = "";
  #playing = false;

  constructor(events: TalkEvents) {
    this.#events = events;
  }

  opened(): void {
    this.#playing = false;
    this.#tail = "";
    this.#events.send(NO_TTYPE);
  }

  forget(): void {
    // Nothing outlives the socket.
  }

  answer(text: string): void {
    this.#line(text);
  }

  type(text: string): void {
    this.#line(text);
  }

  receive(payload: Uint8Array | string): void {
    const text = typeof payload === "string" ? payload : this.#decoder.decode(textBytes(payload));
    this.#tail = (this.#tail + text).slice(-TAIL_MAX);
    this.#events.text(text);
    if (this.#playing) return;
    const question = QUESTION.exec(this.#tail)?.[1];
    if (question !== undefined) {
      this.#tail = "";
      this.#events.asked(question, SECRET.test(question));
    } else if (PROMPT.test(this.#tail)) {
      this.#playing = true;
      this.#events.playing(false, "");
    }
  }

  written(payload: Uint8Array | string): void {
    if (typeof payload === "string" || !this.#playing) return;
    // A refusal that is lost with its socket was told all the same: the session ends with that.
    if (NOT_TAKEN.test(this.#decoder.decode(payload))) this.#events.dropped();
  }

  #line(text: string): void {
    this.#events.send(utf8Bytes(`${text}\r\n`));
  }
}

/** Without telnet commands and colours. */
const textBytes = (bytes: Uint8Array): Uint8Array => {
  const kept: number[] = [];
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] as number;
    if (byte === IAC) at = endOfCommand(bytes, at);
    else if (byte === ESC) {
      at += 2;
      while (at < bytes.length && (bytes[at] as number) < LETTERS) at += 1;
    } else kept.push(byte);
  }
  return Uint8Array.from(kept);
};

/** Where the last byte of a command is. */
const endOfCommand = (bytes: Uint8Array, from: number): number => {
  const command = bytes[from + 1] ?? 0;
  if (command !== SB) return from + (command >= FIRST_OF_TWO && command < IAC ? 2 : 1);
  let at = from;
  while (at < bytes.length && !(bytes[at] === IAC && bytes[at + 1] === SE)) at += 1;
  return at + 1;
};
