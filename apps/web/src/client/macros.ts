/** Macros: a command on a key of its own, and in the palette. */

import type { PressedKey } from "./keys.ts";
import { commandText, type Fields, flag, text } from "./read.ts";

export const MACROS_MAX = 40;

const FUNCTION_KEYS = ["F3", "F10"];
/** Shift+F6 is ours, Shift+F10 opens the context menu for those who have no mouse. */
const SHIFTED = [1, 2, 3, 4, 5, 7, 8, 9, 11, 12].map((number) => `Shift+F${number}`);
const NUMPAD = Array.from({ length: 10 }, (_, digit) => `Numpad${digit}`);

/** Keys that a macro may have: neither ours nor needed for browsing. */
export const MACRO_KEYS: readonly string[] = [...FUNCTION_KEYS, ...SHIFTED, ...NUMPAD];

export interface Macro {
  /** One of MACRO_KEYS, or "" for the palette alone. */
  readonly key: string;
  readonly command: string;
  /** Put the command into the line instead of sending it. */
  readonly begin: boolean;
}

/** A macro that can work; undefined otherwise. */
export const readMacro = (f: Fields): Macro | undefined => {
  const key = text(f.key);
  const command = commandText(f.command);
  if (command === undefined || (key !== "" && !MACRO_KEYS.includes(key))) return undefined;
  return { key, command, begin: flag(f.begin) };
};

/** Only the first macro of a key keeps it. */
export const withoutDoubles = (macros: readonly Macro[]): readonly Macro[] =>
  macros.filter(
    ({ key }, index) => key === "" || macros.findIndex((one) => one.key === key) === index,
  );

/**
 * The macro of a key press. The number pad also types digits: it counts only while the command
 * line is empty and nothing else is being typed into.
 */
export const macroOf = (
  macros: readonly Macro[],
  pressed: PressedKey & { readonly code: string },
  isTyping: boolean,
): Macro | undefined => {
  if (pressed.ctrlKey || pressed.altKey || pressed.metaKey) return undefined;
  const shifted = pressed.shiftKey ? `Shift+${pressed.key}` : pressed.key;
  const name = /^Numpad\d$/.test(pressed.code) ? pressed.code : shifted;
  if (name.startsWith("Numpad") && isTyping) return undefined;
  return macros.find(({ key }) => key !== "" && key === name);
};
