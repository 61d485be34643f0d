/**
 * ECHO (RFC 857), our side only: while on, the client does not show what is typed (passwords).
 *
 *   S: WILL ECHO   C: DO ECHO      … one secret line …   S: WONT ECHO CR LF   C: DONT ECHO
 *
 * We say WONT at once when the line is there, whether or not the client has answered WILL: a
 * client that never answers must not stay blind. The Q method would wait, so ECHO keeps its own
 * account: our unanswered words alternate WILL, WONT, WILL …, and answers come in that order.
 * DO answers the oldest WILL; DONT refuses it (and its WONT then needs no answer) or acknowledges
 * the oldest WONT. With nothing unanswered, DO is a request (refused once, we do not echo
 * characters) and DONT ends the option.
 */

import { CR, DO, DONT, IAC, LF, NO_BYTES, OPTION_ECHO, type Verb, WILL, WONT } from "../bytes.ts";
import type { OptionContext, TelnetOption } from "../telnet-option.ts";

const START = new Uint8Array([IAC, WILL, OPTION_ECHO]);
/** The client did not show Enter: the line end is ours to send. */
const STOP = new Uint8Array([IAC, WONT, OPTION_ECHO, CR, LF]);
const REFUSAL = new Uint8Array([IAC, WONT, OPTION_ECHO]);

export class EchoOption implements TelnetOption {
  readonly code = OPTION_ECHO;
  readonly us = "refuse";
  readonly them = "refuse";
  private hidden = false;
  /** Our words the client has not answered yet, alternating; the newest is WILL while hidden. */
  private unanswered = 0;
  private refused = false;

  /** Hides or shows what the client types. Returns the bytes to send, none if nothing changes. */
  set(serverEchoes: boolean): Uint8Array {
    if (serverEchoes === this.hidden) return NO_BYTES;
    this.hidden = serverEchoes;
    this.unanswered++;
    return (serverEchoes ? START : STOP).slice();
  }

  negotiation(verb: Verb, context: OptionContext): boolean {
    if (verb === DO) this.receiveDo(context);
    else if (verb === DONT) this.receiveDont(context);
    else return false;
    return true;
  }

  private oldestIsWill(): boolean {
    return this.unanswered > 0 && (this.unanswered % 2 === 1) === this.hidden;
  }

  private receiveDo(context: OptionContext): void {
    // A DO cannot answer WONT: the client had refused the WILL before and said nothing since.
    if (this.unanswered > 0 && !this.oldestIsWill()) this.unanswered--;
    if (this.unanswered > 0) this.unanswered--;
    else if (!this.hidden && !this.refused) {
      this.refused = true;
      context.answer(REFUSAL);
    }
  }

  private receiveDont(context: OptionContext): void {
    if (this.unanswered === 0) {
      if (this.hidden) context.answer(REFUSAL);
      this.hidden = false;
    } else if (!this.oldestIsWill()) {
      this.unanswered--;
    } else if (this.unanswered === 1) {
      this.unanswered = 0;
      this.hidden = false;
    } else {
      this.unanswered -= 2;
    }
  }
}
