/** Rows for the contract of the stores: made, claimed, read, and their next states. */

import assert from "node:assert/strict";
import type {
  AggregateKey,
  AggregateRow,
  AggregateStore,
  Cut,
  CutRow,
  NewPlayerRow,
} from "../store.ts";

export interface StoreUnderTest {
  readonly store: AggregateStore;
  /** Closes and opens the same place again; undefined for stores that forget. */
  readonly reopen?: () => Promise<AggregateStore>;
  /** Removes what the test left behind; the newest store is closed by then. */
  readonly cleanUp: () => Promise<void>;
}

export type StoreFactory = () => Promise<StoreUnderTest>;

export type Run = (title: string, body: (under: StoreUnderTest) => Promise<void>) => void;

export const AUTH = { passwordHash: "$argon2id$test", failures: 0, lockedUntilMs: 0 } as const;
export const stateOf = (id: string, gold: number): string => `{"gold":${gold},"id":"${id}"}`;
export const newPlayer = (name: string): NewPlayerRow => ({
  name,
  auth: AUTH,
  stateFor: (id) => stateOf(id, 0),
});
export const player = (id: string): AggregateKey => ({ kind: "player", id });
export const zone = (id: string): AggregateKey => ({ kind: "zone", id });

export async function created(store: AggregateStore, name: string): Promise<AggregateRow> {
  const result = await store.createPlayer(newPlayer(name));
  assert.equal(result.outcome, "created");
  return (result as { row: AggregateRow }).row;
}

export async function claimed(
  store: AggregateStore,
  key: AggregateKey,
  owner: string,
  initialState?: string,
): Promise<AggregateRow> {
  const result = await store.claim(key, owner, null, initialState);
  assert.equal(result.outcome, "claimed");
  return (result as { row: AggregateRow }).row;
}

export async function rowOf(store: AggregateStore, key: AggregateKey): Promise<AggregateRow> {
  const row = await store.read(key);
  assert.ok(row !== undefined, `${key.kind} ${key.id} is not stored`);
  return row;
}

export const next = (row: AggregateRow, gold: number, version = row.version + 1): CutRow => ({
  kind: row.kind,
  id: row.id,
  state: stateOf(row.id, gold),
  epoch: row.epoch,
  version,
});
export const cutOf = (seq: number, rows: readonly CutRow[], owner = "e1#a"): Cut => ({
  seq,
  owner,
  rows,
});
