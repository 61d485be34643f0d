/**
 * Word wrap over spans. Lines break at spaces, which vanish there; a word may run through several
 * spans ("a rat" + "."); a word longer than a line is cut between characters.
 */

import { clustersOf, cutAt, isSimple, textWidth } from "./display-width.ts";
import { type Span, type StyledLine, widthOf } from "./span.ts";

interface Wrapping {
  readonly width: number;
  readonly indent: number;
  readonly lines: Span[][];
  line: Span[];
  /** Cells used on the present line. */
  column: number;
  /** True until something besides the indent is on the present line. */
  bare: boolean;
  /** Spaces waiting for the next word. */
  gap: number;
  word: Span[];
  wordWidth: number;
}

type Looks = Pick<Span, "paint" | "link">;

const PLAIN: Looks = { paint: "" };

/** Adds to a line; neighbours that look alike become one span. */
const append = (line: Span[], text: string, looks: Looks, width: number): void => {
  const { paint, link } = looks;
  const last = line.at(-1);
  if (last !== undefined && last.paint === paint && last.link === link) {
    line[line.length - 1] = { ...last, text: last.text + text, width: last.width + width };
  } else {
    line.push(link === undefined ? { text, paint, width } : { text, paint, width, link });
  }
};

const breakLine = (state: Wrapping): void => {
  state.lines.push(state.line);
  state.line = [];
  state.column = 0;
  state.bare = true;
  state.gap = 0;
  if (state.indent > 0) {
    append(state.line, " ".repeat(state.indent), PLAIN, state.indent);
    state.column = state.indent;
  }
};

/** Puts one piece of an overlong word, cut to the lines it needs. */
const putCut = (state: Wrapping, piece: Span): void => {
  let rest = piece.text;
  while (rest !== "") {
    const at = cutAt(rest, state.width - state.column);
    if (at === 0 && !state.bare) {
      breakLine(state);
      continue;
    }
    // A single character wider than the whole line: nothing sensible can be shown for it.
    const unfit = at === 0 ? (clustersOf(rest)[0]?.length ?? rest.length) : 0;
    const head = unfit > 0 ? "?" : rest.slice(0, at);
    const width = textWidth(head);
    append(state.line, head, piece, width);
    state.column += width;
    state.bare = false;
    rest = rest.slice(unfit > 0 ? unfit : at);
  }
};

/** A space is coloured like the word behind it, and is part of a link only within it. */
const gapLooks = ({ line, word }: Wrapping): Looks => {
  const { paint = "", link } = word[0] ?? {};
  return link === undefined || line.at(-1)?.link !== link ? { paint } : { paint, link };
};

const putWord = (state: Wrapping): void => {
  if (state.word.length === 0) return;
  if (state.column + state.gap + state.wordWidth > state.width && !state.bare) breakLine(state);
  const fits = state.column + state.gap + state.wordWidth <= state.width;
  if (fits && state.gap > 0) {
    append(state.line, " ".repeat(state.gap), gapLooks(state), state.gap);
    state.column += state.gap;
  }
  if (state.column + state.wordWidth > state.width) {
    for (const piece of state.word) putCut(state, piece);
  } else {
    for (const piece of state.word) append(state.line, piece.text, piece, piece.width);
    state.column += state.wordWidth;
  }
  state.bare = false;
  state.gap = 0;
  state.word = [];
  state.wordWidth = 0;
};

const addSpan = (state: Wrapping, one: Span): void => {
  const { text, width } = one;
  const simple = width === text.length && isSimple(text);
  let at = 0;
  while (at < text.length) {
    const space = text.indexOf(" ", at);
    const end = space < 0 ? text.length : space;
    if (end > at) {
      const piece = text.slice(at, end);
      const cells = simple ? piece.length : textWidth(piece);
      state.word.push({ ...one, text: piece, width: cells });
      state.wordWidth += cells;
    }
    if (space < 0) return;
    putWord(state);
    state.gap += 1;
    at = space + 1;
  }
};

/**
 * The spans as lines of at most `width` cells. Lines after the first begin with `indent` spaces;
 * `first` cells of the first line are already taken. At least one line.
 */
export const wrapSpans = (
  spans: readonly Span[],
  width: number,
  indent = 0,
  first = 0,
): readonly StyledLine[] => {
  if (first + widthOf(spans) <= width) return [spans];
  const state: Wrapping = {
    width,
    indent,
    lines: [],
    line: [],
    column: first,
    bare: true,
    gap: 0,
    word: [],
    wordWidth: 0,
  };
  for (const one of spans) addSpan(state, one);
  putWord(state);
  state.lines.push(state.line);
  return state.lines;
};
