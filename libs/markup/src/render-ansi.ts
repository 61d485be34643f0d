/**
 * The drawn layout in colour. Each change of colour is one sequence that resets first, and a line
 * never ends with a colour on, so no line can tint the next one (or somebody's prompt).
 */

import { layout } from "./layout.ts";
import type { StyledLine } from "./span.ts";
import { CLASS_PAINTS, type ColourDepth, type Palette, paletteFor } from "./theme.ts";
import type { Markup, OutputClass } from "./tree.ts";

const RESET = "\u001b[0m";

const encodeLine = (line: StyledLine, palette: Palette, base: string): string => {
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
  return active === "" ? out : out + RESET;
};

export interface AnsiOptions {
  readonly depth: ColourDepth;
  /** Terminal cells. */
  readonly width: number;
  /** Tints text that has no paint of its own. */
  readonly outputClass?: OutputClass;
}

/** Text with SGR colours; every line ends with "\n". */
export const renderAnsi = (markup: Markup, options: AnsiOptions): string => {
  const palette = paletteFor(options.depth);
  const outputClass = options.outputClass;
  const base = outputClass === undefined ? "" : (palette[CLASS_PAINTS[outputClass]] ?? "");
  let out = "";
  for (const line of layout(markup, options.width)) out += `${encodeLine(line, palette, base)}\n`;
  return out;
};
