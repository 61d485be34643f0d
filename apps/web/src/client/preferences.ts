/** What a player sets for this browser. Stored as JSON; anything unreadable means the default. */

import { fieldsOf, flag, integer, text } from "./read.ts";
import { readVerbosity, type VerbosityTable } from "./verbosity.ts";

export const THEMES = ["auto", "dark", "light"] as const;
export type Theme = (typeof THEMES)[number];

export const FONTS = ["sans", "serif", "mono"] as const;
export type Font = (typeof FONTS)[number];

export const CONTRASTS = ["auto", "more"] as const;
export type Contrast = (typeof CONTRASTS)[number];

/** CSS pixels. */
export const FONT_PX_MIN = 12;
export const FONT_PX_MAX = 28;

export interface Preferences {
  readonly theme: Theme;
  readonly font: Font;
  readonly fontPx: number;
  readonly contrast: Contrast;
  readonly screenReader: boolean;
  readonly colour: boolean;
  /** Less motion than the system asks for. */
  readonly still: boolean;
  readonly sound: boolean;
  /** Percent. */
  readonly volume: number;
  /** In the log; standard is full. */
  readonly shown: VerbosityTable;
  /** By a screen reader; standard is brief. */
  readonly spoken: VerbosityTable;
}

export const DEFAULT_PREFERENCES: Preferences = {
  theme: "auto",
  font: "sans",
  fontPx: 16,
  contrast: "auto",
  screenReader: false,
  colour: true,
  still: false,
  sound: false,
  volume: 50,
  shown: {},
  spoken: {},
};

const between = (least: number, value: number, most: number): number =>
  Math.min(most, Math.max(least, value));

export const clampFont = (px: number): number => between(FONT_PX_MIN, px, FONT_PX_MAX);
export const clampVolume = (percent: number): number => between(0, percent, 100);

const oneOf = <T extends string>(known: readonly T[], value: unknown, fallback: T): T =>
  known.find((one) => one === text(value)) ?? fallback;

/** From any value; never throws. Reads what version 1 stored too (`othersFights`). */
export const preferencesOf = (value: unknown): Preferences => {
  const f = fieldsOf(value) ?? {};
  const base = DEFAULT_PREFERENCES;
  const spoken = readVerbosity(f.spoken);
  return {
    theme: oneOf(THEMES, f.theme, base.theme),
    font: oneOf(FONTS, f.font, base.font),
    fontPx: clampFont(integer(f.fontPx, base.fontPx)),
    contrast: oneOf(CONTRASTS, f.contrast, base.contrast),
    screenReader: flag(f.screenReader, base.screenReader),
    colour: flag(f.colour, base.colour),
    still: flag(f.still, base.still),
    sound: flag(f.sound, base.sound),
    volume: clampVolume(integer(f.volume, base.volume)),
    shown: readVerbosity(f.shown),
    spoken: flag(f.othersFights, true) ? spoken : { combat_other: "off", ...spoken },
  };
};
