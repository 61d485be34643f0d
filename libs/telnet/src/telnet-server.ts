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
 *
 * Without features it speaks the base options; TelnetFeatures (option-set.ts) adds others. Input
 * that the client compresses (MCCP3) is read here. Output (MCCP2) is compressed by its writer:
 *
 *   if (server.compressionReady)  write plain: server.startCompression(), then only compressed
 *   on compressionEnd             write compressed: what is pending and takeOutput(), then
 *                                 compressor.finish(), then plain
 */

import {
  ABORT,
  ARE_YOU_THERE,
  BREAK,
  concatBytes,
  END_OF_FILE,
  IAC,
  INTERRUPT_PROCESS,
  NO_BYTES,
  NOP,
  SUSPEND,
} from "./bytes.ts";
import { type CodecSink, TelnetCodec } from "./codec.ts";
import { type EnvironFacts, NO_ENVIRON_FACTS } from "./environ-facts.ts";
import type { TelnetEvent } from "./events.ts";
import {
  newTelnetCounters,
  TELNET_LIMITS,
  type TelnetCounters,
  type TelnetLimits,
} from "./limits.ts";
import type { MsdpData } from "./msdp-codec.ts";
import { Negotiator } from "./negotiator.ts";
import { US } from "./option.ts";
import { OptionSet, type TelnetFeatures } from "./option-set.ts";
import { encodingNamed } from "./options/charset.ts";
import { sendGmcp } from "./options/gmcp.ts";
import { sendMsdp } from "./options/msdp.ts";
import { encodeMssp, MSSP_OPTION, type MsspTable } from "./options/mssp.ts";
import { parseMxpAnswer } from "./options/mxp.ts";
import { EOR_OPTION, promptMark, SGA_OPTION } from "./options/prompt-mark.ts";
import { decodeLine, encodeText, type TextEncoding } from "./text.ts";
import { transliterate } from "./transliterate.ts";

/** What a client reads that asks "are you there". */
const HERE = "\n[Yes, the game is here.]\n";
const KEEPALIVE: readonly number[] = [IAC, NOP];

export class TelnetServer {
  readonly counters: TelnetCounters;
  private readonly limits: TelnetLimits;
  private readonly codec: TelnetCodec;
  private readonly options: OptionSet;
  private readonly features: TelnetFeatures;
  private readonly negotiator: Negotiator;
  private events: TelnetEvent[] = [];
  private settled = false;

  /** `counters` may be shared by all connections of a gateway. */
  constructor(
    limits: TelnetLimits = TELNET_LIMITS,
    counters: TelnetCounters = newTelnetCounters(),
    features: TelnetFeatures = {},
  ) {
    this.limits = limits;
    this.counters = counters;
    this.features = features;
    this.options = new OptionSet(features);
    this.negotiator = new Negotiator(this.options.inOrder, limits, counters, {
      emit: (event) => this.events.push(event),
      stopParsing: () => this.codec.stop(),
    });
    this.codec = new TelnetCodec(limits, counters, this.sink());
  }

  /** The opening packet: everything we offer or ask for. Call it once. */
  start(): Uint8Array {
    return this.negotiator.start();
  }

  /** Takes one chunk of any size. Never throws on what a client sent. */
  receive(bytes: Uint8Array): TelnetEvent[] {
    let rest = bytes;
    while (rest.length > 0) {
      const { mccp3 } = this.options;
      rest =
        mccp3?.open === true
          ? mccp3.read(rest, (plain) => this.codec.push(plain), this.negotiator.context)
          : rest.subarray(this.codec.push(rest));
    }
    const events = this.events;
    this.events = [];
    return events;
  }

  /** The answers since the last call; write them before any other output. */
  takeOutput(): Uint8Array {
    return this.negotiator.takeOutput();
  }

  /** Output text in the client's charset; `\n` becomes CR LF. */
  text(text: string): Uint8Array {
    const { encoding } = this;
    const shown = this.features.transliterate === true ? transliterate(text, encoding) : text;
    return encodeText(shown, encoding);
  }

  /** Closes a prompt: EOR, GA or nothing, see options/prompt-mark.ts. */
  promptMark(): Uint8Array {
    return promptMark({
      eorAgreed: this.negotiator.enabled(US, EOR_OPTION.code),
      sgaAgreed: this.negotiator.enabled(US, SGA_OPTION.code),
      clientName: this.clientName,
    });
  }

