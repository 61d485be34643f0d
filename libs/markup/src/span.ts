/** Between the tree and the encoders: runs of clean text with one paint each. */

import { cleanText, textWidth } from "./display-width.ts";
import type { EntityKind, Inline, Style } from "./tree.ts";

/** What a run of text means for its colour; "" = nothing special. */
export type Paint = "" | Style | EntityKind;

export interface Span {
  readonly text: string;
  readonly paint: Paint;
  /** Terminal cells. */
  readonly width: number;
  /** The command that the text runs. */
  readonly link?: string;
}

/** One line of output, left to right. */
export type StyledLine = readonly Span[];

/** A span of clean text. */
export const span = (raw: string, paint: Paint, link?: string): Span => {
  const text = cleanText(raw);
  const width = textWidth(text);
  return link === undefined ? { text, paint, width } : { text, paint, width, link };
};

const collect = (into: Span[], kids: readonly Inline[], paint: Paint, link?: string): void => {
  for (const kid of kids) {
    if (typeof kid === "string") {
      if (kid !== "") into.push(span(kid, paint, link));
    } else if (kid.t === "name") {
      into.push(span(kid.text, kid.kind, link));
    } else if (kid.t === "style") {
      collect(into, kid.kids, kid.style, link);
    } else {
      collect(into, kid.kids, paint, link ?? kid.command);
    }
  }
};

/** The inlines as spans. The innermost style or name wins, and the outermost link. */
export const spansOf = (kids: readonly Inline[], paint: Paint = ""): Span[] => {
  const spans: Span[] = [];
  collect(spans, kids, paint);
  return spans;
};

export const widthOf = (spans: readonly Span[]): number => {
  let width = 0;
  for (const one of spans) width += one.width;
  return width;
};

/** The inlines as bare clean text. */
export const wordsOf = (kids: readonly Inline[]): string => {
  let words = "";
  for (const kid of kids) {
    if (typeof kid === "string") words += cleanText(kid);
    else if (kid.t === "name") words += cleanText(kid.text);
    else words += wordsOf(kid.kids);
  }
  return words;
};
