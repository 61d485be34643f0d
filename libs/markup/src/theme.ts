/**
 * Which colour a meaning has at each depth. Colour is a help, never the only carrier: whatever it
 * says is also in the words, so that the plain and the spoken rendering lose nothing.
 */

import type { Paint } from "./span.ts";
import type { OutputClass } from "./tree.ts";

/** 16: the basic colours · 256: the xterm cube · truecolor: 24 bit. */
export type ColourDepth = 16 | 256 | "truecolor";

interface Tint {
  /** SGR parameters of the basic palette. */
  readonly basic: string;
  /** Index in the xterm palette. */
  readonly cube: number;
  readonly rgb: readonly [number, number, number];
  readonly bold?: true;
}

type Painted = Exclude<Paint, "">;

/** Chosen for at least 4.5:1 on black. */
export const TINTS: Readonly<Record<Painted, Tint>> = {
  title: { basic: "1;37", cube: 230, rgb: [255, 244, 214], bold: true },
  exit: { basic: "36", cube: 80, rgb: [95, 215, 215] },
  dim: { basic: "37", cube: 246, rgb: [148, 148, 148] },
  good: { basic: "32", cube: 77, rgb: [95, 215, 95] },
  bad: { basic: "1;31", cube: 203, rgb: [255, 95, 95] },
  warn: { basic: "33", cube: 214, rgb: [255, 175, 0] },
  damage: { basic: "31", cube: 209, rgb: [255, 135, 95] },
  heal: { basic: "1;32", cube: 120, rgb: [135, 255, 135] },
  gold: { basic: "1;33", cube: 220, rgb: [255, 215, 0] },
  quote: { basic: "1;36", cube: 195, rgb: [215, 255, 255] },
  key: { basic: "37", cube: 152, rgb: [175, 215, 215] },
  value: { basic: "1;37", cube: 231, rgb: [255, 255, 255] },
  channel: { basic: "35", cube: 177, rgb: [215, 135, 255] },
  player: { basic: "1;34", cube: 111, rgb: [135, 175, 255] },
  mob: { basic: "33", cube: 180, rgb: [215, 175, 135] },
  item: { basic: "32", cube: 150, rgb: [175, 215, 135] },
  room: { basic: "1;36", cube: 123, rgb: [135, 255, 255] },
};

/** What text without a paint of its own looks like in a line of this class. */
export const CLASS_PAINTS: Readonly<Record<OutputClass, Paint>> = {
  room: "",
  movement: "",
  combat: "",
  combat_other: "dim",
  chat: "channel",
  tell: "quote",
  emote: "",
  system: "key",
  error: "warn",
  quest: "good",
  item: "",
  help: "",
  prompt: "",
  staff: "warn",
};

const sgrOf = (tint: Tint, depth: ColourDepth): string => {
  const bold = tint.bold === true ? "1;" : "";
  if (depth === 16) return tint.basic;
  if (depth === 256) return `${bold}38;5;${tint.cube}`;
  return `${bold}38;2;${tint.rgb.join(";")}`;
};

/** Paint → the escape sequence that leaves any other paint and begins this one; "" → "". */
export type Palette = Readonly<Record<Paint, string>>;

const paletteOf = (depth: ColourDepth): Palette => {
  const palette: Record<string, string> = { "": "" };
  for (const [paint, tint] of Object.entries(TINTS)) {
    palette[paint] = `\u001b[0;${sgrOf(tint, depth)}m`;
  }
  return palette as Palette;
};

const PALETTES: Readonly<Record<ColourDepth, Palette>> = {
  16: paletteOf(16),
  256: paletteOf(256),
  truecolor: paletteOf("truecolor"),
};

/** No sequence at all for any paint. */
export const NO_COLOURS: Palette = Object.fromEntries(
  ["", ...Object.keys(TINTS)].map((paint) => [paint, ""]),
) as Palette;

export const paletteFor = (depth: ColourDepth): Palette => PALETTES[depth];
