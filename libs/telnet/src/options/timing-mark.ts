/**
 * TIMING-MARK (RFC 860) is a question, not a state: each DO is answered by one WILL at its place
 * in the stream. A Unix telnet discards all output after ^C until it sees that WILL.
 */

import { DO, DONT, IAC, OPTION_TIMING_MARK, type Verb, WILL } from "../bytes.ts";
import type { OptionContext, TelnetOption } from "../telnet-option.ts";

const ANSWER = new Uint8Array([IAC, WILL, OPTION_TIMING_MARK]);

export const TIMING_MARK_OPTION: TelnetOption = {
  code: OPTION_TIMING_MARK,
  us: "refuse",
  them: "refuse",
  negotiation(verb: Verb, context: OptionContext): boolean {
    if (verb === DO) context.answer(ANSWER);
    return verb === DO || verb === DONT;
  },
};
