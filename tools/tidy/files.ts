/**
 * What the tidy checks look at: every file of the checkout that is tracked, or new and not ignored.
 * Read once per process; the checks share the tokens.
 */

import { spawnSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Token, tokenize } from "./tokens.ts";

/** Root of the checkout. */
export const root = join(import.meta.dirname, "..", "..");

/** One file; `path` is relative to the root, with forward slashes. */
export type SourceFile = {
  readonly path: string;
  readonly text: string;
  /** All tokens, comments too. */
  readonly tokens: readonly Token[];
  /** Tokens without comments. */
  readonly code: readonly Token[];
};

const GENERATED = "libs/wire/src/gen/";
const IGNORED = new Set([".git", "data", ".cache", "bench/results"]);

let paths: readonly string[] | undefined;
const sources = new Map<string, SourceFile>();

/** Paths of all tracked and new files that are not ignored, sorted. */
export function allPaths(): readonly string[] {
  paths ??= [...new Set(listedByGit() ?? foundOnDisk())]
    .filter((path) => existsSync(join(root, path)))
    .sort();
  return paths;
}

function listedByGit(): string[] | undefined {
  const args = ["ls-files", "--cached", "--others", "--exclude-standard", "-z"];
  const git = spawnSync("git", args, { cwd: root, encoding: "utf8", maxBuffer: 64 << 20 });
  return git.status === 0 ? git.stdout.split("\0").filter((path) => path !== "") : undefined;
}

/** Without git, or in an unpacked archive: all files but those that git would ignore. */
function foundOnDisk(directory = ""): string[] {
  const entries = readdirSync(join(root, directory), { withFileTypes: true });
  return entries.flatMap((entry) => {
    const path = directory === "" ? entry.name : `${directory}/${entry.name}`;
    if (IGNORED.has(path) || entry.name === "node_modules") return [];
    return entry.isDirectory() ? foundOnDisk(path) : [path];
  });
}

/** TypeScript files written by people: generated ones are left out. */
export function typeScriptFiles(): SourceFile[] {
  return allPaths()
    .filter((path) => path.endsWith(".ts") && !path.startsWith(GENERATED))
    .map(load);
}

/** Reads a file of the checkout. */
export function load(path: string): SourceFile {
  const known = sources.get(path);
  if (known !== undefined) return known;
  const file = sourceFile(path, readFileSync(join(root, path), "utf8"));
  sources.set(path, file);
  return file;
}

/** A file made from text: what the tests of the checks feed them. */
export function sourceFile(path: string, text: string): SourceFile {
  let tokens: Token[] | undefined;
  let code: Token[] | undefined;
  const file = {
    path,
    text,
    get tokens(): readonly Token[] {
      tokens ??= path.endsWith(".ts") || path.endsWith(".mjs") ? tokenize(text) : [];
      return tokens;
    },
    get code(): readonly Token[] {
      code ??= file.tokens.filter((token) => token.kind !== "comment");
      return code;
    },
  };
  return file;
}

const TEST_SUFFIX = /\.(test|prop|bench|contract|fixture|e2e|soak)\.ts$/;

/** Whether a file serves tests only: by its suffix, or by a folder such as `testing`. */
export function isTestSide(path: string): boolean {
  return TEST_SUFFIX.test(path) || /(^|\/)(testing|fixtures|tests|bench)\//.test(path);
}

/** Whether a file holds test cases whose titles count. */
export function holdsTests(path: string): boolean {
  return /\.(test|prop|contract|e2e|soak)\.ts$/.test(path);
}

/** Whether a file belongs to the pure part of a lib (DESIGN section 4). */
export function isCore(path: string): boolean {
  return /^libs\/[^/]+\/src\//.test(path) && !path.includes("/adapter/") && !isTestSide(path);
}
