/**
 * Triggers: a pattern, and what to do when a line of the game fits it: highlight it, say it
 * again, or send a command. Sending is bounded per trigger and for all of them, because the answer
 * to a command may fit the same pattern; a trigger over its bound rests for the rest of the window
 * and the player is told once. Nothing of the line is ever put into the command.
 */

import { OUTPUT_CLASSES, type OutputClass } from "@ambon/markup/tree";
import { fitsPattern, patternFault } from "./patterns.ts";
import { commandText, type Fields, flag, text } from "./read.ts";

export const TRIGGERS_MAX = 50;
/** Commands of one trigger, and of all, in `SEND_WINDOW_MS`; more are not sent. */
export const SENDS_PER_TRIGGER = 3;
export const SENDS_ALL = 10;
export const SEND_WINDOW_MS = 10_000;

export interface Trigger {
  readonly pattern: string;
  /** Only lines of this class; players' words cannot pose as a fight. */
  readonly on: OutputClass | "any";
  readonly highlight: boolean;
  readonly notify: boolean;
  /** "" = sends nothing. */
  readonly send: string;
}

export const NEW_TRIGGER: Trigger = {
  pattern: "",
  on: "any",
  highlight: true,
  notify: false,
  send: "",
};

/** A trigger that can work; undefined otherwise. */
export const readTrigger = (f: Fields): Trigger | undefined => {
  const pattern = text(f.pattern);
  const on = text(f.on, "any");
  const known = OUTPUT_CLASSES.find((name) => name === on) ?? (on === "any" ? on : undefined);
  const send = text(f.send) === "" ? "" : commandText(f.send);
  if (known === undefined || send === undefined || patternFault(pattern) !== null) return undefined;
  return { pattern, on: known, highlight: flag(f.highlight), notify: flag(f.notify), send };
};

/** One thing that a trigger sent, or once that it was held back. */
interface Sent {
  readonly pattern: string;
  readonly atMs: number;
  readonly isRest: boolean;
}

export type Ledger = readonly Sent[];

export interface Fired {
  readonly notices: readonly string[];
  readonly sends: readonly string[];
  /** Patterns that have begun to rest: their sending was held back. */
  readonly resting: readonly string[];
  readonly ledger: Ledger;
}

const wants = (trigger: Trigger, kind: OutputClass, line: string): boolean =>
  (trigger.on === "any" || trigger.on === kind) && fitsPattern(trigger.pattern, line);

export const isHighlighted = (
  triggers: readonly Trigger[],
  kind: OutputClass,
  line: string,
): boolean => triggers.some((one) => one.highlight && wants(one, kind, line));

const mayNot = (ledger: Ledger, pattern: string): boolean => {
  const sent = ledger.filter(({ isRest }) => !isRest);
  const own = sent.filter((one) => one.pattern === pattern);
  return own.length >= SENDS_PER_TRIGGER || sent.length >= SENDS_ALL;
};

/** What the lines of one output set off; each trigger at most once per output. */
export const fire = (
  triggers: readonly Trigger[],
  kind: OutputClass,
  lines: readonly string[],
  before: Ledger,
  nowMs: number,
): Fired => {
  let ledger = before.filter(({ atMs }) => nowMs - atMs < SEND_WINDOW_MS);
  const notices: string[] = [];
  const sends: string[] = [];
  const resting: string[] = [];
  for (const trigger of triggers) {
    const { pattern, notify, send } = trigger;
    const line = lines.find((one) => wants(trigger, kind, one));
    if (line === undefined) continue;
    if (notify) notices.push(line);
    if (send === "") continue;
    if (!mayNot(ledger, pattern)) {
      sends.push(send);
      ledger = [...ledger, { pattern, atMs: nowMs, isRest: false }];
    } else if (!ledger.some((one) => one.isRest && one.pattern === pattern)) {
      resting.push(pattern);
      ledger = [...ledger, { pattern, atMs: nowMs, isRest: true }];
    }
  }
  return { notices, sends, resting, ledger };
};
