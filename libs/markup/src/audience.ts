/**
 * Who reads: everybody with the same audience gets the same bytes, so a gateway renders once per
 * audience and not once per player.
 */

import type { LinkForm } from "./link-form.ts";
import { renderAnsi } from "./render-ansi.ts";
import { renderPlain } from "./render-plain.ts";
import { renderScreenReader } from "./render-screen-reader.ts";
import type { Markup, OutputClass } from "./tree.ts";

export type RenderMode = "ansi16" | "ansi256" | "truecolor" | "plain" | "screenReader";

export interface Audience {
  readonly mode: RenderMode;
  /** Terminal cells; a screen reader has none. */
  readonly width: number;
  /** How commands can be clicked; undefined = not. A screen reader gets the text alone. */
  readonly links?: LinkForm | undefined;
}

/** Equal for audiences that read the same bytes: a key for one rendering per output. */
export const audienceKey = ({ mode, width, links }: Audience): string =>
  mode === "screenReader" ? mode : `${mode}:${width}:${links?.key ?? ""}`;

/** The tree as this audience reads it; every line ends with "\n". */
export const renderFor = (
  markup: Markup,
  outputClass: OutputClass,
  { mode, width, links }: Audience,
): string => {
  switch (mode) {
    case "screenReader":
      return renderScreenReader(markup);
    case "plain":
      return renderPlain(markup, width, links);
    case "ansi16":
      return renderAnsi(markup, { depth: 16, width, outputClass, links });
    case "ansi256":
      return renderAnsi(markup, { depth: 256, width, outputClass, links });
    case "truecolor":
      return renderAnsi(markup, { depth: "truecolor", width, outputClass, links });
  }
};
