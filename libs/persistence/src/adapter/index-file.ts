/**
 * `index.json`: names, versions and file stamps of all rows, so that a start does not read every
 * file. It is a cache: an entry counts only while its file's size and time are what it says, and
 * without the file the index is rebuilt from the rows.
 */

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { codeOf } from "@ambon/kernel/adapter/fs-error";
import { keyText, type RowMeta } from "../row-rules.ts";
import { AGGREGATE_KINDS, type AggregateKind } from "../store.ts";
import { ROW_FORMAT } from "./row-document.ts";
import type { Stamp } from "./row-files.ts";
import { StoreOpenError, type YamlState } from "./yaml-state.ts";

/** Entries put into text between two turns of the event loop. */
const CHUNK_ENTRIES = 1000;
/** Of a damaged row, whose file is elsewhere: equals no file's. */
const NO_FILE: Stamp = { mtimeMs: -1, size: -1 };
const LIST_MAX = Number.MAX_SAFE_INTEGER;

export interface IndexEntry {
  readonly meta: RowMeta;
  readonly stamp: Stamp;
}

export interface LoadedIndex {
  readonly nextPlayerId: string;
  /** By file path. */
  readonly entries: ReadonlyMap<string, IndexEntry>;
}

type Packed = readonly [
  kind: AggregateKind,
  id: string,
  name: string | null,
  version: number,
  owner: string | null,
  epoch: number,
  mtimeMs: number,
  size: number,
];

interface IndexFile {
  readonly format: number;
  readonly nextPlayerId: string;
  readonly rows: readonly Packed[];
}

export const indexPath = (directory: string): string => join(directory, "index.json");

/** Undefined when there is none that can be read; throws StoreOpenError on a newer format. */
export async function loadIndex(state: YamlState): Promise<LoadedIndex | undefined> {
  const path = indexPath(state.directory);
  let file: IndexFile;
  try {
    file = JSON.parse(await readFile(path, "utf8")) as IndexFile;
    if (!Array.isArray(file.rows)) throw new SyntaxError("no rows");
  } catch (error) {
    if (codeOf(error) !== undefined && codeOf(error) !== "ENOENT") throw error;
    if (codeOf(error) !== "ENOENT") {
      const message = `${path} cannot be read and is rebuilt from the files.`;
      state.report({ level: "warn", what: "indexRebuilt", message });
    }
    return undefined;
  }
  if (file.format > ROW_FORMAT) {
    throw new StoreOpenError(
      `The data directory ${state.directory} was written by a newer version of the server ` +
        `(format ${file.format}, this one knows ${ROW_FORMAT}): start that version.`,
    );
  }
  const entries = new Map<string, IndexEntry>();
  for (const [kind, id, name, version, owner, epoch, mtimeMs, size] of file.rows) {
    const meta = { kind, id, name, version, owner, epoch };
    entries.set(state.files.rowPath(meta), { meta, stamp: { mtimeMs, size } });
  }
  return { nextPlayerId: file.nextPlayerId, entries };
}

/** Writes the index whole; gives way to other work between chunks. */
export async function saveIndex(state: YamlState): Promise<void> {
  const parts: string[] = [];
  for (const kind of AGGREGATE_KINDS) {
    for (const meta of state.index.list(kind, null, LIST_MAX)) {
      const known = state.stamps.get(keyText(meta));
      const stamp = known ?? (state.damaged.has(keyText(meta)) ? NO_FILE : undefined);
      if (stamp !== undefined) parts.push(pack(meta, stamp));
      if (parts.length % CHUNK_ENTRIES === 0) await turn();
    }
  }
  const next = JSON.stringify(state.index.nextPlayerId);
  const head = `{"format":${ROW_FORMAT},"nextPlayerId":${next},"rows":[`;
  const text = `${head}\n${parts.join(",\n")}\n]}\n`;
  await state.files.write(indexPath(state.directory), text);
}

function pack(meta: RowMeta, stamp: Stamp): string {
  const { kind, id, name, version, owner, epoch } = meta;
  const packed: Packed = [kind, id, name, version, owner, epoch, stamp.mtimeMs, stamp.size];
  return JSON.stringify(packed);
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
