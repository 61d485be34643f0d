/**
 * What a screen reader is told. Text arrives in bursts; a live region that changes with every
 * line stutters and repeats. So utterances wait `ANNOUNCE_DELAY_MS` and leave as one text per
 * region: polite for the game, assertive only for danger and for the end of play. Within a batch
 * what was said to the player comes first; what others do in their fights is counted when there
 * is much of it.
 */

import type { OutputClass } from "@ambon/markup/tree";
import { spokenText } from "./markup-text.ts";
import type { ServerMessage } from "./protocol.ts";
import { type VerbosityTable, verbosityOf } from "./verbosity.ts";

/** From the first waiting utterance to the region's change. */
export const ANNOUNCE_DELAY_MS = 150;
/** Waiting utterances; the oldest polite ones leave, and the batch says how many. */
export const WAITING_MAX = 100;
/** Characters of one spoken batch; the rest stays in the log. */
export const BATCH_CHARACTERS_MAX = 2_000;
/** Lines of other people's fights in one batch; more are only counted. */
export const OTHERS_FIGHTS_MAX = 2;

export interface Utterance {
  readonly text: string;
  readonly urgency: "polite" | "assertive";
  /** Lower is said first. */
  readonly order: 0 | 1;
  /** Other people's fights: may be counted instead of told. */
  readonly aside: boolean;
}

export interface Waiting {
  readonly utterances: readonly Utterance[];
  readonly dropped: number;
}

export interface Batch {
  readonly polite: string;
  readonly assertive: string;
}

export const NOTHING_WAITING: Waiting = { utterances: [], dropped: 0 };

const say = (
  text: string,
  urgency: Utterance["urgency"] = "polite",
  kind: OutputClass = "system",
): readonly Utterance[] =>
  text.trim() === ""
    ? []
    : [{ text, urgency, order: kind === "tell" ? 0 : 1, aside: kind === "combat_other" }];

export interface SpeechOptions {
  /** How much of each class is spoken; brief unless said otherwise. */
  readonly spoken: VerbosityTable;
}

/** What to say for a message; data is silent, the panels can be read when wanted. */
export const utterancesOf = (
  message: ServerMessage,
  options: SpeechOptions,
): readonly Utterance[] => {
  switch (message.t) {
    case "out": {
      const level = verbosityOf(options.spoken, message.c, "brief");
      if (message.c === "prompt" || level === "off") return [];
      const markup = level === "full" ? message.m : (message.b ?? message.m);
      return say(spokenText(markup), "polite", message.c);
    }
    case "notice":
      return message.level === "error" ? remark(message.text, true) : remark(message.text);
    case "bye":
      return say(message.message, "assertive");
    default:
      return [];
  }
};

export const alarm = (text: string): readonly Utterance[] => say(text, "assertive");
/** `first`: before what else waits, as an answer to what the player did. */
export const remark = (text: string, first = false): readonly Utterance[] =>
  say(text).map((one) => (first ? { ...one, order: 0 } : one));

/** Adds to what waits; overflow drops the oldest and counts it. */
export const wait = (waiting: Waiting, more: readonly Utterance[]): Waiting => {
  const all = [...waiting.utterances, ...more];
  const excess = Math.max(0, all.length - WAITING_MAX);
  if (excess === 0) return { utterances: all, dropped: waiting.dropped };
  const urgent = all.filter((one) => one.urgency === "assertive").slice(-WAITING_MAX);
  const polite = all.filter((one) => one.urgency === "polite");
  const kept = polite.slice(Math.max(0, polite.length - (WAITING_MAX - urgent.length)));
  const dropped = waiting.dropped + all.length - urgent.length - kept.length;
  return { utterances: [...urgent, ...kept], dropped };
};

const cut = (text: string): string =>
  text.length <= BATCH_CHARACTERS_MAX
    ? text
    : `${text.slice(0, BATCH_CHARACTERS_MAX)} … more in the log.`;

const politeText = ({ utterances, dropped }: Waiting): string => {
  const polite = utterances.filter((one) => one.urgency === "polite");
  const asides = polite.filter((one) => one.aside);
  const hidden = new Set(asides.slice(OTHERS_FIGHTS_MAX));
  const told = polite.filter((one) => !hidden.has(one));
  const lines = [...told.filter((one) => one.order === 0), ...told.filter((one) => one.order > 0)];
  const notes = [
    ...(hidden.size > 0 ? [`${hidden.size} more blows by others.`] : []),
    ...(dropped > 0 ? [`${dropped} earlier lines are in the log.`] : []),
  ];
  return [...lines.map((one) => one.text), ...notes].join("\n");
};

/** Everything that waits as one text per region; "" = leave that region alone. */
export const batchOf = (waiting: Waiting): Batch => ({
  polite: cut(politeText(waiting)),
  assertive: cut(
    waiting.utterances
      .filter((one) => one.urgency === "assertive")
      .map((one) => one.text)
      .join("\n"),
  ),
});
