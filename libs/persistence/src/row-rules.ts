/**
 * The rules of every AggregateStore, decided from rows alone, so that memory and YAML cannot grow
 * apart: each `plan…` answers a call and lists the changes that make the answer true. Applying all
 * of them or none is the adapter's work.
 *
 * An epoch names one owner: every claim makes it higher. So a row of a cut is *fenced* when its
 * epoch is not the stored one, *superseded* (already there) when its version is not above the
 * stored one, and otherwise written. A row whose owner has let go takes no newer version.
 */

import type { RowIndex } from "./row-index.ts";
import type {
  AggregateKey,
  AggregateRow,
  AuthRecord,
  ClaimResult,
  CreateResult,
  Cut,
  CutResult,
  MovedRow,
  NewPlayerRow,
  Ownership,
  ReplaceResult,
} from "./store.ts";
import { LEASED_KINDS } from "./zone-leases.ts";

/** A row without its state: what an index keeps in memory. */
export type RowMeta = Omit<AggregateRow, "state">;

export type Change =
  | { readonly c: "row"; readonly row: AggregateRow }
  | { readonly c: "auth"; readonly id: string; readonly auth: AuthRecord }
  | { readonly c: "gone"; readonly kind: AggregateKey["kind"]; readonly id: string };

export interface Plan<T> {
  readonly result: T;
  readonly changes: readonly Change[];
}

/** One text per key, for maps. */
export const keyText = (key: AggregateKey): string => `${key.kind}:${key.id}`;

/** Names are the same when they differ only in case. */
export const nameKey = (name: string): string => name.toLowerCase();

/** The order of ids in lists: shorter first, then by code unit; so decimal ids count upwards. */
export const compareIds = (left: string, right: string): number =>
  left.length - right.length || (left < right ? -1 : left > right ? 1 : 0);

/** A new player's row and secrets at version 1, epoch 1, unowned; or the name is taken. */
export function planCreate(index: RowIndex, player: NewPlayerRow): Plan<CreateResult> {
  if (index.byName("player", player.name) !== undefined) {
    return { result: { outcome: "nameTaken" }, changes: [] };
  }
  const id = index.nextPlayerId;
  const row: AggregateRow = {
    kind: "player",
    id,
    name: player.name,
    state: player.stateFor(id),
    version: 1,
    owner: null,
    epoch: 1,
  };
  return {
    result: { outcome: "created", row },
    changes: [
      { c: "row", row },
      { c: "auth", id, auth: { ...player.auth, version: 1 } },
    ],
  };
}

/** Whole or nothing: one fenced row refuses the cut. */
export function planCut(index: RowIndex, cut: Cut): Plan<CutResult> {
  const fenced: AggregateKey[] = [];
  const written = new Map<string, AggregateRow>();
  for (const row of cut.rows) {
    const text = keyText(row);
    const meta = written.get(text) ?? index.get(row);
    if (meta === undefined || meta.epoch !== row.epoch) {
      fenced.push({ kind: row.kind, id: row.id });
    } else if (row.version > meta.version) {
      if (meta.owner !== cut.owner) fenced.push({ kind: row.kind, id: row.id });
      written.set(text, {
        kind: row.kind,
        id: row.id,
        name: meta.name,
        state: row.state,
        version: row.version,
        owner: row.release === true ? null : cut.owner,
        epoch: row.epoch,
      });
    }
  }
  if (fenced.length > 0) return { result: { outcome: "fenced", rows: fenced }, changes: [] };
  const changes = [...written.values()].map((row): Change => ({ c: "row", row }));
  return { result: { outcome: "saved" }, changes };
}

export interface ClaimOrder {
  readonly key: AggregateKey;
  readonly owner: string;
  readonly expected: Ownership | null;
  readonly initialState: string | undefined;
}

/**
 * `row` is what is stored now. `lost` is the memory of a row whose content was damaged: what is
 * made in its place goes on above its version and epoch, so that old writers stay fenced.
 */
