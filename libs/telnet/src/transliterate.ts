/**
 * Text for clients whose charset lacks letters or lines: the nearest ASCII instead of `?`.
 *
 * Latin letters lose their marks; quotes, dashes, ellipsis, bullets, arrows and box drawing become
 * what people typed before there was Unicode. What has no such likeness becomes one `?` for each
 * character. One UTF-16 unit becomes at most four characters. Box drawing keeps its width.
 */

import type { TextEncoding } from "./text.ts";

/** Groups of characters with what each of them becomes. */
const GROUPS: ReadonlyArray<readonly [string, string]> = [
  ["\u2018\u2019\u201a\u201b\u2032\u00b4\u02bc\u2039\u203a", "'"],
  ["\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"'],
  ["\u2010\u2011\u2012\u2013\u2212", "-"],
  ["\u2014\u2015", "--"],
  ["\u2026", "..."],
  ["\u2022\u2023\u2043\u00b7\u2219\u25cf\u25cb\u25aa\u25ab\u25a0\u25a1\u25c6\u25c7", "*"],
  ["\u2605\u2606\u2666\u2726\u2728", "*"],
  ["\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000", " "],
  ["\u00ad\u200b\u200c\u200d\u2060\ufe0e\ufe0f\ufeff", ""],
  ["\u2190\u25c0\u25c4", "<"],
  ["\u2192\u25b6\u25ba", ">"],
  ["\u2191\u25b2", "^"],
  ["\u2193\u25bc", "v"],
  ["\u2194", "<>"],
  ["\u2195", "|"],
  ["\u2500\u2501\u2504\u2505\u2508\u2509\u254c\u254d\u2574\u2576\u2578\u257a\u257c\u257e", "-"],
  ["\u2502\u2503\u2506\u2507\u250a\u250b\u254e\u254f\u2575\u2577\u2579\u257b\u257d\u257f", "|"],
  ["\u2550", "="],
  ["\u2551", "|"],
  ["\u2571", "/"],
  ["\u2572", "\\"],
  ["\u2573\u00d7\u2715\u2717\u2718", "x"],
  ["\u2588\u2589\u258a\u258b\u2593", "#"],
  ["\u258c\u2592\u2590", "="],
  ["\u2591\u258d\u258e\u258f", "."],
  ["\u2580\u2584", "="],
  ["\u2713\u2714", "v"],
  ["\u00a9", "(c)"],
  ["\u00ae", "(r)"],
  ["\u2122", "(tm)"],
  ["\u00b0", "o"],
  ["\u00b1", "+-"],
  ["\u00f7", "/"],
  ["\u00bc", "1/4"],
  ["\u00bd", "1/2"],
  ["\u00be", "3/4"],
  ["\u00b9", "1"],
  ["\u00b2", "2"],
  ["\u00b3", "3"],
  ["\u2264", "<="],
  ["\u2265", ">="],
  ["\u2260", "!="],
  ["\u2248", "~"],
  ["\u00a1", "!"],
  ["\u00bf", "?"],
  ["\u00a2", "c"],
  ["\u00a3", "GBP"],
  ["\u00a5", "JPY"],
  ["\u20ac", "EUR"],
  ["\u00a6", "|"],
  ["\u00a7", "S"],
  ["\u00b5\u03bc", "u"],
  ["\u2020\u2021", "+"],
  ["\u2030", "o/oo"],
  ["\u2116", "No."],
  ["\u00c6\u01fc", "AE"],
  ["\u00e6\u01fd", "ae"],
  ["\u0152", "OE"],
  ["\u0153", "oe"],
  ["\u00d8\u01fe", "O"],
  ["\u00f8\u01ff", "o"],
  ["\u00d0\u0110", "D"],
  ["\u00f0\u0111", "d"],
  ["\u00de", "Th"],
  ["\u00fe", "th"],
  ["\u00df", "ss"],
  ["\u1e9e", "SS"],
  ["\u0141", "L"],
  ["\u0142", "l"],
  ["\u0126", "H"],
  ["\u0127", "h"],
  ["\u0131", "i"],
  ["\u0138", "k"],
  ["\u014a", "N"],
  ["\u014b", "n"],
  ["\u0166", "T"],
  ["\u0167", "t"],
  ["\u017f", "s"],
  ["\u0132", "IJ"],
  ["\u0133", "ij"],
];

const LIKENESSES: ReadonlyMap<string, string> = new Map(
  GROUPS.flatMap(([chars, likeness]) => Array.from(chars, (char) => [char, likeness] as const)),
);

const FIRST_CORNER = 0x250c;
const LAST_CORNER = 0x2570;
/** The Latin letters with marks: Latin-1, Extended-A and -B, Extended Additional. */
const LETTERS = /^[\u00c0-\u024f\u1e00-\u1eff]$/;
const COMBINING = /^[\u0300-\u036f]$/;
/** ASCII as it is, control characters too: colours and line ends are text's business. */
const ASCII_LAST = 0x7f;
const LATIN_1_FIRST = 0xa0;
const LATIN_1_LAST = 0xff;

/** The text in what `encoding` holds; UTF-8 holds all, so that text comes back as it is. */
export const transliterate = (text: string, encoding: TextEncoding): string => {
  if (encoding === "utf-8") return text;
  const latin1 = encoding === "latin-1";
  // One regular expression test spares most texts the work.
  if (!/[^\0-\u007f]/.test(text)) return text;
  let shown = "";
  for (const char of text) shown += isHeld(char, latin1) ? char : likeness(char);
  return shown;
};

const isHeld = (char: string, latin1: boolean): boolean => {
  const code = char.codePointAt(0) ?? 0;
  if (code <= ASCII_LAST) return true;
  return latin1 && code >= LATIN_1_FIRST && code <= LATIN_1_LAST;
};

const likeness = (char: string): string => {
  const known = LIKENESSES.get(char);
  if (known !== undefined) return known;
  const code = char.codePointAt(0) ?? 0;
  if (code >= FIRST_CORNER && code <= LAST_CORNER) return "+";
  if (COMBINING.test(char)) return "";
  if (!LETTERS.test(char)) return "?";
  const base = char.normalize("NFD").charAt(0);
  return base.charCodeAt(0) <= ASCII_LAST ? base : (LIKENESSES.get(base) ?? "?");
};
