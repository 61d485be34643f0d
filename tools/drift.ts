/**
 * Checks that the generated types in the tree are what `buf generate` makes of proto/ now: it
 * generates into a temporary directory and compares file by file.
 */

import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { commandEnv } from "./runner/command.ts";
import { root } from "./tidy/files.ts";

const GENERATED = "libs/wire/src/gen";

/** Differences between two directories, one line each. */
export function differences(expected: string, actual: string): string[] {
  const before = contents(actual);
  const now = contents(expected);
  const names = [...new Set([...before.keys(), ...now.keys()])].sort();
  return names.flatMap((name) => {
    if (before.get(name) === now.get(name)) return [];
    if (!now.has(name)) return [`${name} has no source in proto/ any more`];
    return [before.has(name) ? `${name} is out of date` : `${name} is missing`];
  });
}

function contents(directory: string): Map<string, string> {
  const files = new Map<string, string>();
  if (statSync(directory, { throwIfNoEntry: false }) === undefined) return files;
  for (const name of readdirSync(directory, { recursive: true, encoding: "utf8" })) {
    const path = join(directory, name);
    if (statSync(path).isFile()) {
      files.set(relative(directory, path), readFileSync(path, "utf8"));
    }
  }
  return files;
}

function main(): number {
  const temporary = mkdtempSync(join(tmpdir(), "ambon-generate-"));
  try {
    execFileSync("buf", ["generate", "-o", temporary], {
      cwd: root,
      env: commandEnv(),
      stdio: "inherit",
    });
    const found = differences(join(temporary, GENERATED), join(root, GENERATED));
    if (found.length === 0) return 0;
    console.error(`${GENERATED} does not fit proto/: run \`bun run generate\` and commit`);
    for (const line of found) console.error(`  ${line}`);
    return 1;
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

if (import.meta.main) process.exit(main());
