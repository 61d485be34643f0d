/**
 * Sound cues: which event sounds like what, and its caption. A cue never carries anything alone:
 * its words are shown, and spoken unless the game's own text says them anyway.
 */

import { LOW_PERMILLE } from "./danger.ts";
import { spokenText } from "./markup-text.ts";
import type { ServerMessage } from "./protocol.ts";
import type { GameState } from "./state.ts";

export type CueName = "tell" | "low" | "level" | "death" | "notice";

export interface Cue {
  readonly name: CueName;
  readonly caption: string;
}

export interface Tone {
  readonly hz: number;
  /** From the start of the cue. */
  readonly atMs: number;
  readonly forMs: number;
}

/** Each can be told from the others by rhythm alone, not only by pitch. */
export const CUE_TONES: Readonly<Record<CueName, readonly Tone[]>> = {
  tell: [
    { hz: 880, atMs: 0, forMs: 90 },
    { hz: 1175, atMs: 120, forMs: 160 },
  ],
  low: [0, 160, 320].map((atMs) => ({ hz: 233, atMs, forMs: 110 })),
  level: [
    { hz: 523, atMs: 0, forMs: 110 },
    { hz: 659, atMs: 110, forMs: 110 },
    { hz: 784, atMs: 220, forMs: 110 },
    { hz: 1047, atMs: 330, forMs: 320 },
  ],
  death: [
    { hz: 294, atMs: 0, forMs: 300 },
    { hz: 220, atMs: 300, forMs: 300 },
    { hz: 147, atMs: 600, forMs: 600 },
  ],
  notice: [{ hz: 698, atMs: 0, forMs: 140 }],
};

/** Until the packages tell of a death, the beginning of its line does. */
const DEATH_LINE = "You have been slain by ";
/** Characters of a caption. */
const CAPTION_MAX = 120;

export const captionOf = (text: string): string =>
  text.length <= CAPTION_MAX ? text : `${text.slice(0, CAPTION_MAX)}…`;

const isLow = ({ vitals }: GameState): boolean =>
  vitals !== null && vitals.maxhp > 0 && vitals.hp * 1000 < vitals.maxhp * LOW_PERMILLE;

const ofOutput = (message: Extract<ServerMessage, { t: "out" }>, name: string): Cue | null => {
  const line = spokenText(message.m).split("\n")[0] ?? "";
  if (message.c === "combat" && line.startsWith(DEATH_LINE)) {
    return { name: "death", caption: captionOf(line) };
  }
  // My own words come back as a tell too.
  const isMine = line.startsWith("You ") || (name !== "" && line.startsWith(`${name} `));
  return message.c === "tell" && !isMine ? { name: "tell", caption: captionOf(line) } : null;
};

/** The cue of a message, or null; `after` is the state with the message in it. */
export const cueOf = (before: GameState, after: GameState, message: ServerMessage): Cue | null => {
  if (message.t === "out") return ofOutput(message, after.name);
  if (message.t !== "data") return null;
  const level = after.status?.level ?? 0;
  if (before.status !== null && level > before.status.level) {
    return { name: "level", caption: `You are level ${level} now.` };
  }
  if (isLow(after) && !isLow(before)) {
    return { name: "low", caption: `Low: ${after.vitals?.hp ?? 0} hit points.` };
  }
  return null;
};
