/** Medians, and columns for a terminal. */

/** The middle value; the lower one of two; NaN of none. */
export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((left, right) => left - right);
  return sorted[Math.floor((sorted.length - 1) / 2)] ?? Number.NaN;
};

/** Rows of cells, the first row the heading; the first column is text, the others are figures. */
export const tableLines = (rows: readonly (readonly string[])[]): string[] => {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, at) =>
    Math.max(...rows.map((row) => (row[at] ?? "").length)),
  );
  return rows.map((row) =>
    row
      .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
};

export const figure = (value: number, digits = 1): string =>
  Number.isFinite(value) ? value.toFixed(digits) : "-";
