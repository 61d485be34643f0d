/**
 * From the journal into the readable files, in the background.
 *
 * The journal is rotated, every row that waits is written to its file, the folders are synced, and
 * only then the old segment is deleted: at every moment journal plus files hold everything. Rows
 * that change meanwhile stay in the overlay and in the new segment.
 */

import { type Change, keyText } from "../row-rules.ts";
import type { AggregateKind } from "../store.ts";
import { renderAuth, renderRow } from "./row-document.ts";
import type { SerialQueue } from "./serial-queue.ts";
import type { YamlState } from "./yaml-state.ts";

/** A segment that was left and the one that was current at the start. */
const PASSES_TO_EMPTY = 2;

/** One pass; throws what the file system throws, and then everything still waits. */
export async function checkpoint(state: YamlState, acts: SerialQueue): Promise<void> {
  if (!state.journal.hasOld) {
    if (state.journal.bytes === 0) return;
    await acts.run(() => state.journal.rotate());
  }
  const done = new Map<string, Change>();
  const kinds = new Set<AggregateKind>();
  for (const slot of [...state.overlay.keys()]) {
    const change = state.overlay.get(slot);
    if (change === undefined) continue;
    kinds.add(await writeChange(state, slot, change));
    done.set(slot, change);
  }
  await state.files.syncFolders(kinds);
  await acts.run(() => state.journal.dropOld());
  for (const [slot, change] of done) {
    if (state.overlay.get(slot) === change) state.overlay.delete(slot);
  }
}

/** As many passes as leave nothing in the journal when no acts come in. */
export async function emptyJournal(state: YamlState, acts: SerialQueue): Promise<void> {
  for (let pass = 0; pass < PASSES_TO_EMPTY; pass += 1) await checkpoint(state, acts);
}

async function writeChange(state: YamlState, slot: string, change: Change): Promise<AggregateKind> {
  const { files, stamps } = state;
  if (change.c === "auth") {
    await files.write(files.authPath(change.id), renderAuth(change.id, change.auth));
    return "player";
  }
  if (change.c === "row") {
    const { row } = change;
    stamps.set(keyText(row), await files.write(files.rowPath(row), renderRow(row)));
    return row.kind;
  }
  const isSecret = slot.startsWith("auth:");
  await files.remove(isSecret ? files.authPath(change.id) : files.rowPath(change));
  if (!isSecret) stamps.delete(keyText(change));
  return change.kind;
}
