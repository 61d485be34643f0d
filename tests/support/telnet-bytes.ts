/**
 * A client's side of telnet (RFC 854): takes text apart from the protocol and answers options as a
 * plain client does, or as a capable one that the test describes.
 */

export interface TelnetAbilities {
  /** Agrees to EOR marks; without it prompts end with GA. */
  readonly eor?: boolean;
  readonly gmcp?: boolean;
  /** Columns and rows told by NAWS. */
  readonly window?: readonly [number, number];
  /** Answers of the TTYPE cycle, the last one is repeated. */
  readonly terminalTypes?: readonly string[];
}

export interface TelnetSink {
  text(bytes: readonly number[]): void;
  /** GA or EOR: the prompt before it is complete. */
  promptEnd(mark: "GA" | "EOR"): void;
  /** The server will, or will not, echo what is typed. */
  echo(on: boolean): void;
  gmcp(message: string): void;
  reply(bytes: readonly number[]): void;
}

const IAC = 255;
const DONT = 254;
const DO = 253;
const WONT = 252;
const WILL = 251;
const SB = 250;
const GA = 249;
const SE = 240;
const EOR = 239;
const ECHO = 1;
const TTYPE = 24;
const END_OF_RECORD = 25;
const NAWS = 31;
const GMCP = 201;

type State = "text" | "iac" | "verb" | "sub" | "subIac";

export class TelnetBytes {
  readonly #abilities: TelnetAbilities;
  readonly #sink: TelnetSink;
  #state: State = "text";
  #verb = 0;
  #text: number[] = [];
  #sub: number[] = [];
  #typesTold = 0;
  /** Options that were answered, so that no answer is answered. */
  readonly #answered = new Map<string, boolean>();

  constructor(abilities: TelnetAbilities, sink: TelnetSink) {
    this.#abilities = abilities;
    this.#sink = sink;
  }

  receive(bytes: Uint8Array): void {
    for (const byte of bytes) this.#take(byte);
    this.#flush();
  }

  /** Tells a new size of the window. */
  resize(columns: number, rows: number): void {
    this.#sink.reply([IAC, SB, NAWS, 0, columns, 0, rows, IAC, SE]);
  }

  #flush(): void {
    if (this.#text.length > 0) this.#sink.text(this.#text);
    this.#text = [];
  }

  #take(byte: number): void {
    switch (this.#state) {
      case "text":
        if (byte === IAC) this.#state = "iac";
        else this.#text.push(byte);
        return;
      case "iac":
        this.#command(byte);
        return;
      case "verb":
        this.#state = "text";
        this.#option(this.#verb, byte);
        return;
      case "sub":
        if (byte === IAC) this.#state = "subIac";
        else this.#sub.push(byte);
        return;
      case "subIac":
        this.#state = byte === SE ? "text" : "sub";
        if (byte === SE) this.#subnegotiation();
        else this.#sub.push(byte);
    }
  }

  #command(byte: number): void {
    this.#state = "text";
    if (byte === IAC) this.#text.push(byte);
    else if (byte === SB) {
      this.#state = "sub";
      this.#sub = [];
    } else if (byte >= WILL && byte <= DONT) {
      this.#state = "verb";
      this.#verb = byte;
    } else if (byte === GA || byte === EOR) {
      this.#flush();
      this.#sink.promptEnd(byte === GA ? "GA" : "EOR");
    }
  }

  #option(verb: number, option: number): void {
    const server = verb === WILL || verb === WONT;
    const offered = verb === WILL || verb === DO;
    if (server && option === ECHO) {
      this.#flush();
      this.#sink.echo(offered);
    }
    const agree = offered && (server ? this.#likes(option) : this.#can(option));
    const key = `${server} ${option}`;
    const before = this.#answered.get(key) ?? false;
    // A withdrawal of what never was needs no answer, and an answer is not answered.
    if (before === agree && (this.#answered.has(key) || !offered)) return;
    this.#answered.set(key, agree);
    this.#sink.reply([IAC, server ? (agree ? DO : DONT) : agree ? WILL : WONT, option]);
    const { window } = this.#abilities;
    if (agree && !server && option === NAWS && window !== undefined) this.resize(...window);
  }

  #likes(option: number): boolean {
    const { eor, gmcp } = this.#abilities;
    return (
      option === ECHO ||
      (option === END_OF_RECORD && eor === true) ||
      (option === GMCP && gmcp === true)
    );
  }

  #can(option: number): boolean {
    const { window, terminalTypes } = this.#abilities;
    return (
      (option === NAWS && window !== undefined) || (option === TTYPE && terminalTypes !== undefined)
    );
  }

  #subnegotiation(): void {
    const [option, ...payload] = this.#sub;
    if (option === GMCP) this.#sink.gmcp(new TextDecoder().decode(new Uint8Array(payload)));
    const types = this.#abilities.terminalTypes;
    if (option !== TTYPE || types === undefined) return;
    const told = types[Math.min(this.#typesTold, types.length - 1)] ?? "";
    this.#typesTold += 1;
    this.#sink.reply([IAC, SB, TTYPE, 0, ...new TextEncoder().encode(told), IAC, SE]);
  }
}
