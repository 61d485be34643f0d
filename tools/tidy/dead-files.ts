/** Files that nothing uses, and files that only pass others on. */

import { posix } from "node:path";
import { holdsTests, isTestSide, type SourceFile } from "./files.ts";
import type { Finding } from "./finding.ts";
import { importsOf, resolveImport } from "./imports.ts";

/**
 * TypeScript files under libs and apps that no other file imports or names. Entries are main.ts,
 * tests and benches; a file named in a string (a worker, a command to type) counts as used.
 */
export function deadFileFindings(files: readonly SourceFile[]): Finding[] {
  const used = new Set<string>();
  for (const file of files) {
    for (const path of pathsNamedIn(file)) if (path !== file.path) used.add(path);
  }
  return files
    .filter((file) => /^(libs|apps)\//.test(file.path) && !isEntry(file) && !used.has(file.path))
    .map(({ path }) => ({
      path,
      line: 1,
      what: "nothing imports this file",
      instead: "use it or delete it",
    }));
}

function isEntry({ path, code }: SourceFile): boolean {
  if (path.endsWith("/main.ts") || holdsTests(path) || path.endsWith(".bench.ts")) return true;
  // A file that may be run itself asks whether it is.
  return code.some((token, index) => token.text === "meta" && code[index + 2]?.text === "main");
}

function pathsNamedIn(file: SourceFile): string[] {
  const imported = importsOf(file).flatMap(
    ({ specifier }) => resolveImport(file.path, specifier) ?? [],
  );
  const named = file.code
    .filter(({ kind }) => kind === "string" || kind === "template")
    .flatMap(({ text }) => text.match(/[\w@./-]+\.ts\b/g) ?? [])
    .flatMap((name) => [name, posix.join(posix.dirname(file.path), name)]);
  return [...imported, ...named];
}

/** Files that only re-export: they hide where a thing lives, and pull in more than is asked for. */
export function barrelFindings(files: readonly SourceFile[]): Finding[] {
  return files
    .filter((file) => posix.basename(file.path) === "index.ts" || onlyReExports(file))
    .filter((file) => !isTestSide(file.path))
    .map(({ path }) => ({
      path,
      line: 1,
      what: "a barrel file",
      instead: "import each thing from the file that holds it",
    }));
}

function onlyReExports(file: SourceFile): boolean {
  const text = file.code.map((token) => token.text).join(" ");
  return /^(export (type )?(\*( as \w+)?|\{[^}]*\}) from \S+ ;? ?)+$/.test(`${text} `);
}
