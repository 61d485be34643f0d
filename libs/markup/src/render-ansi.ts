/** The drawn layout in colour. */

import { draw } from "./draw.ts";
import type { LinkForm } from "./link-form.ts";
import { CLASS_PAINTS, type ColourDepth, paletteFor } from "./theme.ts";
import type { Markup, OutputClass } from "./tree.ts";

export interface AnsiOptions {
  readonly depth: ColourDepth;
  /** Terminal cells. */
  readonly width: number;
  /** Tints text that has no paint of its own. */
  readonly outputClass?: OutputClass;
  readonly links?: LinkForm | undefined;
}

/** Text with SGR colours; every line ends with "\n". */
export const renderAnsi = (markup: Markup, options: AnsiOptions): string => {
  const palette = paletteFor(options.depth);
  const { outputClass } = options;
  const base = outputClass === undefined ? "" : (palette[CLASS_PAINTS[outputClass]] ?? "");
  return draw(markup, options.width, palette, base, options.links);
};
