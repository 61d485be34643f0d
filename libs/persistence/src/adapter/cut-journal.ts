/**
 * `cuts.journal`: the acts that are not in the readable files yet.
 *
 * Append: one write at the known end, then fdatasync; only then is the act done. A write that
 * fails (disk full …) is cut off again, at once or before the next append: it never counts.
 *
 * To empty it while acts go on, `rotate` renames it to `cuts.old.journal` and starts a new one;
 * when every row of the old one is in its file, `dropOld` deletes it. Reading goes old, then new.
 * Crash windows of `rotate`: the new file is made beside first (`cuts.new.journal`); if only that
 * and the old one exist, it becomes the journal; if the journal exists, it was never used.
 */

import { type FileHandle, open, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { syncDirectory } from "@ambon/kernel/adapter/durable-file";
import { codeOf } from "@ambon/kernel/adapter/fs-error";
import { encodeRecord, scanJournal } from "../journal-record.ts";
import type { Change } from "../row-rules.ts";
import { copyDurably, freeName } from "./row-files.ts";

/** Beyond this the files could not be written for a long time: appends are refused. */
export const JOURNAL_BYTES_MAX = 256 * 1024 * 1024;

export interface JournalReport {
  readonly what: "journalTorn" | "journalDamaged";
  readonly message: string;
}

export interface JournalReplay {
  readonly records: readonly (readonly Change[])[];
  /** What was found wrong. */
  readonly reports: readonly JournalReport[];
  /** When the newest segment was last written; 0 = never. */
  readonly mtimeMs: number;
}

export class JournalFullError extends Error {
  override readonly name = "JournalFullError";
}

export class CutJournal {
  readonly #directory: string;
  readonly #path: string;
  readonly #oldPath: string;
  readonly #newPath: string;
  #file: FileHandle | undefined;
  #bytes = 0;
  #hasOld = false;
  /** A failed append may have left bytes beyond the end. */
  #ragged = false;
  /** The current segment still bears its first name, because renaming it failed. */
  #misnamed = false;

  constructor(directory: string) {
    this.#directory = directory;
    this.#path = join(directory, "cuts.journal");
    this.#oldPath = join(directory, "cuts.old.journal");
    this.#newPath = join(directory, "cuts.new.journal");
  }

  /** Bytes in the current segment. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Whether a rotated segment waits for its rows to be in files. */
  get hasOld(): boolean {
    return this.#hasOld;
  }

  /** Reads both segments, cuts a torn end off, and opens for appending. */
  async open(): Promise<JournalReplay> {
    if (await exists(this.#newPath)) {
      if (await exists(this.#path)) await rm(this.#newPath);
      else await rename(this.#newPath, this.#path);
    }
    const old = await this.#load(this.#oldPath, false);
    const current = await this.#load(this.#path, old.damaged);
    this.#hasOld = old.found;
    this.#file = await open(this.#path, current.found ? "r+" : "w+", 0o600);
    this.#bytes = current.goodBytes;
    await this.#file.truncate(this.#bytes);
    await this.#file.sync();
    await syncDirectory(this.#directory);
    return {
      records: [...old.records, ...current.records],
      reports: [...old.reports, ...current.reports],
      mtimeMs: Math.max(old.mtimeMs, current.mtimeMs),
    };
  }

  /** Durable when it returns. Throws what the file system throws: then nothing was appended. */
  async append(changes: readonly Change[]): Promise<void> {
    const record = encodeRecord(changes);
    if (this.#bytes + record.length > JOURNAL_BYTES_MAX && this.#bytes > 0) {
      throw new JournalFullError("the journal is full because the files cannot be written");
    }
    const file = this.#opened();
    if (this.#ragged) await this.#trim(file);
    this.#ragged = true;
    try {
      await writeAll(file, record, this.#bytes);
      await file.datasync();
    } catch (error) {
      await this.#trim(file).catch(() => undefined); // tried again before the next append
      throw error;
    }
    this.#ragged = false;
    this.#bytes += record.length;
  }

  /** Starts a new segment; the one so far becomes the old one. Not while there is an old one. */
  async rotate(): Promise<void> {
    const before = this.#opened();
    if (this.#ragged) await this.#trim(before);
    if (this.#misnamed) await this.#takeName();
    const next = await open(this.#newPath, "w+", 0o600);
    try {
      await next.sync();
      await rename(this.#path, this.#oldPath);
    } catch (error) {
      await next.close();
      throw error;
    }
    // From here on the old name holds everything so far, whatever becomes of the second rename.
    this.#file = next;
    this.#bytes = 0;
    this.#hasOld = true;
    this.#misnamed = true;
    await before.close();
    await this.#takeName();
    await syncDirectory(this.#directory);
  }

  async #takeName(): Promise<void> {
    await rename(this.#newPath, this.#path);
    this.#misnamed = false;
  }

  /** All rows of the old segment are in files. */
  async dropOld(): Promise<void> {
    await rm(this.#oldPath, { force: true });
    this.#hasOld = false;
    await syncDirectory(this.#directory);
  }

  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await file?.close();
  }

  #opened(): FileHandle {
    if (this.#file === undefined) throw new JournalFullError("the journal is not open");
    return this.#file;
  }

  async #trim(file: FileHandle): Promise<void> {
    await file.truncate(this.#bytes);
    await file.datasync();
    this.#ragged = false;
  }

  /** `skip`: an earlier segment was damaged, so nothing after it may be applied. */
  async #load(path: string, skip: boolean): Promise<Segment> {
    const bytes = await readIfThere(path);
    if (bytes === undefined) return ABSENT;
    const { mtimeMs } = await stat(path);
    const scan = scanJournal(bytes);
    const lost = bytes.length - scan.goodBytes;
    if (scan.end === "damaged" || (skip && bytes.length > 0)) {
      const goodBytes = skip ? 0 : scan.goodBytes;
      const later = skip ? scan.records.length + scan.laterRecords : scan.laterRecords;
      const aside = await freeName(`${path}.damaged-`);
      await copyDurably(path, aside);
      await truncateFile(path, goodBytes);
      const message =
        `${path} is damaged at byte ${goodBytes}; the ${later} sound records behind it were not ` +
        `applied, because states of different moments do not add up. All is kept in ${aside}.`;
      const records = skip ? [] : scan.records;
      const reports = [{ what: "journalDamaged", message }] as const;
      return { found: true, damaged: true, records, goodBytes, reports, mtimeMs };
    }
    const message =
      `${path}: the last record was torn by a crash (${lost} bytes); it was dropped, ` +
      "as it had never been acknowledged.";
    return {
      found: true,
      damaged: false,
      records: scan.records,
      goodBytes: scan.goodBytes,
      reports: scan.end === "torn" ? [{ what: "journalTorn", message }] : [],
      mtimeMs,
    };
  }
}

interface Segment extends JournalReplay {
  readonly found: boolean;
  readonly damaged: boolean;
  readonly goodBytes: number;
}

const ABSENT: Segment = {
  found: false,
  damaged: false,
  records: [],
  goodBytes: 0,
  reports: [],
  mtimeMs: 0,
};

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    if (bytesWritten === 0) throw new JournalFullError("the journal took no bytes");
    done += bytesWritten;
  }
}

async function truncateFile(path: string, length: number): Promise<void> {
  const file = await open(path, "r+");
  try {
    await file.truncate(length);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if (codeOf(error) === "ENOENT") return undefined;
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  }
}
