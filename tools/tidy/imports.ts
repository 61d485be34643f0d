/** Which modules a file imports, read from its tokens. */

import { posix } from "node:path";
import type { SourceFile } from "./files.ts";

export type Import = { readonly specifier: string; readonly line: number };

/** All import and export-from specifiers, static and dynamic, types included. */
export function importsOf(file: SourceFile): Import[] {
  const found: Import[] = [];
  const { code } = file;
  for (const [index, token] of code.entries()) {
    if (token.kind !== "string") continue;
    const before = code[index - 1]?.text;
    const beforeThat = code[index - 2]?.text;
    const isStatic = before === "from" || before === "import";
    const isCall = before === "(" && (beforeThat === "import" || beforeThat === "require");
    if (isStatic || isCall) found.push({ specifier: token.text, line: token.line });
  }
  return found;
}

/** Path in the checkout that a relative or `@ambon/` specifier leads to; undefined for packages. */
export function resolveImport(from: string, specifier: string): string | undefined {
  if (specifier.startsWith(".")) return posix.join(posix.dirname(from), specifier);
  const lib = /^@ambon\/(app-)?([^/]+)\/(.+)$/.exec(specifier);
  if (lib === null) return undefined;
  return `${lib[1] === undefined ? "libs" : "apps"}/${lib[2]}/src/${lib[3]}.ts`;
}
