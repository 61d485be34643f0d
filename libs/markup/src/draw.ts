/**
 * From a tree to the text of a terminal, with the colours of a palette (an empty one gives plain
 * text). Each change of colour is one sequence that resets first, and a line never ends with a
 * colour on, so no line can tint the next one (or somebody's prompt). Links are written in the form
 * of the terminal, closed on each line, or as their text alone.
 *
 * Most lines are short and in simple alphabets: those are written straight from the tree. All
 * others go through the layout.
 */

import { isSimple } from "./display-width.ts";
import { type Drawing, keptText } from "./kept.ts";
import { blockLines, cellsFor } from "./layout.ts";
import type { LinkForm } from "./link-form.ts";
import type { Paint, StyledLine } from "./span.ts";
import type { Palette } from "./theme.ts";
import type { Block, Inline, Markup } from "./tree.ts";

const RESET = "\u001b[0m";

const encodeLine = (line: StyledLine, { palette, base, links }: Drawing): string => {
  /** What stands before the link that is being written. */
  let before = "";
  let link: string | undefined;
  let out = "";
  let active = "";
  for (const one of line) {
    if (one.text === "") continue;
    if (links !== undefined && one.link !== link) {
      before += link === undefined ? out : links.encode(link, out);
      out = "";
      link = one.link;
    }
    const open = one.paint === "" ? base : palette[one.paint];
    if (open !== active) {
      out += open === "" ? RESET : open;
      active = open;
    }
    out += one.text;
  }
  if (links !== undefined && link !== undefined) out = links.encode(link, out);
  return active === "" ? `${before}${out}\n` : `${before}${out}${RESET}\n`;
};

/** One line on its way; `left` = cells that are still free. */
interface Pen {
  readonly drawing: Drawing;
  out: string;
  active: string;
  left: number;
  /** True inside a link. */
  linked: boolean;
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
    else if (kid.t === "link") fits = putLink(pen, kid.command, kid.kids, paint);
    else fits = putAll(pen, kid.kids, kid.style);
    if (!fits) return false;
  }
  return true;
};

const putLink = (pen: Pen, command: string, kids: readonly Inline[], paint: Paint): boolean => {
  const { links } = pen.drawing;
  if (links === undefined || pen.linked) return putAll(pen, kids, paint);
  const before = pen.out;
  pen.out = "";
  pen.linked = true;
  const fits = putAll(pen, kids, paint);
  pen.linked = false;
  pen.out = pen.out === "" ? before : before + links.encode(command, pen.out);
  return fits;
};

/** A line that needs no layout; undefined = it does. */
const straightLine = (kids: readonly Inline[], drawing: Drawing): string | undefined => {
  const pen: Pen = { drawing, out: "", active: "", left: drawing.width, linked: false };
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
export const draw = (
  markup: Markup,
  width: number,
  palette: Palette,
  base: string,
  links?: LinkForm,
): string => {
  const drawing: Drawing = { width: cellsFor(width), palette, base, links };
  let out = "";
  for (const block of markup) out += keptText(block, drawing, newText);
  return out;
};
