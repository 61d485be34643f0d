/** The drawn layout without colours. */

import { draw } from "./draw.ts";
import type { LinkForm } from "./link-form.ts";
import { NO_COLOURS } from "./theme.ts";
import type { Markup } from "./tree.ts";

/** Text for a terminal without colours; every line ends with "\n". `width` in cells. */
export const renderPlain = (markup: Markup, width: number, links?: LinkForm): string =>
  draw(markup, width, NO_COLOURS, "", links);
