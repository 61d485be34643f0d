/**
 * TTYPE (RFC 1091) as the MTTS cycle:
 *
 *   S: DO TTYPE   C: WILL TTYPE   S: SB TTYPE SEND SE   C: SB TTYPE IS <ascii> SE   S: … again
 *
 * First answer the client's name, second the terminal, third `MTTS <n>`. The cycle ends when an
 * answer repeats the one before or after `terminalAnswers`. A plain terminal repeats its first
 * answer, which is then name and terminal in one.
 */

import { OPTION_TTYPE, subnegotiation } from "../bytes.ts";
import type { OptionContext, TelnetOption } from "../telnet-option.ts";
import { printableAscii } from "../text.ts";
import { isMtts, mttsFlags, parseMtts } from "./mtts.ts";

const IS = 0;
const SEND = 1;

export class TtypeOption implements TelnetOption {
  readonly code = OPTION_TTYPE;
  readonly us = "refuse";
  readonly them = "offer";
  clientName = "";
  terminal = "";
  mtts = 0;
  /** The cycle is over, or the client has no TTYPE. */
  ended = false;
  private answers = 0;
  private latest = "";
  private asked = false;

  /** The cycle is over and the client took part: it has read all that was asked before. */
  get completed(): boolean {
    return this.ended && this.answers > 0;
  }

  turnedOn(_side: number, context: OptionContext): void {
    this.answers = 0;
    this.latest = "";
    this.ask(context);
  }

  /** Off or refused: there is nothing to wait for. */
  turnedOff(_side: number, context: OptionContext): void {
    this.asked = false;
    this.end(context);
  }

  subnegotiation(payload: Uint8Array, context: OptionContext): void {
    if (payload[0] !== IS || !this.asked) {
      context.counters.subnegotiationsIgnored++;
      return;
    }
    this.asked = false;
    const answer = printableAscii(payload.subarray(1), context.limits.terminalBytes);
    const repeated = this.answers > 0 && answer === this.latest;
    this.answers++;
    this.latest = answer;
    this.learn(answer, repeated, context);
    if (repeated || this.answers >= context.limits.terminalAnswers) this.end(context);
    else this.ask(context);
  }

  private learn(answer: string, repeated: boolean, context: OptionContext): void {
    if (isMtts(answer)) this.mtts = parseMtts(answer);
    else if (this.answers === 1) this.clientName = answer;
    else if (this.answers === 2) this.terminal = answer;
    else return;
    // The repeated MTTS answer says nothing new; a repeated first answer is the terminal.
    if (repeated && this.answers > 2) return;
    const { clientName: name, terminal, mtts } = this;
    const flags = mttsFlags(mtts, terminal);
    context.emit({ type: "terminal", name, terminal, mtts, flags });
  }

  private ask(context: OptionContext): void {
    this.asked = true;
    context.answer(subnegotiation(OPTION_TTYPE, new Uint8Array([SEND])));
  }

  private end(context: OptionContext): void {
    if (this.ended) return;
    this.ended = true;
    context.emit({ type: "negotiated" });
  }
}
