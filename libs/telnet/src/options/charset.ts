/**
 * CHARSET (RFC 2066). Who said WILL and got DO may REQUEST:
 *
 *   S: WILL CHARSET   C: DO CHARSET   S: SB CHARSET REQUEST ";UTF-8;ISO-8859-1" SE
 *   C: SB CHARSET ACCEPTED "UTF-8" SE   or   SB CHARSET REJECTED SE
 *
 * The client may take the other role (WILL, then REQUEST): the first charset of its list that we
 * speak, in our order, is accepted. While our own REQUEST is open the client's is rejected.
 * A `[TTABLE]` <version> before its list is skipped; a TTABLE-IS gets TTABLE-REJECTED.
 */

import { OPTION_CHARSET, subnegotiation } from "../bytes.ts";
import { type Side, US } from "../option.ts";
import type { OptionContext, TelnetOption } from "../telnet-option.ts";
import { latin1Text, type TextEncoding, utf8Bytes } from "../text.ts";

const REQUEST = 1;
const ACCEPTED = 2;
const REJECTED = 3;
const TTABLE_IS = 4;
const TTABLE_REJECTED = 5;
const TTABLE = "[TTABLE]";
const OUR_REQUEST = ";UTF-8;ISO-8859-1";

interface Charset {
  readonly encoding: TextEncoding;
  /** The name we report, then other spellings. */
  readonly names: readonly string[];
}

/** In the order we prefer them. */
const CHARSETS: readonly Charset[] = [
  { encoding: "utf-8", names: ["UTF-8", "UTF8"] },
  { encoding: "latin-1", names: ["ISO-8859-1", "ISO8859-1", "ISO_8859-1", "LATIN1", "LATIN-1"] },
  { encoding: "ascii", names: ["US-ASCII", "ASCII", "ANSI_X3.4-1968"] },
];

/** TinTin++ puts a space before the name. */
const charsetOf = (name: string): Charset | undefined =>
  CHARSETS.find((charset) => charset.names.includes(name.trim().toUpperCase()));

/** The encoding of a charset's name in any spelling we know. */
export const encodingNamed = (name: string): TextEncoding | undefined => charsetOf(name)?.encoding;

export class CharsetOption implements TelnetOption {
  readonly code = OPTION_CHARSET;
  readonly us = "offer";
  readonly them = "accept";
  /** What was agreed on; undefined while nothing was. */
  agreed: TextEncoding | undefined;
  /** The client turned down every charset we offered. */
  rejected = false;
  private requestOpen = false;

  turnedOn(side: Side, context: OptionContext): void {
    if (side !== US) return;
    this.requestOpen = true;
    context.answer(message(REQUEST, OUR_REQUEST));
  }

  turnedOff(side: Side): void {
    if (side === US) this.requestOpen = false;
  }

  subnegotiation(payload: Uint8Array, context: OptionContext): void {
    const text = latin1Text(payload.subarray(1));
    switch (payload[0]) {
      case REQUEST:
        this.answerRequest(text, context);
        return;
      case ACCEPTED:
        this.receiveAccepted(text, context);
        return;
      case REJECTED:
        if (this.requestOpen && this.agreed === undefined) this.rejected = true;
        // With a name (TinTin++) only that charset is turned down, and the next may be accepted.
        if (text === "") this.requestOpen = false;
        return;
      case TTABLE_IS:
        context.answer(message(TTABLE_REJECTED, ""));
        return;
      default:
        context.counters.subnegotiationsIgnored++;
    }
  }

  private receiveAccepted(name: string, context: OptionContext): void {
    const charset = charsetOf(name);
    if (!this.requestOpen || charset === undefined) {
      context.counters.subnegotiationsIgnored++;
      return;
    }
    this.requestOpen = false;
    this.agree(charset, context);
  }

  private answerRequest(text: string, context: OptionContext): void {
    const name = this.requestOpen ? undefined : bestOf(listOf(text));
    const charset = name === undefined ? undefined : charsetOf(name);
    if (name === undefined || charset === undefined) {
      context.answer(message(REJECTED, ""));
      return;
    }
    context.answer(message(ACCEPTED, name));
    this.agree(charset, context);
  }

  private agree(charset: Charset, context: OptionContext): void {
    this.agreed = charset.encoding;
    context.emit({ type: "charset", name: charset.names[0] ?? charset.encoding });
  }
}

/** The names of a REQUEST: its first byte is the separator, a translation table is skipped. */
const listOf = (text: string): readonly string[] => {
  const list = text.startsWith(TTABLE) ? text.slice(TTABLE.length + 1) : text;
  const separator = list.charAt(0);
  return separator === "" ? [] : list.slice(1).split(separator);
};

/** The name, as the client wrote it, of the charset we like best. */
const bestOf = (names: readonly string[]): string | undefined => {
  for (const charset of CHARSETS) {
    const name = names.find((candidate) => charset.names.includes(candidate.toUpperCase()));
    if (name !== undefined) return name;
  }
  return undefined;
};

const message = (code: number, text: string): Uint8Array =>
  subnegotiation(OPTION_CHARSET, new Uint8Array([code, ...utf8Bytes(text)]));
