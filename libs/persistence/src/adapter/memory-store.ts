/**
 * The store that forgets: for tests, the simulator and `AMBON_DATA_DIR=memory`. Every call is one
 * synchronous step, so racing callers are served one after the other.
 */

import type { Clock } from "@ambon/kernel/ports";
import { keyText } from "../row-rules.ts";
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
  readonly #rows = new RowTable();
  /** When leases end, by key. */
  readonly #leaseEnds = new Map<string, number>();
  readonly #clock: Clock;
  #open = true;

  /** `clock` is the one that leases run by. */
  constructor(clock: Clock = { nowMs: () => Date.now() }) {
    this.#clock = clock;
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
    const result = this.#opened().claim(key, owner, expected, initialState);
    if (result.outcome === "claimed") this.#leaseEnds.delete(keyText(key));
    return result;
  }

  async take(order: TakeOrder): Promise<TakeResult> {
    const text = keyText(order.key);
    const nowMs = this.#clock.nowMs();
    const result = this.#opened().take(order, this.#leaseEnds.get(text), nowMs);
    if (result.outcome === "taken") this.#leaseEnds.set(text, nowMs + order.ttlMs);
    return result;
  }

  async renew(owner: string, ttlMs: number): Promise<readonly HeldLease[]> {
    const held = this.#opened().ownedBy(owner);
    for (const lease of held) this.#leaseEnds.set(keyText(lease), this.#clock.nowMs() + ttlMs);
    return held;
  }

  async hasLapsed(owner: string): Promise<boolean> {
    const nowMs = this.#clock.nowMs();
    return this.#opened()
      .ownedBy(owner)
      .every((lease) => (this.#leaseEnds.get(keyText(lease)) ?? 0) <= nowMs);
  }

  async cut(cut: Cut): Promise<CutResult> {
    if (!this.#open) return { outcome: "unavailable", reason: CLOSED };
    const result = this.#rows.cut(cut);
    if (result.outcome === "saved") {
      for (const row of cut.rows) if (row.release === true) this.#leaseEnds.delete(keyText(row));
    }
    return result;
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
