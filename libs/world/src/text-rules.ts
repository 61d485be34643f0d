/**
 * What may stand in text that players read: printable characters, and line breaks where a text
 * has several lines. Anything that a terminal obeys or that hides or reorders text is refused.
 */

/** Inclusive ranges of UTF-16 units that are refused; surrogates are checked as pairs. */
const REFUSED: readonly (readonly [number, number])[] = [
  [0x00, 0x1f],
  [0x7f, 0x9f],
  [0xad, 0xad],
  [0x61c, 0x61c],
  [0x180e, 0x180e],
  [0x200b, 0x200f],
  [0x2028, 0x202e],
  [0x2060, 0x206f],
  [0xe000, 0xf8ff],
  [0xfeff, 0xfeff],
  [0xfff0, 0xffff],
];

const LINE_FEED = 0x0a;

/** Offset of the first character that players must never be sent, or -1. */
export function refusedCharacter(text: string, multiline: boolean): number {
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit >= 0x20 && unit < 0x7f) continue;
    if (unit === LINE_FEED && multiline) continue;
    if (unit >= 0xd800 && unit <= 0xdfff) {
      const next = text.charCodeAt(at + 1);
      if (unit > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) return at;
      at += 1;
      continue;
    }
    if (REFUSED.some(([low, high]) => unit >= low && unit <= high)) return at;
  }
  return -1;
}

/** `U+001B`, for a message about the character at `at`. */
export function characterName(text: string, at: number): string {
  return `U+${text.charCodeAt(at).toString(16).toUpperCase().padStart(4, "0")}`;
}
