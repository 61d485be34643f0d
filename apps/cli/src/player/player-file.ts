/**
 * Exported characters as files: YAML that people can read, or JSON. What is wrong with one is told
 * with file, line and column.
 */

import { type ImportedPlayer, type PlayerExport, readExport } from "@ambon/engine/player-export";
import { fail, ok, type Result } from "@ambon/kernel/result";
import type { Path } from "@ambon/kernel/shape";
import { YamlKeyError, type YamlValue, yamlText } from "@ambon/persistence/yaml-text";
import { formatProblem, ProblemList, Source } from "@ambon/world/problem";
import { parseTree, type Tree } from "@ambon/world/yaml-tree";

const HEADER =
  "# A character of AmbonMUD, from `ambon player export`; `ambon player import` reads it.\n" +
  "# The three dots at the end stay: without them the file counts as torn.\n";
const END = "...\n";
const HAS_END = /\n\.\.\.\s*$/;
const JSON_INDENT = 2;

/** A file read and checked. */
export interface PlayerFile {
  /** As it stands in the file. */
  readonly value: unknown;
  readonly player: ImportedPlayer;
}

export const exportText = (file: PlayerExport, json: boolean): string => {
  if (json) return jsonText(file);
  try {
    return HEADER + yamlText(file as unknown as { [key: string]: YamlValue }) + END;
  } catch (error) {
    // A key too long for a line of YAML; JSON has no such limit, and is YAML too.
    if (error instanceof YamlKeyError) return jsonText(file);
    throw error;
  }
};

const jsonText = (file: PlayerExport): string => `${JSON.stringify(file, null, JSON_INDENT)}\n`;

/** Reads and checks a file's text; what is wrong is one line each, ready to be printed. */
export const readPlayerFile = (
  path: string,
  text: string,
): Result<PlayerFile, readonly string[]> => {
  const source = new Source(path, text);
  const problems = new ProblemList();
  const tree = parseTree(source, problems);
  const isJson = text.trimStart().startsWith("{");
  if (tree !== undefined && !isJson && !HAS_END.test(text)) {
    problems.error(source, text.length, 'the file is torn: the line "..." at its end is missing');
  }
  const value = tree === undefined ? undefined : plain(tree);
  const read = tree === undefined ? undefined : readExport(value);
  if (tree !== undefined && read?.ok === false) {
    for (const { path: at, sentence } of read.error) {
      problems.error(source, offsetOf(tree, at), sentence);
    }
  }
  if (problems.errors > 0 || read?.ok !== true) return fail(problems.sorted().map(formatProblem));
  return ok({ value, player: read.value });
};

const plain = (tree: Tree): unknown => {
  if (tree.kind === "scalar") return tree.value;
  if (tree.kind === "list") return tree.items.map(plain);
  return Object.fromEntries(tree.entries.map(({ key, value }) => [key, plain(value)]));
};

/** Where a place is in the file, or the nearest thing around it that is there. */
const offsetOf = (root: Tree, path: Path): number => {
  let tree = root;
  let at = root.at;
  for (const step of path) {
    if (tree.kind === "scalar") return at;
    if (tree.kind === "map") {
      const entry = tree.entries.find(({ key }) => key === step);
      if (entry === undefined) return at;
      at = entry.at;
      tree = entry.value;
    } else {
      const item = tree.items[Number(step)];
      if (item === undefined) return at;
      at = item.at;
      tree = item;
    }
  }
  return at;
};
