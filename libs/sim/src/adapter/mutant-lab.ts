/**
 * A copy of the libs in a temporary place, in which one mutant at a time is put in and the
 * simulator of that copy is run. The product has no switches: a mutant is a patch.
 */

import { spawnSync } from "node:child_process";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applyHunks, type Patch, readPatch } from "./patch.ts";

const ROOT = join(import.meta.dirname, "../../../..");
const MUTANTS = join(ROOT, "libs/sim/mutants");
const SCOPE = "@ambon";
const TIMEOUT_MS = 240_000;

export interface MutantResult {
  readonly name: string;
  readonly what: string;
  readonly caughtBy: readonly string[];
  /** The invariant that was broken first; undefined = none within the seeds. */
  readonly broken: string | undefined;
  readonly seed: number | undefined;
  readonly output: string;
}

/** Names of all mutants. */
export const mutantNames = (): string[] =>
  readdirSync(MUTANTS)
    .filter((name) => name.endsWith(".patch"))
    .map((name) => name.slice(0, -".patch".length))
    .sort();

export const readMutant = (name: string): Patch =>
  readPatch(name, readFileSync(join(MUTANTS, `${name}.patch`), "utf8"));

/** What a mutant makes of the sources: path → text. Throws when the patch does not fit them. */
export const mutated = (patch: Patch): ReadonlyMap<string, string> =>
  new Map([...patch.files].map(([path, hunks]) => [path, applyHunks(path, original(path), hunks)]));

export class MutantLab {
  readonly #home = mkdtempSync(join(tmpdir(), "ambon-mutants-"));
  readonly #runtime: string;

  /** `runtime`: the program that runs TypeScript. */
  constructor(runtime: string) {
    this.#runtime = runtime;
    cpSync(join(ROOT, "libs"), join(this.#home, "libs"), {
      recursive: true,
      filter: (path) => !path.includes("node_modules"),
    });
    cpSync(join(ROOT, "package.json"), join(this.#home, "package.json"));
    this.#link();
  }

  /** Runs seeds until one goes wrong; at most `seeds`. */
  try(name: string, seeds: number): MutantResult {
    const patch = readMutant(name);
    for (const [path, text] of mutated(patch)) writeFileSync(join(this.#home, path), text);
    const main = join(this.#home, "libs/sim/src/adapter/main.ts");
    const count = ["--first", "1", "--count", String(seeds)];
    const args = [main, ...count, "--until-wrong", "--no-shrink", ...patch.options];
    const { stdout, stderr } = spawnSync(this.#runtime, args, {
      encoding: "utf8",
      timeout: TIMEOUT_MS,
    });
    for (const path of patch.files.keys()) {
      writeFileSync(join(this.#home, path), original(path));
    }
    const output = `${stdout}${stderr}`;
    const seed = /^seed (\d+):/m.exec(stdout)?.[1];
    return {
      name,
      what: patch.what,
      caughtBy: patch.caughtBy,
      broken: /^WRONG (\w+) /m.exec(stdout)?.[1],
      seed: seed === undefined ? undefined : Number(seed),
      output,
    };
  }

  close(): void {
    rmSync(this.#home, { recursive: true, force: true });
  }

  /** All packages as they are installed, but our own libs from the copy. */
  #link(): void {
    const installed = join(ROOT, "node_modules");
    const modules = join(this.#home, "node_modules");
    mkdirSync(join(modules, SCOPE), { recursive: true });
    for (const name of readdirSync(installed)) {
      if (name !== SCOPE) symlinkSync(join(installed, name), join(modules, name));
    }
    for (const lib of readdirSync(join(this.#home, "libs"))) {
      symlinkSync(join(this.#home, "libs", lib), join(modules, SCOPE, lib));
    }
  }
}

const original = (path: string): string => readFileSync(join(ROOT, path), "utf8");
