/**
 * NEW-ENVIRON (RFC 1572) with MNES: the client tells variables about itself.
 *
 *   S: DO NEW-ENVIRON   C: WILL NEW-ENVIRON   S: SB NEW-ENVIRON SEND VAR USERVAR SE
 *   C: SB NEW-ENVIRON IS (VAR | USERVAR) name VALUE value … SE    C: … INFO … SE at each change
 *
 * SEND names both kinds and no variable: that means all, and it is the form that Mudlet and
 * TinTin++ both answer in full (TinTin++ passes over an empty list). ESC takes the next byte as it
 * is. A variable without VALUE is undefined. TinTin++ repeats IS before each VAR, which reads as a
 * variable without a name: those are passed over.
 */

import { OPTION_NEW_ENVIRON, subnegotiation } from "../bytes.ts";
import { type EnvironFacts, NO_ENVIRON_FACTS, withVariable } from "../environ-facts.ts";
import type { OptionContext, TelnetOption } from "../telnet-option.ts";
import { printableAscii } from "../text.ts";

const IS = 0;
const SEND = 1;
const INFO = 2;
const VAR = 0;
const VALUE = 1;
const ESCAPE = 2;
const USERVAR = 3;
const SEND_ALL = new Uint8Array([SEND, VAR, USERVAR]);

export class NewEnvironOption implements TelnetOption {
  readonly code = OPTION_NEW_ENVIRON;
  readonly us = "refuse";
  readonly them = "offer";
  facts: EnvironFacts = NO_ENVIRON_FACTS;

  turnedOn(_side: number, context: OptionContext): void {
    context.answer(subnegotiation(OPTION_NEW_ENVIRON, SEND_ALL));
  }

  subnegotiation(payload: Uint8Array, context: OptionContext): void {
    if (payload[0] !== IS && payload[0] !== INFO) {
      context.counters.subnegotiationsIgnored++;
      return;
    }
    const before = this.facts;
    for (const { name, value } of parseEnviron(payload.subarray(1))) {
      const text =
        value === undefined ? undefined : printableAscii(value, context.limits.environValueBytes);
      this.facts = withVariable(this.facts, name, text);
    }
    if (this.facts !== before) context.emit({ type: "environ", facts: this.facts });
  }
}

export interface EnvironVariable {
  readonly name: string;
  /** Undefined: the client has no such variable. */
  readonly value: Uint8Array | undefined;
}

const NAME_BYTES_MAX = 64;

/** The variables of an IS or INFO, without its first byte; those without a name are left out. */
export const parseEnviron = (bytes: Uint8Array): EnvironVariable[] => {
  const variables: EnvironVariable[] = [];
  let at = 0;
  while (at < bytes.length) {
    const type = bytes[at];
    const text = readText(bytes, at + 1);
    at = text.end;
    // A value that belongs to no variable.
    if (type !== VAR && type !== USERVAR) continue;
    const name = printableAscii(text.bytes, NAME_BYTES_MAX);
    let value: Uint8Array | undefined;
    if (bytes[at] === VALUE) {
      const read = readText(bytes, at + 1);
      value = read.bytes;
      at = read.end;
    }
    if (name !== "") variables.push({ name, value });
  }
  return variables;
};

/** The bytes up to the next type byte, escapes taken out. */
const readText = (bytes: Uint8Array, start: number): { bytes: Uint8Array; end: number } => {
  const text: number[] = [];
  let at = start;
  while (at < bytes.length) {
    const byte = bytes[at] ?? 0;
    if (byte === VAR || byte === VALUE || byte === USERVAR) break;
    if (byte === ESCAPE) at++;
    if (at < bytes.length) text.push(bytes[at] ?? 0);
    at++;
  }
  return { bytes: new Uint8Array(text), end: Math.min(at, bytes.length) };
};
