/**
 * The server's end of one telnet connection, without I/O:
 *
 *   write(server.start())                     once, right after accept (and TLS)
 *   events = server.receive(bytes)            for each packet, then at once
 *   write(server.takeOutput())                the answers it provoked, before any other output
 *   write(server.text("…"), server.promptMark(), server.gmcp("Char.Vitals", {…}) …)
 *
 * Nothing here waits for the client: the options it agrees to take effect as answers arrive, and
 * `negotiated` says that the last answer worth waiting for is there. Memory per connection is
 * bounded by TelnetLimits whatever the client sends.
 */

import {
  ABORT,
  ARE_YOU_THERE,
  BREAK,
  concatBytes,
  DO,
  DONT,
  END_OF_FILE,
  IAC,
  INTERRUPT_PROCESS,
  NOP,
  SUSPEND,
  type Verb,
  WILL,
  WONT,
} from "./bytes.ts";
import { type CodecSink, TelnetCodec } from "./codec.ts";
import type { TelnetEvent } from "./events.ts";
import {
  newTelnetCounters,
  TELNET_LIMITS,
  type TelnetCounters,
  type TelnetLimits,
} from "./limits.ts";
import { OptionTable, type Send, type Side, THEM, US } from "./option.ts";
import { CharsetOption } from "./options/charset.ts";
import { EchoOption } from "./options/echo.ts";
import { GmcpOption, sendGmcp } from "./options/gmcp.ts";
import { NawsOption } from "./options/naws.ts";
import { EOR_OPTION, promptMark, SGA_OPTION } from "./options/prompt-mark.ts";
import { TIMING_MARK_OPTION } from "./options/timing-mark.ts";
import { TtypeOption } from "./options/ttype.ts";
import type { OptionContext, TelnetOption } from "./telnet-option.ts";
import { decodeLine, encodeText, type TextEncoding } from "./text.ts";

/** What a client reads that asks "are you there". */
const HERE = "\n[Yes, the game is here.]\n";
const KEEPALIVE: readonly number[] = [IAC, NOP];

export class TelnetServer {
  readonly counters: TelnetCounters;
  private readonly limits: TelnetLimits;
  private readonly codec: TelnetCodec;
  private readonly table = new OptionTable();
  private readonly echo = new EchoOption();
  private readonly naws = new NawsOption();
  private readonly ttype = new TtypeOption();
  private readonly charset = new CharsetOption();
  private readonly gmcpOption = new GmcpOption();
  /** In the order of the opening packet. */
  private readonly options: readonly TelnetOption[];
  private readonly context: OptionContext;
  private events: TelnetEvent[] = [];
  private output: Uint8Array[] = [];
  private answersLeft: number;

  /** `counters` may be shared by all connections of a gateway. */
  constructor(
    limits: TelnetLimits = TELNET_LIMITS,
    counters: TelnetCounters = newTelnetCounters(),
  ) {
    this.limits = limits;
    this.counters = counters;
    this.answersLeft = limits.answers;
    this.options = [
      this.ttype,
      this.naws,
      this.charset,
      EOR_OPTION,
      this.gmcpOption,
      this.echo,
      SGA_OPTION,
      TIMING_MARK_OPTION,
    ];
    this.context = {
      limits,
      counters,
      answer: (bytes) => this.answer(bytes),
      emit: (event) => this.events.push(event),
    };
    this.codec = new TelnetCodec(limits, counters, this.sink());
  }

  /** The opening packet: everything we offer or ask for. Call it once. */
  start(): Uint8Array {
    const parts: Uint8Array[] = [];
    for (const option of this.options) {
      for (const side of [THEM, US] as const) {
        if (policyOf(option, side) !== "offer") continue;
        const send = this.table.request(side, option.code, true);
        if (send !== "nothing") parts.push(negotiationBytes(side, send, option.code));
      }
    }
    return concatBytes(parts);
  }

  /** Takes one chunk of any size. Never throws on what a client sent. */
  receive(bytes: Uint8Array): TelnetEvent[] {
    this.codec.push(bytes);
    const events = this.events;
    this.events = [];
    return events;
  }

  /** The answers since the last call; write them before any other output. */
  takeOutput(): Uint8Array {
    const bytes = concatBytes(this.output);
    this.output = [];
    return bytes;
  }

  /** Output text in the client's charset; `\n` becomes CR LF. */
  text(text: string): Uint8Array {
    return encodeText(text, this.encoding);
  }

  /** Closes a prompt: EOR, GA or nothing, see options/prompt-mark.ts. */
  promptMark(): Uint8Array {
    return promptMark({
      eorAgreed: this.table.enabled(US, EOR_OPTION.code),
      sgaAgreed: this.table.enabled(US, SGA_OPTION.code),
      clientName: this.ttype.clientName,
    });
  }

