/** Reads a markup tree from the wire. Unknown nodes of a newer server keep their inner text. */

import type { EntityKind, Style } from "@ambon/markup/tree";
import { type Block, type Column, type Inline, type Markup, STYLES } from "@ambon/markup/tree";
import { type Fields, fieldsOf, integer, listOf, text, textEntry } from "./read.ts";

/** Nodes of one output; the rest is left out, so that one message cannot freeze the page. */
export const MARKUP_NODES_MAX = 20_000;
/** Inlines inside inlines; deeper ones are left out. */
export const MARKUP_DEPTH_MAX = 16;
const ROWS_MAX = 2_000;
const COLUMNS_MAX = 40;

const KINDS: ReadonlySet<string> = new Set(["player", "mob", "item", "room", "channel"]);
const KNOWN_STYLES: ReadonlySet<string> = new Set(STYLES);

interface Budget {
  nodes: number;
}

const inlines = (value: unknown, budget: Budget, depth: number): readonly Inline[] =>
  listOf(value, ROWS_MAX, (entry) => inline(entry, budget, depth));

const inline = (value: unknown, budget: Budget, depth: number): Inline | undefined => {
  budget.nodes -= 1;
  if (budget.nodes < 0 || depth > MARKUP_DEPTH_MAX) return undefined;
  if (typeof value === "string") return value;
  const fields = fieldsOf(value);
  if (fields === undefined) return undefined;
  if (fields.t === "name") {
    const kind = text(fields.kind);
    const name = text(fields.text);
    return KINDS.has(kind) ? { t: "name", kind: kind as EntityKind, text: name } : name;
  }
  const kids = inlines(fields.kids, budget, depth + 1);
  if (fields.t === "link" && typeof fields.command === "string") {
    return { t: "link", command: fields.command, kids };
  }
  const style = text(fields.style);
  return { t: "style", style: KNOWN_STYLES.has(style) ? (style as Style) : "value", kids };
};

const column = (value: unknown): Column => {
  const fields = fieldsOf(value) ?? {};
  const label = text(fields.label);
  return fields.align === "right" ? { label, align: "right" } : { label };
};

const table = (fields: Fields, budget: Budget): Block => ({
  t: "table",
  caption: text(fields.caption),
  columns: listOf(fields.columns, COLUMNS_MAX, column),
  rows: listOf(fields.rows, ROWS_MAX, (row) =>
    listOf(row, COLUMNS_MAX, (cell) => inlines(cell, budget, 0)),
  ),
});

const block = (value: unknown, budget: Budget): Block | undefined => {
  budget.nodes -= 1;
  const fields = fieldsOf(value);
  if (fields === undefined || budget.nodes < 0) return undefined;
  switch (fields.t) {
    case "heading":
      return { t: "heading", text: text(fields.text) };
    case "list": {
      const items = listOf(fields.items, ROWS_MAX, (item) => inlines(item, budget, 0));
      return typeof fields.title === "string"
        ? { t: "list", title: fields.title, items }
        : { t: "list", items };
    }
    case "table":
      return table(fields, budget);
    case "meter":
      return {
        t: "meter",
        label: text(fields.label),
        value: integer(fields.value),
        max: integer(fields.max),
      };
    case "map":
      return {
        t: "map",
        grid: listOf(fields.grid, ROWS_MAX, textEntry),
        words: listOf(fields.words, ROWS_MAX, textEntry),
      };
    default:
      return { t: "line", kids: inlines(fields.kids, budget, 0) };
  }
};

/** Any value as markup; never throws, and what it cannot read is left out. */
export const readMarkup = (value: unknown): Markup => {
  const budget: Budget = { nodes: MARKUP_NODES_MAX };
  return listOf(value, ROWS_MAX, (entry) => block(entry, budget));
};
