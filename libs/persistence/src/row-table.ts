/**
 * All rows of a store in memory, synchronous: what MemoryStore keeps, and the simulator's model of
 * a store. Each call is one linearizable act; `changed` sees every change that an act makes.
 */

import { planTake } from "./lease-rules.ts";
import { RowIndex } from "./row-index.ts";
import {
  type Change,
  keyText,
  moved,
  type Plan,
  planAuth,
  planClaim,
  planCreate,
  planCut,
  planPut,
  planReplace,
} from "./row-rules.ts";
import type {
  AggregateKey,
  AggregateKind,
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
import { type HeldLease, LEASED_KINDS, type TakeOrder, type TakeResult } from "./zone-leases.ts";

export type ListEntry = { readonly id: string; readonly name: string | null };

/** `before` is what was stored of a row that changes; undefined for one that is new. */
export type RowWatcher = (change: Change, before: AggregateRow | undefined) => void;

export class RowTable {
  readonly #index = new RowIndex();
  readonly #states = new Map<string, string>();
  readonly #auths = new Map<string, AuthRecord>();
  /** When leases end, by key. */
  readonly #leaseEnds = new Map<string, number>();
  readonly #nowMs: () => number;
  readonly #changed: RowWatcher | undefined;

  /** `nowMs`: the clock that leases run by. */
  constructor(nowMs: () => number, changed?: RowWatcher) {
    this.#nowMs = nowMs;
    this.#changed = changed;
  }

  createPlayer(player: NewPlayerRow): CreateResult {
    return this.#apply(planCreate(this.#index, player));
  }

  read(key: AggregateKey): AggregateRow | undefined {
    const meta = this.#index.get(key);
    if (meta === undefined) return undefined;
    return { ...meta, state: this.#states.get(keyText(meta)) ?? "null" };
  }

  findByName(kind: AggregateKind, name: string): AggregateRow | undefined {
    const meta = this.#index.byName(kind, name);
    return meta === undefined ? undefined : this.read(meta);
  }

  readAuth(playerId: string): AuthRecord | undefined {
    return this.#auths.get(playerId);
  }

  writeAuth(playerId: string, auth: Omit<AuthRecord, "version">, version: number): boolean {
    return this.#apply(planAuth(this.#index, playerId, this.#auths.get(playerId), auth, version));
  }

  claim(
    key: AggregateKey,
    owner: string,
    expected: Ownership | null,
    initialState?: string,
  ): ClaimResult {
    const before = this.read(key);
    const plan = planClaim({ key, owner, expected, initialState }, before);
    const changesHands = plan.result.outcome === "claimed" && before?.owner !== owner;
    if (changesHands) this.#leaseEnds.delete(keyText(key));
    return this.#apply(plan);
  }

  take(order: TakeOrder): TakeResult {
    const text = keyText(order.key);
    const nowMs = this.#nowMs();
    const plan = planTake(order, this.read(order.key), this.#leaseEnds.get(text), nowMs);
    if (plan.result.outcome === "taken") this.#leaseEnds.set(text, nowMs + order.ttlMs);
    return this.#apply(plan);
  }

  renew(owner: string, ttlMs: number): readonly HeldLease[] {
    const held = this.#ownedBy(owner);
    for (const lease of held) this.#leaseEnds.set(keyText(lease), this.#nowMs() + ttlMs);
    return held;
  }

  hasLapsed(owner: string): boolean {
    const nowMs = this.#nowMs();
    return this.#ownedBy(owner).every(
      (lease) => (this.#leaseEnds.get(keyText(lease)) ?? 0) <= nowMs,
    );
  }

  cut(cut: Cut): CutResult {
    const plan = planCut(this.#index, cut);
    if (plan.result.outcome === "saved") {
      for (const row of cut.rows) if (row.release === true) this.#leaseEnds.delete(keyText(row));
    }
    return this.#apply(plan);
  }

  list(kind: AggregateKind, after: string | null, limit: number): readonly ListEntry[] {
    return this.#index.list(kind, after, limit).map(({ id, name }) => ({ id, name }));
  }

  put(key: AggregateKey, name: string | null, state: string | null): void {
    const other = name === null ? undefined : this.findByName(key.kind, name);
    this.#apply(planPut(this.#index, key, name, state, other));
  }

  replace(
    key: AggregateKey,
    expected: Ownership,
    next: { readonly name: string | null; readonly state: string } | null,
  ): ReplaceResult {
    return this.#apply(planReplace(this.#index, key, expected, next));
  }

  load(rows: readonly MovedRow[]): void {
    this.#apply({ result: undefined, changes: moved(rows) });
  }

  /** Zones and documents of `owner`. */
  #ownedBy(owner: string): readonly HeldLease[] {
    return this.#index
      .ownedBy(owner, LEASED_KINDS)
      .map(({ kind, id, epoch }) => ({ kind, id, epoch }));
  }

  #apply<T>(plan: Plan<T>): T {
    for (const change of plan.changes) this.#change(change);
    return plan.result;
  }

  #change(change: Change): void {
    if (this.#changed !== undefined) {
      this.#changed(change, change.c === "row" ? this.read(change.row) : undefined);
    }
    if (change.c === "row") {
      this.#index.set(change.row);
      this.#states.set(keyText(change.row), change.row.state);
    } else if (change.c === "auth") {
      this.#auths.set(change.id, change.auth);
    } else {
      this.#index.remove(change);
      this.#states.delete(keyText(change));
      if (change.kind === "player") this.#auths.delete(change.id);
    }
  }
}