  /**
   * True hides what the client types (before a password prompt), false shows it again (at once
   * after the line) and ends the line on screen. Contains the pending answers, so order is kept.
   */
  setEcho(serverEchoes: boolean): Uint8Array {
    const change = this.echo.set(serverEchoes);
    return change.length === 0 ? change : concatBytes([this.takeOutput(), change]);
  }

  /** One GMCP message; no bytes while GMCP is off or when it is over the limit (counted). */
  gmcp(name: string, value?: unknown): Uint8Array {
    return sendGmcp(this.gmcpOption, name, value, this.context);
  }

  /** IAC NOP: invisible, for idle connections every 25 to 30 s. */
  keepalive(): Uint8Array {
    return new Uint8Array(KEEPALIVE);
  }

  /** What text is encoded to: CHARSET outweighs the MTTS bit, that outweighs the UTF-8 default. */
  get encoding(): TextEncoding {
    if (this.charset.agreed !== undefined) return this.charset.agreed;
    if (this.ttype.mtts !== 0) return (this.ttype.mtts & 4) !== 0 ? "utf-8" : "ascii";
    return this.charset.rejected ? "ascii" : "utf-8";
  }

  get utf8(): boolean {
    return this.encoding === "utf-8";
  }

  get gmcpEnabled(): boolean {
    return this.gmcpOption.enabled;
  }

  /** Columns: 80 until the client says otherwise. */
  get width(): number {
    return this.naws.width;
  }

  /** Rows: 24 until the client says otherwise. */
  get height(): number {
    return this.naws.height;
  }

  /** The MTTS bits, 0 while unknown. */
  get mtts(): number {
    return this.ttype.mtts;
  }

  /** First TTYPE answer, "" while unknown. */
  get clientName(): string {
    return this.ttype.clientName;
  }

  private sink(): CodecSink {
    return {
      line: (bytes) => this.events.push({ type: "line", text: decodeLine(bytes, this.encoding) }),
      lineTooLong: () =>
        this.events.push({ type: "lineTooLong", limitBytes: this.limits.lineBytes }),
      command: (code) => this.receiveCommand(code),
      negotiation: (verb, option) => this.receiveNegotiation(verb, option),
      subnegotiation: (option, payload) => this.receiveSubnegotiation(option, payload),
    };
  }

  private receiveCommand(code: number): void {
    switch (code) {
      case ARE_YOU_THERE:
        this.answer(this.text(HERE));
        return;
      case INTERRUPT_PROCESS:
      case BREAK:
      case ABORT:
      case SUSPEND:
      case END_OF_FILE:
        this.codec.clearLine();
        this.events.push({ type: "interrupt" });
        return;
      default:
      // NOP, GA, EOR, a stray SE, DM and AO ask nothing of us.
    }
  }

  private receiveNegotiation(verb: Verb, code: number): void {
    const option = this.optionOf(code);
    if (option?.negotiation?.(verb, this.context) === true) return;
    const side = verb === DO || verb === DONT ? US : THEM;
    const enable = verb === DO || verb === WILL;
    const accept =
      this.answersLeft > 0 && option !== undefined && policyOf(option, side) !== "refuse";
    const { send, change } = enable
      ? this.table.receiveEnable(side, code, accept)
      : this.table.receiveDisable(side, code);
    if (send !== "nothing") this.answer(negotiationBytes(side, send, code));
    if (change === "on") option?.turnedOn?.(side, this.context);
    else if (change === "off") option?.turnedOff?.(side, this.context);
  }

  private receiveSubnegotiation(code: number, payload: Uint8Array): void {
    const option = this.optionOf(code);
    const wanted = this.table.wanted(US, code) || this.table.wanted(THEM, code);
    if (!wanted || option?.subnegotiation === undefined) {
      this.counters.subnegotiationsIgnored++;
      return;
    }
    option.subnegotiation(payload, this.context);
    this.codec.utf8 = this.encoding !== "latin-1";
  }

  private answer(bytes: Uint8Array): void {
    if (this.answersLeft === 0) {
      this.counters.answersSuppressed++;
      return;
    }
    this.answersLeft--;
    this.output.push(bytes);
  }

  private optionOf(code: number): TelnetOption | undefined {
    return this.options.find((option) => option.code === code);
  }
}

const policyOf = (option: TelnetOption, side: Side): TelnetOption["us"] =>
  side === US ? option.us : option.them;

const negotiationBytes = (side: Side, send: Exclude<Send, "nothing">, code: number): Uint8Array => {
  const on = send === "enable";
  const verb = side === US ? (on ? WILL : WONT) : on ? DO : DONT;
  return new Uint8Array([IAC, verb, code]);
};
