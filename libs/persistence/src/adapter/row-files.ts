/**
 * The readable files: `players/12.yaml`, `players/12.auth.yaml`, `zones/town#1.yaml` and so on.
 *
 * A file is always whole: it is written under a temporary name, synced, and renamed over the old
 * one; `syncFolders` makes the renames themselves durable. A file that cannot be read as a row is
 * renamed to `*.damaged-N`, never overwritten and never deleted.
 */

import { readdirSync, rmSync, statSync } from "node:fs";
import { copyFile, mkdir, open, readFile, rename, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { replaceFile, syncDirectory, TEMPORARY } from "@ambon/kernel/adapter/durable-file";
import { codeOf } from "@ambon/kernel/adapter/fs-error";
import { hashText } from "@ambon/kernel/hash";
import type { Result } from "@ambon/kernel/result";
import { compareIds } from "../row-rules.ts";
import { AGGREGATE_KINDS, type AggregateKey, type AggregateKind } from "../store.ts";
import type { DocumentProblem } from "./row-document.ts";

const FOLDERS: Readonly<Record<AggregateKind, string>> = {
  player: "players",
  zone: "zones",
  document: "documents",
  ban: "bans",
  lease: "leases",
  snapshot: "snapshots",
};
const AUTH = ".auth.yaml";
const ROW = ".yaml";
/** File names may have 255 bytes; longer ids end in a hash. */
const FILE_ID_CHARS_MAX = 150;

/** Tells one content of a file from the next without reading it. */
export interface Stamp {
  readonly mtimeMs: number;
  readonly size: number;
}

export type FileRead<T> =
  | { readonly found: "row"; readonly value: T; readonly stamp: Stamp }
  | { readonly found: "missing" }
  | { readonly found: "damaged"; readonly problem: DocumentProblem };

export interface FoundFile {
  readonly kind: AggregateKind;
  readonly path: string;
  readonly stamp: Stamp;
}

export class RowFiles {
  readonly directory: string;

  constructor(directory: string) {
    this.directory = directory;
  }

  rowPath(key: AggregateKey): string {
    return join(this.directory, FOLDERS[key.kind], fileId(key.id) + ROW);
  }

  authPath(playerId: string): string {
    return join(this.directory, FOLDERS.player, fileId(playerId) + AUTH);
  }

  async makeFolders(): Promise<void> {
    for (const kind of AGGREGATE_KINDS) {
      await mkdir(join(this.directory, FOLDERS[kind]), { recursive: true, mode: 0o700 });
    }
  }

  /** Every row file, in id order and unread; left-overs of an interrupted write are deleted. */
  scan(): FoundFile[] {
    const found: FoundFile[] = [];
    for (const kind of AGGREGATE_KINDS) {
      const folder = join(this.directory, FOLDERS[kind]);
      for (const name of readdirSync(folder).sort(compareIds)) {
        const path = join(folder, name);
        if (name.endsWith(TEMPORARY)) rmSync(path, { force: true });
        else if (name.endsWith(ROW) && !name.endsWith(AUTH)) {
          const { mtimeMs, size } = statSync(path);
          found.push({ kind, path, stamp: { mtimeMs, size } });
        }
      }
    }
    return found;
  }

  /** Reads and parses a file; throws what the file system throws, unless the file is missing. */
  async read<T>(
    path: string,
    parse: (text: string) => Result<T, DocumentProblem>,
  ): Promise<FileRead<T>> {
    try {
      const { mtimeMs, size } = await stat(path);
      const parsed = parse(await readFile(path, "utf8"));
      if (!parsed.ok) return { found: "damaged", problem: parsed.error };
      return { found: "row", value: parsed.value, stamp: { mtimeMs, size } };
    } catch (error) {
      if (codeOf(error) === "ENOENT") return { found: "missing" };
      throw error;
    }
  }

  /** Replaces a file whole; throws what the file system throws and then leaves the old one. */
  async write(path: string, text: string): Promise<Stamp> {
    await replaceFile(path, text);
    const { mtimeMs, size } = await stat(path);
    return { mtimeMs, size };
  }

  async remove(path: string): Promise<void> {
    await rm(path, { force: true });
  }

  /** Renames a damaged file out of the way and says where it is now. */
  async setAside(path: string): Promise<string> {
    const aside = await freeName(`${path}.damaged-`);
    await rename(path, aside);
    return aside;
  }

  /** Makes renames and deletions in these kinds' folders durable. */
  async syncFolders(kinds: Iterable<AggregateKind>): Promise<void> {
    for (const kind of kinds) await syncDirectory(join(this.directory, FOLDERS[kind]));
  }
}

/** `prefix` with the first number from 1 under which there is no file. */
export async function freeName(prefix: string): Promise<string> {
  for (let number = 1; ; number += 1) {
    const name = prefix + number;
    try {
      await stat(name);
    } catch (error) {
      if (codeOf(error) === "ENOENT") return name;
      throw error;
    }
  }
}

/** A copy that is on the disk before the original may be touched. */
export async function copyDurably(from: string, to: string): Promise<void> {
  await copyFile(from, to);
  const file = await open(to, "r+");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
  await syncDirectory(dirname(to));
}

function fileId(id: string): string {
  const safe = id.replace(/[^A-Za-z0-9_.@#-]|^\./gu, (sign) =>
    sign === "." ? "%2E" : encodeURIComponent(sign.toWellFormed()),
  );
  if (safe.length <= FILE_ID_CHARS_MAX) return safe;
  return `${safe.slice(0, FILE_ID_CHARS_MAX)}~${hashText(id)}`;
}
