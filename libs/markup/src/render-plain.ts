/** The drawn layout without any escape sequence. */

import { layout } from "./layout.ts";
import type { Markup } from "./tree.ts";

/** Text for a terminal without colours; every line ends with "\n". `width` in cells. */
export const renderPlain = (markup: Markup, width: number): string => {
  let out = "";
  for (const line of layout(markup, width)) {
    for (const one of line) out += one.text;
    out += "\n";
  }
  return out;
};
