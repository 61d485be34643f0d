/**
 * A telnet stream taken apart: text, commands, negotiation and subnegotiation, in order, whatever
 * the chunking. It understands no option and keeps nothing but an unfinished command.
 */

import { concatBytes, DONT, IAC, NO_BYTES, SB, SE, WILL } from "@ambon/telnet/bytes";

/** Byte arrays may be views of what was pushed. */
export interface PieceSink {
  /** Without IAC: a doubled one is one byte 255. */
  text(bytes: Uint8Array): void;
  negotiation(verb: number, option: number): void;
  subnegotiation(option: number, payload: Uint8Array): void;
  command(code: number): void;
}

const ONE_IAC = new Uint8Array([IAC]);

type State = "text" | "iac" | "verb" | "option" | "payload" | "payloadIac";

export class TelnetPieces {
  readonly #sink: PieceSink;
  readonly #payloadMax: number;
  #state: State = "text";
  #verb = 0;
  #option = 0;
  #payload: Uint8Array[] = [];
  #payloadBytes = 0;

  /** A subnegotiation of more than `payloadMax` bytes is skipped. */
  constructor(sink: PieceSink, payloadMax: number) {
    this.#sink = sink;
    this.#payloadMax = payloadMax;
  }

  push(bytes: Uint8Array): void {
    let at = 0;
    while (at < bytes.length) {
      if (this.#state === "text" || this.#state === "payload") at = this.#run(bytes, at);
      else this.#control(bytes[at++] ?? 0);
    }
  }

  /** Bytes up to the next IAC; returns where it goes on after that. */
  #run(bytes: Uint8Array, start: number): number {
    const iac = bytes.indexOf(IAC, start);
    const end = iac === -1 ? bytes.length : iac;
    const inPayload = this.#state === "payload";
    if (end > start) this.#take(bytes.subarray(start, end));
    if (iac === -1) return end;
    this.#state = inPayload ? "payloadIac" : "iac";
    return iac + 1;
  }

  #take(run: Uint8Array): void {
    if (this.#state === "text") {
      this.#sink.text(run);
      return;
    }
    this.#payloadBytes += run.length;
    // The bytes of the next push may stand in the same memory.
    if (this.#payloadBytes <= this.#payloadMax) this.#payload.push(run.slice());
    else this.#payload = [];
  }

  #control(byte: number): void {
    switch (this.#state) {
      case "verb":
        this.#state = "text";
        this.#sink.negotiation(this.#verb, byte);
        return;
      case "option":
        this.#option = byte;
        this.#payload = [];
        this.#payloadBytes = 0;
        this.#state = "payload";
        return;
      case "payloadIac":
        this.#afterPayloadIac(byte);
        return;
      default:
        this.#command(byte);
    }
  }

  #afterPayloadIac(byte: number): void {
    if (byte === IAC) {
      this.#state = "payload";
      this.#take(ONE_IAC);
      return;
    }
    const whole = byte === SE && this.#payloadBytes <= this.#payloadMax;
    const payload = whole ? concatBytes(this.#payload) : NO_BYTES;
    this.#payload = [];
    this.#state = "text";
    if (whole) this.#sink.subnegotiation(this.#option, payload);
    // Cut off by another command, which is obeyed.
    else if (byte !== SE) this.#command(byte);
  }

  #command(byte: number): void {
    this.#state = "text";
    if (byte === IAC) {
      this.#sink.text(ONE_IAC);
    } else if (byte === SB) {
      this.#state = "option";
    } else if (byte >= WILL && byte <= DONT) {
      this.#verb = byte;
      this.#state = "verb";
    } else {
      this.#sink.command(byte);
    }
  }
}
