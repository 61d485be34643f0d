/**
 * Blocks as sentences: what a tree says once everything that only looks nice is gone. The screen
 * reader gets these lines, logs and channel data get them joined.
 */

import { cleanText } from "./display-width.ts";
import { wordsOf } from "./span.ts";
import type { Block, Inline } from "./tree.ts";

type Table = Extract<Block, { t: "table" }>;

const endsSentence = (text: string): boolean => ".:!?".includes(text.at(-1) ?? ".");

/** Ends with `mark` unless some other punctuation ends it already; "" stays "". */
export const withEnd = (text: string, mark: "." | ":"): string =>
  endsSentence(text) ? text : text + mark;

export const meterFact = (label: string, value: number, max: number): string =>
  `${label} ${value} of ${max}`.trimStart();

/** "Price 12 gold", or just the cell where it names its unit itself. */
const cellFact = (label: string, cell: string): string =>
  label === "" || cell.toLowerCase().includes(label.toLowerCase()) ? cell : `${label} ${cell}`;

const rowFact = (
  table: Table,
  row: readonly (readonly Inline[])[],
  tidy: (text: string) => string,
): string => {
  const [subject = "", ...rest] = row.map((cell) => tidy(wordsOf(cell)));
  const facts = rest
    .map((cell, at) =>
      cell === "" ? "" : cellFact(tidy(cleanText(table.columns[at + 1]?.label ?? "")), cell),
    )
    .filter((fact) => fact !== "")
    .join(", ");
  if (subject === "" || facts === "") return subject + facts;
  return `${withEnd(subject, ":")} ${facts}`;
};

/**
 * The block's lines of words; `tidy` cleans each piece of text and may empty it. Empty lines are
 * left out.
 */
export const factsOf = (block: Block, tidy: (text: string) => string): readonly string[] => {
  const plain = (text: string): string => tidy(cleanText(text));
  const lines = ((): readonly string[] => {
    switch (block.t) {
      case "line":
        return [tidy(wordsOf(block.kids))];
      case "heading":
        return [withEnd(plain(block.text), ".")];
      case "list": {
        const title = withEnd(plain(block.title ?? ""), ":");
        return [title, ...block.items.map((item) => tidy(wordsOf(item)))];
      }
      case "table": {
        const caption = withEnd(plain(block.caption), ".");
        return [caption, ...block.rows.map((row) => rowFact(block, row, tidy))];
      }
      case "meter":
        return [meterFact(plain(block.label), block.value, block.max)];
      case "map":
        return block.words.map(plain);
      default:
        // A newer engine's block that this gateway does not know yet.
        return [];
    }
  })();
  return lines.filter((line) => line !== "");
};
