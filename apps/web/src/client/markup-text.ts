/** Markup as plain text for speech: one fact per line, no drawing, every number with its word. */

import type { Block, Inline, Markup } from "@ambon/markup/tree";

/** The text of inline nodes without any marks. */
export const inlineText = (kids: readonly Inline[]): string =>
  kids
    .map((kid) => {
      if (typeof kid === "string") return kid;
      return kid.t === "name" ? kid.text : inlineText(kid.kids);
    })
    .join("");

const blockLines = (block: Block): readonly string[] => {
  switch (block.t) {
    case "line":
      return [inlineText(block.kids)];
    case "heading":
      return [block.text];
    case "list":
      return [...(block.title === undefined ? [] : [block.title]), ...block.items.map(inlineText)];
    case "table":
      return [block.caption, ...block.rows.map((row) => rowText(block.columns, row))];
    case "meter":
      return [meterText(block)];
    case "map":
      return block.words;
  }
};

const rowText = (
  columns: readonly { readonly label: string }[],
  row: readonly (readonly Inline[])[],
): string =>
  row
    .map((cell, index) => {
      const label = index === 0 ? "" : (columns[index]?.label ?? "");
      const content = inlineText(cell).trim();
      return content === "" ? "" : `${label} ${content}`.trim();
    })
    .filter((part) => part !== "")
    .join(", ");

/** "Health 80 of 100". */
export const meterText = (meter: {
  readonly label: string;
  readonly value: number;
  readonly max: number;
}): string => `${meter.label} ${meter.value} of ${meter.max}`;

/** What a screen reader says for `markup`; lines without content are left out. */
export const spokenText = (markup: Markup): string =>
  markup
    .flatMap(blockLines)
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n");
