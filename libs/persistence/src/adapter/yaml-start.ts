/**
 * Opening a data directory: rights, lock, index and files, then the journal on top.
 *
 * Files whose size and time are those of the index are not read. Others (written after the index
 * was saved, or edited by hand) are read; what the journal holds wins over them, and an edit that
 * would be lost by that is set aside and reported.
 */

import { constants } from "node:fs";
import { access, chmod, mkdir, realpath, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { codeOf, sayFsError } from "@ambon/kernel/adapter/fs-error";
import { keyText } from "../row-rules.ts";
import type { AggregateKey, AggregateRow } from "../store.ts";
import { DirectoryLock } from "./directory-lock.ts";
import { type IndexEntry, loadIndex } from "./index-file.ts";
import { parseRow } from "./row-document.ts";
import { copyDurably, type FoundFile, freeName } from "./row-files.ts";
import { type ReportTo, rowSlot, StoreOpenError, YamlState } from "./yaml-state.ts";

export interface OpenedDirectory {
  readonly state: YamlState;
  readonly lock: DirectoryLock;
}

/** Throws StoreOpenError or DirectoryLockError with a sentence for the operator. */
export async function openDirectory(path: string, report: ReportTo): Promise<OpenedDirectory> {
  const directory = await usableDirectory(path, report);
  const lock = await DirectoryLock.take(directory);
  const state = new YamlState(directory, report);
  try {
    await state.files.makeFolders();
    await readAll(state);
    return { state, lock };
  } catch (error) {
    await state.journal.close();
    await lock.release();
    if (error instanceof StoreOpenError) throw error;
    const said = sayFsError(error, directory);
    throw new StoreOpenError(`The data directory cannot be read or written: ${said}.`);
  }
}

async function usableDirectory(path: string, report: ReportTo): Promise<string> {
  try {
    await mkdir(path, { recursive: true, mode: 0o700 });
    const directory = await realpath(path);
    const { mode } = await stat(directory);
    if ((mode & 0o077) !== 0) await makePrivate(directory, report);
    await access(directory, constants.R_OK | constants.W_OK | constants.X_OK);
    return directory;
  } catch (error) {
    throw new StoreOpenError(
      `The data directory cannot be used: ${sayFsError(error, path)}, ` +
        "or set AMBON_DATA_DIR to another directory.",
    );
  }
}

async function makePrivate(directory: string, report: ReportTo): Promise<void> {
  try {
    await chmod(directory, 0o700);
  } catch (error) {
    const message =
      `${directory} can be read by other users and holds password hashes: ` +
      `run chmod 700 on it as its owner (${codeOf(error)}).`;
    report({ level: "warn", what: "permissions", message });
  }
}

async function readAll(state: YamlState): Promise<void> {
  const replay = await state.journal.open();
  for (const { what, message } of replay.reports) {
    state.report({ level: what === "journalTorn" ? "warn" : "error", what, message });
  }
  const late = await readFiles(state, replay.mtimeMs);
  for (const record of replay.records) for (const change of record) state.apply(change);
  for (const row of late) await keepLostEdit(state, row);
}

/** Gives the rows of files that changed after the journal did. */
async function readFiles(state: YamlState, journalMtimeMs: number): Promise<AggregateRow[]> {
  const known = await loadIndex(state);
  if (known !== undefined) state.index.reserveUpTo(before(known.nextPlayerId));
  const late: AggregateRow[] = [];
  const seen = new Set<string>();
  const changed: FoundFile[] = [];
  for (const file of state.files.scan()) {
    seen.add(file.path);
    const entry = known?.entries.get(file.path);
    if (entry === undefined || !sameStamp(entry, file)) {
      changed.push(file);
      continue;
    }
    state.index.set(entry.meta);
    state.stamps.set(keyText(entry.meta), entry.stamp);
  }
  for (const file of changed) {
    const row = await readChanged(state, file, known?.entries.get(file.path));
    if (row !== undefined && file.stamp.mtimeMs > journalMtimeMs && journalMtimeMs > 0) {
      late.push(row);
    }
  }
  for (const [path, entry] of known?.entries ?? []) {
    if (!seen.has(path)) await missedFile(state, path, entry);
  }
  return late;
}

const before = (id: string): string => (BigInt(id) - 1n).toString();

const sameStamp = (entry: IndexEntry, file: FoundFile): boolean =>
  entry.stamp.mtimeMs === file.stamp.mtimeMs && entry.stamp.size === file.stamp.size;

async function readChanged(
  state: YamlState,
  file: FoundFile,
  entry: IndexEntry | undefined,
): Promise<AggregateRow | undefined> {
  const read = await state.files.read(file.path, parseRow);
  if (read.found === "missing") return undefined;
  if (read.found === "damaged") {
    if (read.problem.problem === "newer") {
      const sentence = read.problem.sentence;
      throw new StoreOpenError(
        `${file.path} is from a newer version of the server: ${sentence}. Start that version.`,
      );
    }
    await setAside(state, file.path, read.problem.sentence, entry?.meta);
    return undefined;
  }
  const row = read.value;
  if (row.kind !== file.kind || state.files.rowPath(row) !== file.path) {
    const sentence = `"kind" and "id" say ${keyText(row)}, which belongs in another file`;
    await setAside(state, file.path, sentence, entry?.meta);
    return undefined;
  }
  state.index.set({ ...row, name: freeNameOf(state, row) });
  state.stamps.set(keyText(row), read.stamp);
  return row;
}

/** A name that a person gave to two rows stays with the first. */
function freeNameOf(state: YamlState, row: AggregateRow): string | null {
  if (row.name === null) return null;
  const holder = state.index.byName(row.kind, row.name);
  if (holder === undefined || holder.id === row.id) return row.name;
  const message =
    `${keyText(row)} and ${keyText(holder)} bear the same name; the first cannot be found by ` +
    "name until one of them is renamed in its file (while the server is stopped).";
  state.report({ level: "error", what: "nameClash", message });
  return null;
}

/** Takes a damaged file out of the way; what is known of its row keeps name and epoch. */
export async function setAside(
  state: YamlState,
  path: string,
  sentence: string,
  meta: AggregateKeyMeta | undefined,
): Promise<void> {
  const aside = await state.files.setAside(path);
  const message =
    `${path} is damaged (${sentence}); it is kept as ${aside}. Mend it, and put it back under ` +
    "its name while the server is stopped.";
  state.report({ level: "error", what: "rowDamaged", message });
  if (meta === undefined) {
    state.index.reserveUpTo(basename(path, ".yaml"));
    return;
  }
  state.index.set(meta);
  state.stamps.delete(keyText(meta));
  state.damaged.set(keyText(meta), aside);
}

type AggregateKeyMeta = AggregateKey & IndexEntry["meta"];

/** A row whose file is not there any more: damaged and set aside, or deleted by a person. */
async function missedFile(state: YamlState, path: string, entry: IndexEntry): Promise<void> {
  const { meta } = entry;
  if (state.index.get(meta) !== undefined) return;
  const next = await freeName(`${path}.damaged-`);
  if (!next.endsWith(".damaged-1")) {
    state.index.set(meta);
    state.damaged.set(keyText(meta), `${path}.damaged-*`);
    return;
  }
  const message = `${join(basename(dirname(path)), basename(path))} is gone, and with it its row.`;
  state.report({ level: "warn", what: "rowDeleted", message });
}

/** A file edited after a crash loses against the journal, but is not lost. */
async function keepLostEdit(state: YamlState, edited: AggregateRow): Promise<void> {
  const change = state.overlay.get(rowSlot(edited));
  if (change?.c !== "row" || change.row.state === edited.state) return;
  const path = state.files.rowPath(edited);
  const aside = await freeName(`${path}.edited-`);
  await copyDurably(path, aside);
  const message =
    `${path} was edited after a crash, when the journal still held a newer state, which wins; ` +
    `the edit is kept as ${aside}.`;
  state.report({ level: "warn", what: "rowEdited", message });
}
