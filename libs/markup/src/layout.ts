/**
 * The one layout of drawn text: a block becomes lines of painted spans, no wider than asked for.
 * What is drawn with or without colours only encodes what comes out of here.
 */

import { type Paint, type Span, type StyledLine, span, spansOf, widthOf } from "./span.ts";
import { tableLines } from "./table-layout.ts";
import type { Block } from "./tree.ts";
import { wrapSpans } from "./wrap.ts";

/** Narrower terminals are treated as this wide. */
export const MIN_WIDTH = 10;
const BAR_CELLS = 10;
const BULLET = "- ";

/** Filled cells of a bar: none only when empty, all only when full. */
const filledCells = (value: number, max: number): number => {
  if (!(value > 0) || !(max > 0)) return 0;
  if (value >= max) return BAR_CELLS;
  return Math.min(BAR_CELLS - 1, Math.max(1, Math.floor((value * BAR_CELLS) / max)));
};

const barPaint = (filled: number): Paint => (filled > 5 ? "good" : filled > 2 ? "warn" : "bad");

const meterSpans = (label: string, value: number, max: number): Span[] => {
  const filled = filledCells(value, max);
  const bar = "#".repeat(filled) + "-".repeat(BAR_CELLS - filled);
  const head = label === "" ? [] : [span(label, "key"), span(" ", "")];
  return [...head, span(`[${bar}]`, barPaint(filled)), span(` ${value}/${max}`, "value")];
};

const listLines = (list: Extract<Block, { t: "list" }>, width: number): StyledLine[] => {
  const lines: StyledLine[] = [];
  if (list.title !== undefined && list.title !== "")
    lines.push(...wrapSpans([span(list.title, "title")], width));
  const bullet = span(BULLET, "");
  for (const item of list.items) {
    const wrapped = wrapSpans(spansOf(item), width, bullet.width, bullet.width);
    wrapped.forEach((line, at) => {
      lines.push(at === 0 ? [bullet, ...line] : line);
    });
  }
  return lines;
};

/** A map that does not fit is told in words: half a map misleads. */
const mapLines = (map: Extract<Block, { t: "map" }>, width: number): StyledLine[] => {
  const drawn = map.grid.map((row) => [span(row, "")]);
  if (drawn.every((row) => widthOf(row) <= width)) return drawn;
  return map.words.flatMap((words) => wrapSpans([span(words, "")], width));
};

/** The lines of one block; `width` as `cellsFor` gives it. */
export const blockLines = (block: Block, width: number): readonly StyledLine[] => {
  switch (block.t) {
    case "line":
      return wrapSpans(spansOf(block.kids), width);
    case "heading":
      return wrapSpans([span(block.text, "title")], width);
    case "list":
      return listLines(block, width);
    case "table":
      return tableLines(block, width);
    case "meter":
      return wrapSpans(meterSpans(block.label, block.value, block.max), width);
    case "map":
      return mapLines(block, width);
    default:
      // A newer engine's block that this gateway does not know yet.
      return [];
  }
};

/** The cells that are drawn for a terminal of this width. */
export const cellsFor = (width: number): number => Math.max(MIN_WIDTH, width);
