/**
 * The streaming telnet parser: bytes of any chunking in, calls on a sink out.
 *
 *   data    printable bytes and line ends; IAC IAC is the data byte 255
 *   IAC c   a command; IAC WILL|WONT|DO|DONT o a negotiation
 *   IAC SB o … IAC SE   a subnegotiation, IAC IAC inside is the byte 255
 *
 * Lines: CR and LF each end the line at once, and one LF or NUL that follows a CR as the next
 * data byte is swallowed. So CR LF, CR NUL, LF and a bare CR at the end of a packet all work
 * without a look at packet borders: chunking never changes what comes out.
 * Other NULs are dropped. BS, DEL and IAC EC erase the last character, IAC EL the line.
 *
 * A subnegotiation over its limit is skipped to its end and counted. One in which IAC is followed
 * by anything but IAC or SE is dropped and counted, and that command is then obeyed.
 * Not promised: that a byte outside the telnet commands survives after IAC; it is dropped.
 */

import {
  BS,
  CR,
  DEL,
  DO,
  DONT,
  END_OF_FILE,
  ERASE_CHARACTER,
  ERASE_LINE,
  IAC,
  LF,
  NUL,
  SB,
  SE,
  type Verb,
  WILL,
  WONT,
} from "./bytes.ts";
import type { TelnetCounters, TelnetLimits } from "./limits.ts";
import { LineAssembler } from "./line-assembler.ts";
import { SubnegotiationBuffer } from "./subnegotiation-buffer.ts";

/** Receives what was parsed. Byte arrays are views, valid only during the call. */
export interface CodecSink {
  line(bytes: Uint8Array): void;
  lineTooLong(): void;
  command(code: number): void;
  negotiation(verb: Verb, option: number): void;
  subnegotiation(option: number, payload: Uint8Array): void;
}

const DATA_STATE = 0;
const IAC_STATE = 1;
const VERB_STATE = 2;
const SB_OPTION_STATE = 3;
const SB_STATE = 4;
const SB_IAC_STATE = 5;

/** 1 for the bytes that the fast scan over line text must stop at. */
const SPECIAL = new Uint8Array(256);
for (const byte of [NUL, BS, LF, CR, DEL, IAC]) SPECIAL[byte] = 1;
const ONE_IAC = new Uint8Array([IAC]);

export class TelnetCodec {
  /** Whether erasing removes whole UTF-8 sequences; set it when the charset changes. */
  utf8 = true;
  private state = DATA_STATE;
  private verb: Verb = WILL;
  private option = 0;
  private afterCr = false;
  private stopped = false;
  private readonly lines: LineAssembler;
  private readonly sub: SubnegotiationBuffer;
  private readonly counters: TelnetCounters;
  private readonly sink: CodecSink;

  constructor(limits: TelnetLimits, counters: TelnetCounters, sink: CodecSink) {
    this.lines = new LineAssembler(limits.lineBytes);
    this.sub = new SubnegotiationBuffer(limits.subnegotiationBytes);
    this.counters = counters;
    this.sink = sink;
  }

  /**
   * Parses one chunk and calls the sink for all that it completes. Never throws by itself.
   * Returns the bytes used: all of them, unless the sink called `stop`.
   */
  push(bytes: Uint8Array): number {
    this.stopped = false;
    let at = 0;
    while (at < bytes.length && !this.stopped) {
      if (this.state === DATA_STATE) at = this.data(bytes, at);
      else if (this.state === SB_STATE) at = this.payload(bytes, at);
      else this.control(bytes[at++] ?? 0);
    }
    return at;
  }

  /** For the sink: what follows in this chunk is not telnet as it is (it is compressed). */
  stop(): void {
    this.stopped = true;
  }

  /** Forgets the unfinished line. */
  clearLine(): void {
    this.countDiscarded();
    this.lines.clear();
  }

