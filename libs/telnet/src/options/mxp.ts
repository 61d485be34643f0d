/**
 * MXP (91): tags in the text, of which we use links (mxp-link.ts).
 *
 *   S: WILL MXP   C: DO MXP   S: SB MXP SE ESC [7z      the default from now on: no tags
 *
 * With "locked" as the default, what players say can never be a tag; each tag of ours comes after
 * ESC [4z, which opens for that one tag. MXP is offered at the end of the TTYPE cycle, and not to
 * clients that announced OSC 8 links, the better way.
 *
 * Clients answer questions (VERSION, SUPPORT) by lines `ESC [1z<VERSION …>`: no commands.
 */

import { concatBytes, ESC, NO_BYTES, OPTION_MXP, subnegotiation } from "../bytes.ts";
import { US } from "../option.ts";
import type { NegotiationFacts, OptionContext, TelnetOption } from "../telnet-option.ts";
import { utf8Bytes } from "../text.ts";

const START = concatBytes([subnegotiation(OPTION_MXP, NO_BYTES), utf8Bytes("\u001b[7z")]);

export class MxpOption implements TelnetOption {
  readonly code = OPTION_MXP;
  readonly us = "accept";
  readonly them = "refuse";
  enabled = false;
  private decided = false;
  private readonly facts: NegotiationFacts;

  constructor(facts: NegotiationFacts) {
    this.facts = facts;
  }

  turnedOn(_side: number, context: OptionContext): void {
    this.enabled = true;
    context.answer(START);
    context.emit({ type: "mxpEnabled", enabled: true });
  }

  turnedOff(_side: number, context: OptionContext): void {
    if (!this.enabled) return;
    this.enabled = false;
    context.emit({ type: "mxpEnabled", enabled: false });
  }

  review(context: OptionContext): void {
    if (this.decided || !this.facts.cycleCompleted) return;
    // Once: a player who switches links off later does not want others instead.
    this.decided = true;
    if (!this.facts.hyperlinks) context.request(US, OPTION_MXP, true);
  }
}

export interface MxpAnswer {
  /** In upper case: VERSION, SUPPORTS. */
  readonly tag: string;
  /** What follows the tag's name, without the bracket. */
  readonly text: string;
}

/** What a line says that a client, not its player, has sent; undefined for all other lines. */
export const parseMxpAnswer = (line: string): MxpAnswer | undefined => {
  if (line.charCodeAt(0) !== ESC) return undefined;
  const answer = /^\[[0-9]{1,2}z<([A-Za-z]+)([^>]*)>/.exec(line.slice(1));
  if (answer === null) return undefined;
  return { tag: (answer[1] ?? "").toUpperCase(), text: (answer[2] ?? "").trim() };
};
