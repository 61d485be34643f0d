/**
 * Tables on a terminal: aligned columns two cells apart, a header and dashes. Cells wrap inside
 * their column; when the columns cannot be told apart at this width, each row becomes a small list
 * of `label: value`.
 */

import { type Span, type StyledLine, span, spansOf, widthOf } from "./span.ts";
import type { Block, Column } from "./tree.ts";
import { wrapSpans } from "./wrap.ts";

type Table = Extract<Block, { t: "table" }>;

const GAP = 2;
const MIN_COLUMN = 6;

interface Grid {
  readonly columns: readonly Column[];
  /** Row by row, cell by cell; every row has a cell for each column. */
  readonly cells: readonly (readonly (readonly Span[])[])[];
}

const gridOf = (table: Table): Grid => {
  let count = table.columns.length;
  for (const row of table.rows) count = Math.max(count, row.length);
  const columns = Array.from({ length: count }, (_, at) => table.columns[at] ?? { label: "" });
  const cells = table.rows.map((row) => columns.map((_, at) => spansOf(row[at] ?? [])));
  return { columns, cells };
};

const labelsOf = (grid: Grid): readonly Span[] =>
  grid.columns.map((column) => span(column.label, "key"));

/** Natural widths, with the widest narrowed until all fit; undefined if they cannot. */
const fitColumns = (grid: Grid, available: number): readonly number[] | undefined => {
  if (available < grid.columns.length) return undefined;
  const widths = labelsOf(grid).map((label, at) => {
    let width = label.width;
    for (const row of grid.cells) width = Math.max(width, widthOf(row[at] ?? []));
    return Math.min(width, available);
  });
  let total = widths.reduce((sum, width) => sum + width, 0);
  while (total > available) {
    const widest = Math.max(...widths);
    if (widest <= MIN_COLUMN) return undefined;
    widths[widths.indexOf(widest)] = widest - 1;
    total -= 1;
  }
  return widths;
};

const spaces = (count: number): Span => ({ text: " ".repeat(count), paint: "", width: count });

/** One row of cells as lines; no line ends with padding. */
const rowLines = (
  cells: readonly (readonly Span[])[],
  widths: readonly number[],
  columns: readonly Column[],
): StyledLine[] => {
  const wrapped = cells.map((cell, at) => wrapSpans(cell, widths[at] ?? 0));
  const height = Math.max(0, ...wrapped.map((lines) => lines.length));
  return Array.from({ length: height }, (_, lineAt) => {
    const line: Span[] = [];
    let owed = 0;
    wrapped.forEach((lines, at) => {
      const content = lines[lineAt] ?? [];
      const cells = widthOf(content);
      const free = (widths[at] ?? 0) - cells;
      const right = columns[at]?.align === "right";
      if (cells > 0) {
        const before = owed + (right ? free : 0);
        if (before > 0) line.push(spaces(before));
        line.push(...content);
        owed = right ? 0 : free;
      } else {
        owed += free;
      }
      owed += GAP;
    });
    return line;
  });
};

const columnLines = (grid: Grid, widths: readonly number[]): StyledLine[] => {
  const lines: StyledLine[] = [];
  const labels = labelsOf(grid);
  if (labels.some((label) => label.width > 0)) {
    const dashes = widths.map((width) => [span("-".repeat(width), "dim")]);
    lines.push(
      ...rowLines(
        labels.map((label) => [label]),
        widths,
        grid.columns,
      ),
    );
    lines.push(...rowLines(dashes, widths, grid.columns));
  }
  for (const row of grid.cells) lines.push(...rowLines(row, widths, grid.columns));
  return lines;
};

const stackedLines = (grid: Grid, width: number): StyledLine[] => {
  const labels = labelsOf(grid);
  return grid.cells.flatMap((row) =>
    row.flatMap((cell, at): readonly StyledLine[] => {
      if (widthOf(cell) === 0) return [];
      if (at === 0) return wrapSpans(cell, width, 2);
      const label = labels[at];
      const head = label === undefined || label.width === 0 ? [] : [label, span(": ", "")];
      return wrapSpans([spaces(2), ...head, ...cell], width, 4);
    }),
  );
};

/** The table below its caption, no line wider than `width`. */
export const tableLines = (table: Table, width: number): StyledLine[] => {
  const caption = span(table.caption, "title");
  const lines: StyledLine[] = caption.width > 0 ? [...wrapSpans([caption], width)] : [];
  const grid = gridOf(table);
  if (grid.columns.length === 0) return lines;
  const widths = fitColumns(grid, width - GAP * (grid.columns.length - 1));
  lines.push(...(widths === undefined ? stackedLines(grid, width) : columnLines(grid, widths)));
  return lines;
};
