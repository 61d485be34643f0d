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
}

/** One line of output, left to right. */
export type StyledLine = readonly Span[];

/** A span of clean text. */
export const span = (raw: string, paint: Paint): Span => {
  const text = cleanText(raw);
  return { text, paint, width: textWidth(text) };
};

const collect = (into: Span[], kids: readonly Inline[], paint: Paint): void => {
  for (const kid of kids) {
    if (typeof kid === "string") {
      if (kid !== "") into.push(span(kid, paint));
    } else if (kid.t === "name") {
      into.push(span(kid.text, kid.kind));
    } else {
      collect(into, kid.kids, kid.t === "style" ? kid.style : paint);
    }
  }
};

/** The inlines as spans. The innermost style or name wins; a link shows just its text. */
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
