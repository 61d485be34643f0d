/**
 * Keys that work everywhere on the page. Listed for the player in the help dialog of index.html;
 * a test holds the two together.
 */

import type { PanelId } from "./panel-layout.ts";

export type KeyDeed =
  | { readonly do: "help" | "line" | "log" | "nextRegion" | "palette" | "previousRegion" }
  | { readonly do: "panel"; readonly panel: PanelId };

/**
 * Function keys: letters belong to the reader, Ctrl and Alt to browser and screen reader. Ctrl+K
 * (on a Mac with Command) is what every page with a palette has.
 */
export const KEYS: Readonly<Record<string, KeyDeed>> = {
  F1: { do: "help" },
  F2: { do: "log" },
  F4: { do: "panel", panel: "room" },
  F6: { do: "nextRegion" },
  "Shift+F6": { do: "previousRegion" },
  F8: { do: "panel", panel: "things" },
  F9: { do: "panel", panel: "chat" },
  "Ctrl+K": { do: "palette" },
  Escape: { do: "line" },
};

export interface PressedKey {
  readonly key: string;
  readonly shiftKey: boolean;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly metaKey: boolean;
}

/** What a key press asks for; undefined = nothing of ours. */
export const deedOf = (pressed: PressedKey): KeyDeed | undefined => {
  if (pressed.altKey) return undefined;
  const ctrl = pressed.ctrlKey || pressed.metaKey ? "Ctrl+" : "";
  const key = pressed.key.length === 1 ? pressed.key.toUpperCase() : pressed.key;
  const name = `${ctrl}${pressed.shiftKey ? "Shift+" : ""}${key}`;
  return Object.hasOwn(KEYS, name) ? KEYS[name] : undefined;
};

/** The next of `count` places in a ring, from `at` (-1 = from none of them). */
export const nextStop = (at: number, step: -1 | 1, count: number): number =>
  at < 0 ? (step > 0 ? 0 : count - 1) : (at + step + count) % count;
