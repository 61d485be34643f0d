/**
 * From a tree to the text of a terminal, with the colours of a palette (an empty one gives plain
 * text). Each change of colour is one sequence that resets first, and a line never ends with a
 * colour on, so no line can tint the next one (or somebody's prompt).
 *
 * Most lines are short and in simple alphabets: those are written straight from the tree. All
 * others go through the layout.
 */

import { isSimple } from "./display-width.ts";
import { type Drawing, keptText } from "./kept.ts";
import { blockLines, cellsFor } from "./layout.ts";
import type { Paint, StyledLine } from "./span.ts";
import type { Palette } from "./theme.ts";
import type { Block, Inline, Markup } from "./tree.ts";

const RESET = "\u001b[0m";

const encodeLine = (line: StyledLine, { palette, base }: Drawing): string => {
  let out = "";
  let active = "";
  for (const one of line) {
    if (one.text === "") continue;
    const open = one.paint === "" ? base : palette[one.paint];
    if (open !== active) {
      out += open === "" ? RESET : open;
      active = open;
    }
    out += one.text;
  }
  return active === "" ? `${out}\n` : `${out}${RESET}\n`;
};

/** One line on its way; `left` = cells that are still free. */
interface Pen {
  readonly drawing: Drawing;
  out: string;
  active: string;
  left: number;
}

/** False when the text needs the layout: it does not fit, or is not one cell a unit. */
const put = (pen: Pen, text: string, paint: Paint): boolean => {
  if (text === "") return true;
  if (text.length > pen.left || !isSimple(text)) return false;
  const { palette, base } = pen.drawing;
  const open = paint === "" ? base : palette[paint];
  if (open !== pen.active) {
    pen.out += open === "" ? RESET : open;
    pen.active = open;
  }
  pen.out += text;
  pen.left -= text.length;
  return true;
};

const putAll = (pen: Pen, kids: readonly Inline[], paint: Paint): boolean => {
  for (const kid of kids) {
    let fits: boolean;
    if (typeof kid === "string") fits = put(pen, kid, paint);
    else if (kid.t === "name") fits = put(pen, kid.text, kid.kind);
    else fits = putAll(pen, kid.kids, kid.t === "style" ? kid.style : paint);
    if (!fits) return false;
  }
  return true;
};

/** A line that needs no layout; undefined = it does. */
const straightLine = (kids: readonly Inline[], drawing: Drawing): string | undefined => {
  const pen: Pen = { drawing, out: "", active: "", left: drawing.width };
  if (!putAll(pen, kids, "")) return undefined;
  return pen.active === "" ? `${pen.out}\n` : `${pen.out}${RESET}\n`;
};

const newText = (block: Block, drawing: Drawing): string => {
  const straight = block.t === "line" ? straightLine(block.kids, drawing) : undefined;
  if (straight !== undefined) return straight;
  let out = "";
  for (const line of blockLines(block, drawing.width)) out += encodeLine(line, drawing);
  return out;
};

/** Text for a terminal of `width` cells; every line ends with "\n". */
export const draw = (markup: Markup, width: number, palette: Palette, base: string): string => {
  const drawing: Drawing = { width: cellsFor(width), palette, base };
  let out = "";
  for (const block of markup) out += keptText(block, drawing, newText);
  return out;
};
