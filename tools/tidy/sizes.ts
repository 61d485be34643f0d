/** Size limits for files, functions and lines, with a ratchet for what was larger before. */

import type { SourceFile } from "./files.ts";
import { isTestSide } from "./files.ts";
import type { Finding } from "./finding.ts";
import { functionBodies } from "./functions.ts";

export const FILE_LINES_MAX = 400;
export const FUNCTION_LINES_MAX = 70;
export const LINE_COLUMNS_MAX = 100;
/** In tests a line may be longer for the sake of one long text. */
const LONG_TEXT_MIN = 40;

/**
 * Files that are over the limit, each with its lines when it was listed. It may shrink, never grow,
 * and leaves the table when it is under the limit. New files are never listed.
 */
export const largeFiles: Readonly<Record<string, number>> = {};

/** The same for the longest function of a file. */
export const largeFunctions: Readonly<Record<string, number>> = {};

export type Ratchets = {
  readonly files: Readonly<Record<string, number>>;
  readonly functions: Readonly<Record<string, number>>;
};

/** Everything that is too large among `files`. */
export function sizeFindings(
  files: readonly SourceFile[],
  ratchets: Ratchets = { files: largeFiles, functions: largeFunctions },
): Finding[] {
  return files.flatMap((file) => [
    ...fileFindings(file, ratchets.files[file.path]),
    ...functionFindings(file, ratchets.functions[file.path]),
    ...lineFindings(file),
  ]);
}

function fileFindings(file: SourceFile, listed: number | undefined): Finding[] {
  if (!file.path.endsWith(".ts")) return [];
  const lines = file.text.split("\n").length - 1;
  if (listed !== undefined && lines <= FILE_LINES_MAX) {
    return [slack(file.path, 1, "largeFiles", lines)];
  }
  if (lines <= (listed ?? FILE_LINES_MAX)) return [];
  const what = `${lines} lines, the limit is ${listed ?? FILE_LINES_MAX}`;
  return [{ path: file.path, line: lines, what, instead: "split it by concept or phase" }];
}

function functionFindings(file: SourceFile, listed: number | undefined): Finding[] {
  // In tests a describe block is a function too; its length says nothing.
  if (!file.path.endsWith(".ts") || isTestSide(file.path)) return [];
  const bodies = functionBodies(file.code);
  const longest = Math.max(0, ...bodies.map((body) => body.lines));
  if (listed !== undefined && longest <= FUNCTION_LINES_MAX) {
    return [slack(file.path, 1, "largeFunctions", longest)];
  }
  const limit = listed ?? FUNCTION_LINES_MAX;
  return bodies
    .filter((body) => body.lines > limit)
    .map((body) => ({
      path: file.path,
      line: body.line,
      what: `a function of ${body.lines} lines, the limit is ${limit}`,
      instead: "give its steps names of their own",
    }));
}

function slack(path: string, line: number, table: string, now: number): Finding {
  const instead = `take it out of ${table} in tools/tidy/sizes.ts`;
  return { path, line, what: `only ${now} lines by now`, instead };
}

function lineFindings(file: SourceFile): Finding[] {
  const longTexts = isTestSide(file.path) ? linesWithLongText(file) : new Set<number>();
  return file.text.split("\n").flatMap((text, index) => {
    const columns = [...text].length;
    const line = index + 1;
    if (columns <= LINE_COLUMNS_MAX || /https?:\/\//.test(text) || longTexts.has(line)) return [];
    const what = `${columns} columns, the limit is ${LINE_COLUMNS_MAX}`;
    return [{ path: file.path, line, what, instead: "break the line" }];
  });
}

function linesWithLongText(file: SourceFile): Set<number> {
  const lines = new Set<number>();
  for (const token of file.tokens) {
    if (token.kind !== "string" && token.kind !== "template") continue;
    if (token.text.length < LONG_TEXT_MIN) continue;
    for (let line = token.line; line <= token.lineEnd; line += 1) lines.add(line);
  }
  return lines;
}
