/**
 * Sound cues: which event sounds like what, and its caption. The browser plays them itself, MUD
 * clients get them as files (GMCP Client.Media). A cue never carries anything alone: its words are
 * shown, or told with it.
 */

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

/** Share of the full hit points below which they are low. */
export const LOW_PERMILLE = 250;
/** Until the packages tell of a death, the beginning of its line does. */
const DEATH_LINE = "You have been slain by ";
/** Characters of a caption. */
const CAPTION_MAX = 120;

export const captionOf = (text: string): string =>
  text.length <= CAPTION_MAX ? text : `${text.slice(0, CAPTION_MAX)}…`;

/** What of a character cues are about; 0 = not known yet. */
export interface CueNumbers {
  readonly hp: number;
  readonly maxhp: number;
  readonly level: number;
}

export const NO_NUMBERS: CueNumbers = { hp: 0, maxhp: 0, level: 0 };

const isLow = ({ hp, maxhp }: CueNumbers): boolean => maxhp > 0 && hp * 1000 < maxhp * LOW_PERMILLE;

/** Of the first line of an output, for the character `name`. */
export const cueOfLine = (cls: string, line: string, name: string): Cue | null => {
  if (cls === "combat" && line.startsWith(DEATH_LINE)) {
    return { name: "death", caption: captionOf(line) };
  }
  // My own words come back as a tell too.
  const isMine = line.startsWith("You ") || (name !== "" && line.startsWith(`${name} `));
  return cls === "tell" && !isMine ? { name: "tell", caption: captionOf(line) } : null;
};

export const cueOfNumbers = (before: CueNumbers, after: CueNumbers): Cue | null => {
  if (before.level > 0 && after.level > before.level) {
    return { name: "level", caption: `You are level ${after.level} now.` };
  }
  return isLow(after) && !isLow(before)
    ? { name: "low", caption: `Low: ${after.hp} hit points.` }
    : null;
};
