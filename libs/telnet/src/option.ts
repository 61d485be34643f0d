/**
 * The Q method of RFC 1143: for every option two independent sides, ours (we WILL, they DO) and
 * theirs (they WILL, we DO). Each side is NO, YES, WANTNO or WANTYES; a WANT state waits for the
 * client's answer and may hold one opposite wish of ours in its queue bit.
 *
 * Promise: something is sent only when a state changes, so two ends cannot answer each other
 * forever; a refusal is sent once per option and side. Not promised: that the client ever answers.
 */

/** Our side of an option: we are the one that WILL. */
export const US = 0;
/** The client's side: we ask it to DO. */
export const THEM = 1;
export type Side = typeof US | typeof THEM;

const NO = 0;
const YES = 1;
const WANTNO = 2;
const WANTYES = 3;
const STATE_MASK = 3;
const OPPOSITE = 4;
const REFUSED = 8;

/** What to send: WILL or DO, WONT or DONT, or nothing. */
export type Send = "enable" | "disable" | "nothing";
/** What became of the option. */
export type Change = "on" | "off" | "same";
export interface Transition {
  readonly send: Send;
  readonly change: Change;
}

const transition = (send: Send, change: Change): Transition => ({ send, change });
const SILENT = transition("nothing", "same");
const TURNED_ON = transition("nothing", "on");
const TURNED_OFF = transition("nothing", "off");
const ACCEPTED = transition("enable", "on");
const ACKNOWLEDGED_OFF = transition("disable", "off");
const REFUSE = transition("disable", "same");
const ASK_OFF = REFUSE;
const ASK_ON = transition("enable", "same");

export class OptionTable {
  private readonly sides = new Uint8Array(512);

  /** True while the option is agreed on. */
  enabled(side: Side, option: number): boolean {
    return this.state(side, option) === YES;
  }

  /** True when the option is agreed on or we asked for it and wait for the answer. */
  wanted(side: Side, option: number): boolean {
    const state = this.state(side, option);
    return state === YES || state === WANTYES;
  }

  /** We want the option on or off. Returns what to send now. */
  request(side: Side, option: number, on: boolean): Send {
    const state = this.state(side, option);
    const goal = on ? YES : NO;
    const waiting = on ? WANTYES : WANTNO;
    if (state === goal) return "nothing";
    if (state === YES || state === NO) {
      this.set(side, option, waiting);
      return on ? "enable" : "disable";
    }
    // An answer is under way: queue the opposite of what was asked, or take it back.
    this.set(side, option, state === waiting ? state : state | OPPOSITE);
    return "nothing";
  }

  /** The client wants it on (DO for us, WILL for them); `accept` is our policy. */
  receiveEnable(side: Side, option: number, accept: boolean): Transition {
    const cell = this.cell(side, option);
    const opposite = (cell & OPPOSITE) !== 0;
    switch (cell & STATE_MASK) {
      case NO:
        if (accept) {
          this.set(side, option, YES);
          return ACCEPTED;
        }
        if ((cell & REFUSED) !== 0) return SILENT;
        this.set(side, option, NO | REFUSED);
        return REFUSE;
      case WANTNO:
        // A disable answered by an enable: the client is wrong, RFC 1143 says how to go on.
        this.set(side, option, opposite ? YES : NO);
        return opposite ? TURNED_ON : SILENT;
      case WANTYES:
        this.set(side, option, opposite ? WANTNO : YES);
        return opposite ? ASK_OFF : TURNED_ON;
      default:
        return SILENT;
    }
  }

  /** The client wants it off (DONT for us, WONT for them); it is always obeyed. */
  receiveDisable(side: Side, option: number): Transition {
    const cell = this.cell(side, option);
    const opposite = (cell & OPPOSITE) !== 0;
    switch (cell & STATE_MASK) {
      case YES:
        this.set(side, option, NO);
        return ACKNOWLEDGED_OFF;
      case WANTNO:
        this.set(side, option, opposite ? WANTYES : NO);
        return opposite ? ASK_ON : SILENT;
      case WANTYES:
        this.set(side, option, NO);
        return opposite ? SILENT : TURNED_OFF;
      default:
        return SILENT;
    }
  }

  private cell(side: Side, option: number): number {
    return this.sides[side * 256 + option] ?? NO;
  }

  private state(side: Side, option: number): number {
    return this.cell(side, option) & STATE_MASK;
  }

  private set(side: Side, option: number, cell: number): void {
    this.sides[side * 256 + option] = cell;
  }
}
