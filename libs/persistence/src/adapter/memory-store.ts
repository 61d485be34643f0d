/**
 * The store that forgets: for tests, the simulator and `AMBON_DATA_DIR=memory`. Every call is one
 * synchronous step, so racing callers are served one after the other.
 */

import type { Clock } from "@ambon/kernel/ports";
import { type ListEntry, RowTable } from "../row-table.ts";
import {
  type AggregateKey,
  type AggregateKind,
  type AggregateRow,
  type AuthRecord,
  type ClaimResult,
  type CreateResult,
  type Cut,
  type CutResult,
  type LoadableStore,
  type MovedRow,
  type NewPlayerRow,
  type Ownership,
  type ReplaceResult,
  StoreUnavailableError,
} from "../store.ts";
import type { HeldLease, TakeOrder, TakeResult, ZoneLeases } from "../zone-leases.ts";

export class MemoryStore implements LoadableStore, ZoneLeases {
  readonly #rows: RowTable;
  #open = true;

  /** `clock` is the one that leases run by. */
  constructor(clock: Clock = { nowMs: () => Date.now() }) {
    this.#rows = new RowTable(() => clock.nowMs());
  }

  async createPlayer(player: NewPlayerRow): Promise<CreateResult> {
    return this.#opened().createPlayer(player);
  }

  async read(key: AggregateKey): Promise<AggregateRow | undefined> {
    return this.#opened().read(key);
  }

  async findByName(kind: AggregateKind, name: string): Promise<AggregateRow | undefined> {
    return this.#opened().findByName(kind, name);
  }

  async readAuth(playerId: string): Promise<AuthRecord | undefined> {
    return this.#opened().readAuth(playerId);
  }

  async writeAuth(
    playerId: string,
    auth: Omit<AuthRecord, "version">,
    version: number,
  ): Promise<boolean> {
    return this.#opened().writeAuth(playerId, auth, version);
  }

  async claim(
    key: AggregateKey,
    owner: string,
    expected: Ownership | null,
    initialState?: string,
  ): Promise<ClaimResult> {
    return this.#opened().claim(key, owner, expected, initialState);
  }

  async take(order: TakeOrder): Promise<TakeResult> {
    return this.#opened().take(order);
  }

  async renew(owner: string, ttlMs: number): Promise<readonly HeldLease[]> {
    return this.#opened().renew(owner, ttlMs);
  }

  async hasLapsed(owner: string): Promise<boolean> {
    return this.#opened().hasLapsed(owner);
  }

  async cut(cut: Cut): Promise<CutResult> {
    if (!this.#open) return { outcome: "unavailable", reason: CLOSED };
    return this.#rows.cut(cut);
  }

  async list(
    kind: AggregateKind,
    after: string | null,
    limit: number,
  ): Promise<readonly ListEntry[]> {
    return this.#opened().list(kind, after, limit);
  }

  async put(key: AggregateKey, name: string | null, state: string | null): Promise<void> {
    this.#opened().put(key, name, state);
  }

  async replace(
    key: AggregateKey,
    expected: Ownership,
    next: { readonly name: string | null; readonly state: string } | null,
  ): Promise<ReplaceResult> {
    return this.#opened().replace(key, expected, next);
  }

  async load(rows: readonly MovedRow[]): Promise<void> {
    this.#opened().load(rows);
  }

  async close(): Promise<void> {
    this.#open = false;
  }

  #opened(): RowTable {
    if (!this.#open) throw new StoreUnavailableError(CLOSED);
    return this.#rows;
  }
}

const CLOSED = "the store is closed";
