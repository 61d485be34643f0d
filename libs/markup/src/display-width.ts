/**
 * How many terminal cells a text takes, and how it may be cut.
 *
 * Nearly all text is in alphabets where one unit is one cell: one scan finds that out and that
 * nothing in it could steer a terminal. Only the rest pays for cleaning and for the width tables.
 */

import { stripUnsafe } from "@ambon/kernel/sanitize";
import fastStringWidth from "fast-string-width";

const REGIONAL_FIRST = 0x1f1e6;
const REGIONAL_LAST = 0x1f1ff;
const JOINER = 0x200d;
/** Longer joined sequences than this are no emoji that anybody drew. */
const MAX_JOINS = 6;
const EXTENDER = /^(?:\p{M}|\p{Emoji_Modifier})$/u;
const LEADING_EXTENDERS = /^[\p{M}\u200d]+/u;

/** Latin, Greek, Cyrillic and typographic signs: one cell each, neither combining nor hidden. */
const isOneCell = (unit: number): boolean =>
  (unit >= 0xa0 && unit <= 0x2ff && unit !== 0xad) ||
  (unit >= 0x370 && unit <= 0x52f && (unit < 0x483 || unit > 0x489)) ||
  (unit >= 0x2010 && unit <= 0x2027);

/** True if each unit is one printable cell: no controls, nothing wide, nothing combining. */
export const isSimple = (text: string): boolean => {
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x20 || (unit > 0x7e && !isOneCell(unit))) return false;
  }
  return true;
};

/** Defence in depth: without controls, hidden characters, and marks that would join on the left. */
export const cleanText = (text: string): string =>
  isSimple(text) ? text : stripUnsafe(text).replace(LEADING_EXTENDERS, "");

/** Cells of clean text on a terminal. */
export const textWidth = (text: string): number =>
  isSimple(text) ? text.length : fastStringWidth(text);

const isRegional = (point: number): boolean => point >= REGIONAL_FIRST && point <= REGIONAL_LAST;

/** Characters as a reader sees them: marks, joined emoji and flags stay in one piece. */
export const clustersOf = (text: string): readonly string[] => {
  const clusters: string[] = [];
  let current = "";
  let last = 0;
  let joins = 0;
  let pairable = false;
  for (const character of text) {
    const point = character.codePointAt(0) ?? 0;
    const joined = last === JOINER && joins <= MAX_JOINS;
    const paired = pairable && isRegional(point);
    if (current !== "" && (joined || paired || point === JOINER || EXTENDER.test(character))) {
      current += character;
      if (point === JOINER) joins += 1;
      pairable = false;
    } else {
      if (current !== "") clusters.push(current);
      current = character;
      joins = 0;
      pairable = isRegional(point);
    }
    last = point;
  }
  if (current !== "") clusters.push(current);
  return clusters;
};

/** Where to cut `text` so that the first part takes at most `cells`; 0 if nothing fits. */
export const cutAt = (text: string, cells: number): number => {
  if (isSimple(text)) return Math.min(text.length, cells);
  let width = 0;
  let at = 0;
  for (const cluster of clustersOf(text)) {
    width += textWidth(cluster);
    if (width > cells) return at;
    at += cluster.length;
  }
  return at;
};
