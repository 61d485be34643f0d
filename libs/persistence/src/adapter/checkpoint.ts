/**
 * From the journal to the files, while acts go on.
 *
 * One pass: the journal is rotated, the newest state of every row that waits (which is at least
 * what the old segment says of it) is written to its file, the folders are synced, and only then
 * the old segment is deleted: at every moment journal plus files hold everything. Rows that change
 * meanwhile stay in the overlay and in the new segment.
 *
 * A player in the world changes all the time, and a file costs thirty times what a record does. So
 * a pass may carry busy rows: their states become the first record of the new segment, in the same
 * act as the rotation, and their files wait until the row rests, is given back, or the file is
 * FILE_AGE_MS_MAX old. If that record cannot be written, all rows go to their files.
 */

import { type Change, keyText } from "../row-rules.ts";
import type { AggregateKind } from "../store.ts";
import { renderAuth, renderRow } from "./row-document.ts";
import type { SerialQueue } from "./serial-queue.ts";
import type { YamlState } from "./yaml-state.ts";

/** What a person finds in the file of a busy row is at most so old, plus one pass. */
export const FILE_AGE_MS_MAX = 600_000;
/** Characters of states carried at most; the rest goes to files, so that journals stay short. */
const CARRIED_CHARS_MAX = 4 * 1024 * 1024;
/** A segment that was left and the one that was current at the start. */
const PASSES_TO_EMPTY = 2;

/** Which rows a pass may carry; `nowMs` is wall time, as in the files' stamps. */
export interface Carrying {
  readonly nowMs: number;
}

/** One pass; throws what the file system throws, and then everything still waits. */
export async function checkpoint(
  state: YamlState,
  acts: SerialQueue,
  carrying?: Carrying,
): Promise<void> {
  let carried: ReadonlySet<Change> = new Set();
  if (!state.journal.hasOld) {
    if (state.journal.bytes === 0) return;
    carried = await acts.run(() => rotate(state, carrying));
  }
  const done = new Map<string, Change>();
  const kinds = new Set<AggregateKind>();
  for (const slot of [...state.overlay.keys()]) {
    const change = state.overlay.get(slot);
    if (change === undefined || carried.has(change)) continue;
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

/** Starts a new segment with what is carried; no act can come in between. */
async function rotate(
  state: YamlState,
  carrying: Carrying | undefined,
): Promise<ReadonlySet<Change>> {
  const busy = carrying === undefined ? [] : busyChanges(state, carrying.nowMs);
  await state.journal.rotate();
  if (busy.length > 0) await state.journal.append(busy);
  state.carried = new Set(busy);
  return state.carried;
}

function busyChanges(state: YamlState, nowMs: number): Change[] {
  const busy: Change[] = [];
  let chars = 0;
  for (const change of state.overlay.values()) {
    if (change.c !== "row" || !isBusy(state, change, nowMs)) continue;
    chars += change.row.state.length;
    if (chars > CARRIED_CHARS_MAX) break;
    busy.push(change);
  }
  return busy;
}

/** Somebody works on it, it changed since the last pass, and its file is young. */
function isBusy(state: YamlState, change: Extract<Change, { c: "row" }>, nowMs: number): boolean {
  const { row } = change;
  if (row.owner === null || state.carried.has(change)) return false;
  const stamp = state.stamps.get(keyText(row));
  const ageMs = stamp === undefined ? -1 : nowMs - stamp.mtimeMs;
  return ageMs >= 0 && ageMs < FILE_AGE_MS_MAX;
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