  /**
   * True hides what the client types (before a password prompt), false shows it again (at once
   * after the line) and ends the line on screen. Contains the pending answers, so order is kept.
   */
  setEcho(serverEchoes: boolean): Uint8Array {
    const change = this.options.echo.set(serverEchoes);
    return change.length === 0 ? change : concatBytes([this.takeOutput(), change]);
  }

  /** One GMCP message; no bytes while GMCP is off or when it is over the limit (counted). */
  gmcp(name: string, value?: unknown): Uint8Array {
    return sendGmcp(this.options.gmcp, name, value, this.negotiator.context);
  }

  /** One MSDP variable; no bytes while MSDP is off or when it is over the limit (counted). */
  msdp(name: string, value: MsdpData): Uint8Array {
    return sendMsdp(this.options.msdp, name, value, this.negotiator.context);
  }

  /** The answer to `msspRequest`; no bytes when MSSP is not agreed. */
  mssp(table: MsspTable): Uint8Array {
    return this.negotiator.enabled(US, MSSP_OPTION.code) ? encodeMssp(table) : NO_BYTES;
  }

  /** The time for negotiation is over: what waits for the end of the TTYPE cycle waits no more. */
  settle(): void {
    this.settled = true;
  }

  /** MCCP2 is agreed on and may start: look after `receive` and `settle`. */
  get compressionReady(): boolean {
    return this.options.mccp2?.waiting === true && (this.settled || this.options.ttype.ended);
  }

  /**
   * The mark that starts MCCP2, the pending answers before it. Write it plain, and all that is
   * written afterwards through one new Compressor, until `compressionEnd`.
   */
  startCompression(): Uint8Array {
    if (!this.compressionReady) return NO_BYTES;
    return concatBytes([this.takeOutput(), this.options.mccp2?.start() ?? NO_BYTES]);
  }

  /** All that is sent now goes through a Compressor. */
  get compressing(): boolean {
    return this.options.mccp2?.started === true;
  }

  /** IAC NOP: invisible, for idle connections every 25 to 30 s. */
  keepalive(): Uint8Array {
    return new Uint8Array(KEEPALIVE);
  }

  /** What text is encoded to: CHARSET, else the MTTS bit, else MNES, else UTF-8. */
  get encoding(): TextEncoding {
    const { charset } = this.options;
    if (charset.agreed !== undefined) return charset.agreed;
    if (this.mtts !== 0) return (this.mtts & 4) !== 0 ? "utf-8" : "ascii";
    const told = encodingNamed(this.environ.charset);
    return told ?? (charset.rejected ? "ascii" : "utf-8");
  }

  get utf8(): boolean {
    return this.encoding === "utf-8";
  }

  get gmcpEnabled(): boolean {
    return this.options.gmcp.enabled;
  }

  /** Columns: 80 until the client says otherwise. */
  get width(): number {
    return this.options.naws.width;
  }

  /** Rows: 24 until the client says otherwise. */
  get height(): number {
    return this.options.naws.height;
  }

  /** The MTTS bits, by TTYPE or else by MNES, 0 while unknown. */
  get mtts(): number {
    return this.options.ttype.mtts || this.environ.mtts;
  }

  /** First TTYPE answer, else what MNES said, "" while unknown. */
  get clientName(): string {
    return this.options.ttype.clientName || this.environ.clientName;
  }

  /** What NEW-ENVIRON told, all of it the client's claim. */
  get environ(): EnvironFacts {
    return this.options.environ?.facts ?? NO_ENVIRON_FACTS;
  }

  get msdpEnabled(): boolean {
    return this.options.msdp?.enabled === true;
  }

  get mxpEnabled(): boolean {
    return this.options.mxp?.enabled === true;
  }

  private sink(): CodecSink {
    return {
      line: (bytes) => this.receiveLine(decodeLine(bytes, this.encoding)),
      lineTooLong: () =>
        this.events.push({ type: "lineTooLong", limitBytes: this.limits.lineBytes }),
      command: (code) => this.receiveCommand(code),
      negotiation: (verb, option) => this.negotiator.receive(verb, option),
      subnegotiation: (option, payload) => {
        this.negotiator.subnegotiation(option, payload);
        this.codec.utf8 = this.encoding !== "latin-1";
      },
    };
  }

  private receiveLine(text: string): void {
    const answer = this.options.mxp === undefined ? undefined : parseMxpAnswer(text);
    this.events.push(
      answer === undefined ? { type: "line", text } : { type: "mxpAnswer", ...answer },
    );
  }

  private receiveCommand(code: number): void {
    switch (code) {
      case ARE_YOU_THERE:
        this.negotiator.answer(this.text(HERE));
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
}
