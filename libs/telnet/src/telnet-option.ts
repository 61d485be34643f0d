/**
 * The seam for options: one file and one class each, composed by TelnetServer. The Q method and
 * the answers it gives are the server's; an option states its policy and reacts to changes.
 */

import type { Verb } from "./bytes.ts";
import type { TelnetEvent } from "./events.ts";
import type { TelnetCounters, TelnetLimits } from "./limits.ts";
import type { Side } from "./option.ts";

/** offer = ask for it in the opening packet; accept = agree when the client asks. */
export type Policy = "offer" | "accept" | "refuse";

/** What an option may do while it reacts. */
export interface OptionContext {
  readonly limits: TelnetLimits;
  readonly counters: TelnetCounters;
  /** Sends an answer unless the connection has used up its `answers`. */
  answer(bytes: Uint8Array): void;
  /** Asks for an option, or ends it, as one of the `answers`. */
  request(side: Side, option: number, on: boolean): void;
  emit(event: TelnetEvent): void;
  /** What follows this subnegotiation is not telnet as it is: stops the parser behind its SE. */
  stopParsing(): void;
}

/** What an option may know of the others. */
export interface NegotiationFacts {
  readonly gmcpOn: boolean;
  readonly gmcpRefused: boolean;
  /** The TTYPE cycle is over and the client took part: what was asked before it has read. */
  readonly cycleCompleted: boolean;
  /** The client announced OSC 8 links. */
  readonly hyperlinks: boolean;
}

export interface TelnetOption {
  readonly code: number;
  /** Policy for our side (we WILL). */
  readonly us: Policy;
  /** Policy for the client's side (we ask it to DO). */
  readonly them: Policy;
  /** The option was agreed on for this side. */
  turnedOn?(side: Side, context: OptionContext): void;
  /** The option ended, or our request for it was refused. */
  turnedOff?(side: Side, context: OptionContext): void;
  /** A whole subnegotiation; the payload is a view, valid only during the call. */
  subnegotiation?(payload: Uint8Array, context: OptionContext): void;
  /** Called after anything was negotiated: for what waits for other options. */
  review?(context: OptionContext): void;
  /** Takes the verb instead of the Q method when it returns true. */
  negotiation?(verb: Verb, context: OptionContext): boolean;
}
