/** Small constructors for the markup tree, so that game code reads as text. */

import type { Block, Column, EntityKind, Inline, Markup, Style } from "./tree.ts";

/** One paragraph: `line("You see ", mob("a rat"), ".")`. */
export const line = (...kids: readonly Inline[]): Block => ({ t: "line", kids });

/** A markup of a single line. */
export const text = (...kids: readonly Inline[]): Markup => [{ t: "line", kids }];

export const heading = (title: string): Block => ({ t: "heading", text: title });

export const list = (title: string, items: readonly (readonly Inline[])[]): Block => ({
  t: "list",
  title,
  items,
});

export const table = (
  caption: string,
  columns: readonly Column[],
  rows: readonly (readonly (readonly Inline[])[])[],
): Block => ({ t: "table", caption, columns, rows });

export const meter = (label: string, value: number, max: number): Block => ({
  t: "meter",
  label,
  value,
  max,
});

export const map = (grid: readonly string[], words: readonly string[]): Block => ({
  t: "map",
  grid,
  words,
});

export const styled = (style: Style, ...kids: readonly Inline[]): Inline => ({
  t: "style",
  style,
  kids,
});

export const named = (kind: EntityKind, name: string): Inline => ({ t: "name", kind, text: name });

export const link = (command: string, ...kids: readonly Inline[]): Inline => ({
  t: "link",
  command,
  kids,
});

/** Joins names as prose: "a", "a and b", "a, b and c". */
export const series = (items: readonly Inline[]): readonly Inline[] => {
  const out: Inline[] = [];
  items.forEach((item, index) => {
    if (index > 0) out.push(index === items.length - 1 ? " and " : ", ");
    out.push(item);
  });
  return out;
};
