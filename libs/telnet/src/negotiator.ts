/**
 * Who may speak what: takes the client's WILL, WONT, DO, DONT and subnegotiations to the options,
 * answers by the Q method (option.ts), and counts the answers of a connection.
 */

import { concatBytes, DO, DONT, IAC, type Verb, WILL, WONT } from "./bytes.ts";
import type { TelnetCounters, TelnetLimits } from "./limits.ts";
import { OptionTable, type Send, type Side, THEM, US } from "./option.ts";
import type { OptionContext, Policy, TelnetOption } from "./telnet-option.ts";

export class Negotiator {
  /** What options may do; also for those who send in their name. */
  readonly context: OptionContext;
  private readonly options: readonly TelnetOption[];
  private readonly table = new OptionTable();
  private readonly counters: TelnetCounters;
  private output: Uint8Array[] = [];
  private answersLeft: number;

  /** `options` in the order of the opening packet. */
  constructor(
    options: readonly TelnetOption[],
    limits: TelnetLimits,
    counters: TelnetCounters,
    outside: Pick<OptionContext, "emit" | "stopParsing">,
  ) {
    this.options = options;
    this.counters = counters;
    this.answersLeft = limits.answers;
    this.context = {
      limits,
      counters,
      answer: (bytes) => this.answer(bytes),
      request: (side, option, on) => this.request(side, option, on),
      emit: outside.emit,
      stopParsing: outside.stopParsing,
    };
  }

  /** The opening packet: everything we offer or ask for. */
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

  /** The answers since the last call. */
  takeOutput(): Uint8Array {
    const bytes = concatBytes(this.output);
    this.output = [];
    return bytes;
  }

  /** True while the option is agreed on. */
  enabled(side: Side, code: number): boolean {
    return this.table.enabled(side, code);
  }

  receive(verb: Verb, code: number): void {
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
    this.review();
  }

  subnegotiation(code: number, payload: Uint8Array): void {
    const option = this.optionOf(code);
    const wanted = this.table.wanted(US, code) || this.table.wanted(THEM, code);
    if (!wanted || option?.subnegotiation === undefined) {
      this.counters.subnegotiationsIgnored++;
      return;
    }
    option.subnegotiation(payload, this.context);
    this.review();
  }

  /** Sends an answer unless the connection has used up its `answers`. */
  answer(bytes: Uint8Array): void {
    if (this.answersLeft === 0) {
      this.counters.answersSuppressed++;
      return;
    }
    this.answersLeft--;
    this.output.push(bytes);
  }

  private request(side: Side, code: number, on: boolean): void {
    if (this.answersLeft === 0) {
      this.counters.answersSuppressed++;
      return;
    }
    const send = this.table.request(side, code, on);
    if (send !== "nothing") this.answer(negotiationBytes(side, send, code));
  }

  private review(): void {
    for (const option of this.options) option.review?.(this.context);
  }

  private optionOf(code: number): TelnetOption | undefined {
    return this.options.find((option) => option.code === code);
  }
}

const policyOf = (option: TelnetOption, side: Side): Policy =>
  side === US ? option.us : option.them;

const negotiationBytes = (side: Side, send: Exclude<Send, "nothing">, code: number): Uint8Array => {
  const on = send === "enable";
  const verb = side === US ? (on ? WILL : WONT) : on ? DO : DONT;
  return new Uint8Array([IAC, verb, code]);
};
