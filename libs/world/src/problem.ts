/** What is wrong with content, and where: one sentence that a builder can act on. */
import { PROBLEMS_MAX } from "./limits.ts";

export type Severity = "error" | "warning" | "note";

export interface Problem {
  readonly severity: Severity;
  readonly file: string;
  /** Both count from 1; columns are UTF-16 units. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly suggestion?: string;
}

/** One content file; positions in it are offsets, turned into lines only when reported. */
export class Source {
  readonly file: string;
  readonly text: string;
  #lineStarts: readonly number[] | undefined;

  constructor(file: string, text: string) {
    this.file = file;
    this.text = text;
  }

  position(offset: number): { line: number; column: number } {
    this.#lineStarts ??= lineStarts(this.text);
    const starts = this.#lineStarts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  }
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at + 1);
  return starts;
}

/** A suggestion that costs something to find is asked for only when the problem is kept. */
export type Suggestion = string | (() => string | undefined);

/**
 * Collects problems, at most PROBLEMS_MAX of each severity. Overflow: the first found are kept,
 * the rest only counted (`dropped`), so that one slip copied a thousand times stays readable.
 */
export class ProblemList {
  readonly #kept: Problem[] = [];
  /**
   * How often something was left out because of an error. While anything is missing, checks over
   * the whole world would report its consequences as further errors, so they wait.
   */
  losses = 0;
  readonly #counts: Record<Severity, number> = { error: 0, warning: 0, note: 0 };

  error(source: Source, offset: number, message: string, suggestion?: Suggestion): void {
    this.#add("error", source, offset, message, suggestion);
  }

  warning(source: Source, offset: number, message: string, suggestion?: Suggestion): void {
    this.#add("warning", source, offset, message, suggestion);
  }

  note(source: Source, offset: number, message: string): void {
    this.#add("note", source, offset, message, undefined);
  }

  get errors(): number {
    return this.#counts.error;
  }

  /** How many were found but not kept. */
  get dropped(): number {
    const { error, warning, note } = this.#counts;
    return error + warning + note - this.#kept.length;
  }

  /** By file, then position; a bounded list ends with a note that says how many are missing. */
  sorted(): Problem[] {
    const problems = [...this.#kept].sort(byPosition);
    const last = problems.at(-1);
    if (this.dropped > 0 && last !== undefined) {
      const message = `${this.dropped} more problems are not listed`;
      problems.push({ severity: "note", file: last.file, line: 1, column: 1, message });
    }
    return problems;
  }

  #add(severity: Severity, source: Source, at: number, message: string, hint?: Suggestion): void {
    this.#counts[severity] += 1;
    if (this.#counts[severity] > PROBLEMS_MAX) return;
    const suggestion = typeof hint === "function" ? hint() : hint;
    const problem = { severity, file: source.file, ...source.position(at), message };
    this.#kept.push(suggestion === undefined ? problem : { ...problem, suggestion });
  }
}

function byPosition(a: Problem, b: Problem): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  if (a.line !== b.line) return a.line - b.line;
  if (a.column !== b.column) return a.column - b.column;
  return a.message < b.message ? -1 : a.message > b.message ? 1 : 0;
}

/** `file:line:column: error: message (suggestion)`; editors and terminals make it clickable. */
export function formatProblem(problem: Problem): string {
  const { file, line, column, severity, message, suggestion } = problem;
  const tail = suggestion === undefined ? "" : ` (${suggestion})`;
  return `${file}:${line}:${column}: ${severity}: ${message}${tail}`;
}
