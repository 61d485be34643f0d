/** What a player sets for this browser. Stored as JSON; anything unreadable means the default. */

import { fieldsOf, flag, integer, text } from "./read.ts";

export const THEMES = ["auto", "dark", "light"] as const;
export type Theme = (typeof THEMES)[number];

/** CSS pixels. */
export const FONT_PX_MIN = 12;
export const FONT_PX_MAX = 28;

export interface Preferences {
  readonly theme: Theme;
  readonly fontPx: number;
  readonly screenReader: boolean;
  readonly colour: boolean;
  /** Less motion than the system asks for. */
  readonly still: boolean;
  /** Speak what others do in their fights. */
  readonly othersFights: boolean;
}

export const DEFAULT_PREFERENCES: Preferences = {
  theme: "auto",
  fontPx: 16,
  screenReader: false,
  colour: true,
  still: false,
  othersFights: true,
};

export const clampFont = (px: number): number => Math.min(FONT_PX_MAX, Math.max(FONT_PX_MIN, px));

/** Never throws; `null` is what an empty storage gives. */
export const readPreferences = (json: string | null): Preferences => {
  let value: unknown;
  try {
    value = JSON.parse(json ?? "{}");
  } catch {
    // Somebody else wrote there, or half of it: start from the defaults.
    return DEFAULT_PREFERENCES;
  }
  const f = fieldsOf(value) ?? {};
  const base = DEFAULT_PREFERENCES;
  const theme = text(f.theme);
  return {
    theme: THEMES.find((known) => known === theme) ?? base.theme,
    fontPx: clampFont(integer(f.fontPx, base.fontPx)),
    screenReader: flag(f.screenReader, base.screenReader),
    colour: flag(f.colour, base.colour),
    still: flag(f.still, base.still),
    othersFights: flag(f.othersFights, base.othersFights),
  };
};
