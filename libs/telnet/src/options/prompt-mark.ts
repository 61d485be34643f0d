/**
 * The end of a prompt: EOR (RFC 885) when agreed, else GA. A client that agreed to SGA has asked
 * for no GA and gets none, unless it is known to honour GA all the same.
 *
 * EOR is offered; SGA (RFC 858) never is, because SGA with ECHO looks like character mode, but a
 * client that asks for it gets it.
 */

import { EOR, GA, IAC, NO_BYTES, OPTION_EOR, OPTION_SGA } from "../bytes.ts";
import type { TelnetOption } from "../telnet-option.ts";

export const EOR_OPTION: TelnetOption = { code: OPTION_EOR, us: "offer", them: "refuse" };
export const SGA_OPTION: TelnetOption = { code: OPTION_SGA, us: "accept", them: "accept" };

const EOR_MARK: readonly number[] = [IAC, EOR];
const GA_MARK: readonly number[] = [IAC, GA];
/** Beginnings of the TTYPE names of clients that read GA as a prompt mark even with SGA on. */
const HONOUR_GA = ["mudlet", "tintin", "blightmud", "mushclient", "warlock"];

export interface PromptMarkFacts {
  readonly eorAgreed: boolean;
  readonly sgaAgreed: boolean;
  /** First TTYPE answer, "" while unknown. */
  readonly clientName: string;
}

/** The bytes that close a prompt for this client, possibly none. */
export const promptMark = (facts: PromptMarkFacts): Uint8Array => {
  if (facts.eorAgreed) return new Uint8Array(EOR_MARK);
  if (!facts.sgaAgreed || honoursGa(facts.clientName)) return new Uint8Array(GA_MARK);
  return NO_BYTES;
};

const honoursGa = (clientName: string): boolean => {
  const name = clientName.toLowerCase();
  return HONOUR_GA.some((known) => name.startsWith(known));
};