export function planClaim(
  order: ClaimOrder,
  row: AggregateRow | undefined,
  lost?: RowMeta,
): Plan<ClaimResult> {
  const { owner, expected } = order;
  const found = row ?? made(order, lost);
  if (found === undefined) return { result: { outcome: "missing" }, changes: [] };
  const free =
    expected === null
      ? found.owner === null
      : found.owner === expected.owner && found.epoch === expected.epoch;
  if (!free) return { result: { outcome: "refused", row: found }, changes: [] };
  const claimed = { ...found, owner, epoch: found.epoch + 1 };
  return { result: { outcome: "claimed", row: claimed }, changes: [{ c: "row", row: claimed }] };
}

function made(order: ClaimOrder, lost: RowMeta | undefined): AggregateRow | undefined {
  const { key, expected, initialState } = order;
  if (initialState === undefined || expected !== null) return undefined;
  if (!LEASED_KINDS.includes(key.kind)) return undefined;
  return {
    kind: key.kind,
    id: key.id,
    name: null,
    state: initialState,
    version: (lost?.version ?? 0) + 1,
    owner: null,
    epoch: (lost?.epoch ?? 0) + 1,
  };
}

/** Compare-and-set on the version of the secrets; 0 = the player has none yet. */
export function planAuth(
  index: RowIndex,
  id: string,
  current: AuthRecord | undefined,
  auth: Omit<AuthRecord, "version">,
  version: number,
): Plan<boolean> {
  const exists = index.get({ kind: "player", id }) !== undefined;
  if (!exists || (current?.version ?? 0) !== version) return { result: false, changes: [] };
  return { result: true, changes: [{ c: "auth", id, auth: { ...auth, version: version + 1 } }] };
}

/**
 * Last writer wins: version and epoch grow, so an owner, if there is one, is fenced; another row
 * of the kind that bears the name loses it. `other` is that row, when it is in the way.
 */
export function planPut(
  index: RowIndex,
  key: AggregateKey,
  name: string | null,
  state: string | null,
  other: AggregateRow | undefined,
): Plan<void> {
  const meta = index.get(key);
  if (state === null) {
    const changes: Change[] = meta === undefined ? [] : [{ c: "gone", kind: key.kind, id: key.id }];
    return { result: undefined, changes };
  }
  const changes: Change[] = [];
  if (other !== undefined && other.id !== key.id) {
    changes.push({ c: "row", row: { ...other, name: null, version: other.version + 1 } });
  }
  const row: AggregateRow = {
    kind: key.kind,
    id: key.id,
    name,
    state,
    version: (meta?.version ?? 0) + 1,
    owner: null,
    epoch: (meta?.epoch ?? 0) + 1,
  };
  changes.push({ c: "row", row });
  return { result: undefined, changes };
}

/** Another name and state, or none at all, for a row that is `expected`'s; it is free then. */
export function planReplace(
  index: RowIndex,
  key: AggregateKey,
  expected: Ownership,
  next: { readonly name: string | null; readonly state: string } | null,
): Plan<ReplaceResult> {
  const meta = index.get(key);
  if (meta === undefined || meta.owner !== expected.owner || meta.epoch !== expected.epoch) {
    return { result: "fenced", changes: [] };
  }
  if (next === null) {
    return { result: "replaced", changes: [{ c: "gone", kind: key.kind, id: key.id }] };
  }
  const holder = next.name === null ? undefined : index.byName(key.kind, next.name);
  if (holder !== undefined && holder.id !== key.id) return { result: "nameTaken", changes: [] };
  const row = { ...meta, ...next, version: meta.version + 1, owner: null };
  return { result: "replaced", changes: [{ c: "row", row }] };
}

/** Rows of another store, as they were there. */
export const moved = (rows: readonly MovedRow[]): readonly Change[] =>
  rows.flatMap(({ row, auth }): readonly Change[] =>
    auth === undefined
      ? [{ c: "row", row }]
      : [
          { c: "row", row },
          { c: "auth", id: row.id, auth },
        ],
  );
