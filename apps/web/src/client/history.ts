/** Typed lines, to be brought back with the arrow keys. The unfinished line is kept as a draft. */

/** Lines kept; the oldest leaves. */
export const HISTORY_MAX = 200;

export interface History {
  /** Oldest first. */
  readonly lines: readonly string[];
  /** Index of the line that is shown; `lines.length` is the draft. */
  readonly at: number;
  readonly draft: string;
}

/** A history over lines of an earlier visit. */
export const historyOf = (lines: readonly string[]): History => {
  const kept = lines.slice(-HISTORY_MAX);
  return { lines: kept, at: kept.length, draft: "" };
};

/** After a line was sent: it is the newest, once, and the draft is empty. */
export const remember = (history: History, line: string): History => {
  if (line.trim() === "" || history.lines.at(-1) === line) return historyOf(history.lines);
  return historyOf([...history.lines, line]);
};

/**
 * One step back (-1) or forth (+1) from what stands in the input now. At either end it stays.
 * @returns the new history and the text to show.
 */
export const walk = (
  history: History,
  step: -1 | 1,
  shown: string,
): { readonly history: History; readonly text: string } => {
  const draft = history.at === history.lines.length ? shown : history.draft;
  const at = Math.min(history.lines.length, Math.max(0, history.at + step));
  return { history: { ...history, at, draft }, text: history.lines[at] ?? draft };
};
