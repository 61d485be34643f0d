/**
 * For ears: one fact per line, no drawing, no padding, no blank lines, no wrapping (the reader
 * does that), and no runs of punctuation, which would be spoken sign by sign.
 */

import { factsOf } from "./facts.ts";
import type { Markup } from "./tree.ts";

const DRAWING = /[\u2500-\u259f\u2800-\u28ff]+/g;
/** Rules, frames and arrows drawn with ASCII: three of a kind or four of any kind. */
const DECORATION = /[-=_*#~+<>|/\\^`]{4,}|([-=_*#~+<>|/\\^`])\1{2,}/g;
const REPEATED = /([\p{P}\p{S}])\1{3,}/gu;
const SPACES = /\s+/g;

const isAsciiSign = (unit: number): boolean =>
  (unit > 0x20 && unit < 0x30) ||
  (unit > 0x39 && unit < 0x41) ||
  (unit > 0x5a && unit < 0x61) ||
  (unit > 0x7a && unit < 0x7f);

/** True if the text is plain prose already; most is. */
const isSpeakable = (text: string): boolean => {
  let signs = 0;
  let previous = 0x20;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit > 0x7e || unit < 0x20 || (unit === 0x20 && previous === 0x20)) return false;
    signs = isAsciiSign(unit) ? signs + 1 : 0;
    if (signs > 2) return false;
    previous = unit;
  }
  return previous !== 0x20;
};

/** The text without what only the eye can use. */
export const spoken = (text: string): string =>
  isSpeakable(text)
    ? text
    : text
        .replace(DRAWING, " ")
        .replace(DECORATION, " ")
        .replace(REPEATED, "$1$1$1")
        .replace(SPACES, " ")
        .trim();

/** Text for a screen reader; every line ends with "\n". */
export const renderScreenReader = (markup: Markup): string => {
  let out = "";
  for (const block of markup) {
    // Pieces that were harmless alone may meet in one line, hence once more over the whole.
    for (const fact of factsOf(block, spoken)) {
      const line = spoken(fact);
      if (line !== "") out += `${line}\n`;
    }
  }
  return out;
};
