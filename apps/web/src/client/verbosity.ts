/** How much of each kind of text is shown, and how much is spoken. */

import type { OutputClass } from "@ambon/markup/tree";
import { fieldsOf, text } from "./read.ts";

/** `brief` is the shorter telling, where the game gives one. */
export const VERBOSITIES = ["full", "brief", "off"] as const;
export type Verbosity = (typeof VERBOSITIES)[number];

/**
 * What may be made shorter or silent, with its words. Answers, errors and the staff always come
 * through: without them the player would type into a void.
 */
export const TUNABLE = {
  room: "Places",
  movement: "Coming and going",
  combat: "My fights",
  combat_other: "Other people’s fights",
  chat: "Talk",
  tell: "Tells",
  emote: "Gestures",
  quest: "Tasks",
  item: "Things",
  help: "Help",
} as const satisfies Partial<Record<OutputClass, string>>;
export type Tunable = keyof typeof TUNABLE;
export const TUNABLES = Object.keys(TUNABLE) as readonly Tunable[];

/** Only what differs from the standard. */
export type VerbosityTable = { readonly [C in Tunable]?: Verbosity };

const isTunable = (kind: OutputClass): kind is Tunable => Object.hasOwn(TUNABLE, kind);

/** `standard` counts for everything that the table leaves out, and for what cannot be tuned. */
export const verbosityOf = (
  table: VerbosityTable,
  kind: OutputClass,
  standard: Verbosity,
): Verbosity => (isTunable(kind) ? (table[kind] ?? standard) : standard);

/** Unknown classes and levels are left out. */
export const readVerbosity = (value: unknown): VerbosityTable => {
  const f = fieldsOf(value) ?? {};
  const out: Partial<Record<Tunable, Verbosity>> = {};
  for (const kind of TUNABLES) {
    const level = VERBOSITIES.find((known) => known === text(f[kind]));
    if (level !== undefined) out[kind] = level;
  }
  return out;
};