  private data(bytes: Uint8Array, start: number): number {
    let end = start;
    while (end < bytes.length && SPECIAL[bytes[end] ?? 0] === 0) end++;
    if (end > start) this.afterCr = false;
    const special = end < bytes.length ? (bytes[end] ?? 0) : -1;
    if ((special === CR || special === LF) && this.lines.fitsAlone(start, end)) {
      this.endLine(special, bytes.subarray(start, end));
      return end + 1;
    }
    if (end > start) this.append(bytes, start, end);
    if (special === -1) return end;
    if (special === CR || special === LF) this.endLine(special, undefined);
    else if (special === IAC) this.state = IAC_STATE;
    else this.edit(special);
    return end + 1;
  }

  /** NUL, BS or DEL in the line. */
  private edit(byte: number): void {
    if (byte !== NUL) this.lines.erase(this.utf8);
    this.afterCr = false;
  }

  /** `whole` is the line when it was never copied into the assembler. */
  private endLine(byte: number, whole: Uint8Array | undefined): void {
    const swallowed = byte === LF && this.afterCr;
    this.afterCr = byte === CR;
    if (swallowed) return;
    this.sink.line(whole ?? this.lines.current(this.utf8));
    this.clearLine();
  }

  private append(bytes: Uint8Array, start: number, end: number): void {
    if (!this.lines.append(bytes, start, end)) return;
    this.counters.linesCut++;
    this.sink.lineTooLong();
  }

  private countDiscarded(): void {
    this.counters.lineBytesDiscarded += this.lines.discarded;
  }

  /** One byte of a command: everything but line text and subnegotiation payload. */
  private control(byte: number): void {
    switch (this.state) {
      case IAC_STATE:
        this.state = DATA_STATE;
        this.command(byte);
        return;
      case VERB_STATE:
        this.state = DATA_STATE;
        this.sink.negotiation(this.verb, byte);
        return;
      case SB_OPTION_STATE:
        // No option has the code 255: the subnegotiation is cut off by a command.
        if (byte === IAC) this.abortSubnegotiation(IAC_STATE);
        else this.openSubnegotiation(byte);
        return;
      default:
        this.insideSubnegotiation(byte);
    }
  }

  private command(byte: number): void {
    switch (byte) {
      case IAC:
        this.afterCr = false;
        this.append(ONE_IAC, 0, 1);
        return;
      case WILL:
      case WONT:
      case DO:
      case DONT:
        this.verb = byte;
        this.state = VERB_STATE;
        return;
      case SB:
        this.state = SB_OPTION_STATE;
        return;
      case ERASE_CHARACTER:
        this.lines.erase(this.utf8);
        return;
      case ERASE_LINE:
        this.clearLine();
        return;
      default:
        if (byte < END_OF_FILE) this.counters.commandsUnknown++;
        else this.sink.command(byte);
    }
  }

  private openSubnegotiation(option: number): void {
    this.option = option;
    this.sub.clear();
    this.state = SB_STATE;
  }

  private payload(bytes: Uint8Array, start: number): number {
    const iac = bytes.indexOf(IAC, start);
    const end = iac === -1 ? bytes.length : iac;
    this.sub.append(bytes, start, end);
    if (iac === -1) return end;
    this.state = SB_IAC_STATE;
    return end + 1;
  }

  /** The byte after an IAC inside a subnegotiation. */
  private insideSubnegotiation(byte: number): void {
    if (byte === IAC) {
      this.sub.append(ONE_IAC, 0, 1);
      this.state = SB_STATE;
    } else if (byte === SE) {
      this.state = DATA_STATE;
      if (this.sub.oversize) this.counters.subnegotiationsOversize++;
      else this.sink.subnegotiation(this.option, this.sub.payload());
      this.sub.clear();
    } else {
      this.abortSubnegotiation(DATA_STATE);
      this.command(byte);
    }
  }

  private abortSubnegotiation(next: number): void {
    this.counters.subnegotiationsAborted++;
    this.sub.clear();
    this.state = next;
  }
}
