/**
 * The store that forgets: for tests, the simulator and `AMBON_DATA_DIR=memory`. Every call is one
 * synchronous step, so racing callers are served one after the other.
 */

import { RowIndex } from "../row-index.ts";
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
} from "../row-rules.ts";
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

export class MemoryStore implements LoadableStore {
  readonly #index = new RowIndex();
  readonly #states = new Map<string, string>();
  readonly #auths = new Map<string, AuthRecord>();
  #open = true;

  async createPlayer(player: NewPlayerRow): Promise<CreateResult> {
    return this.#apply(planCreate(this.#index, player));
  }

  async read(key: AggregateKey): Promise<AggregateRow | undefined> {
    return this.#row(key);
  }

  async findByName(kind: AggregateKind, name: string): Promise<AggregateRow | undefined> {
    const meta = this.#index.byName(kind, name);
    return this.#row(meta);
  }

  async readAuth(playerId: string): Promise<AuthRecord | undefined> {
    this.#mustBeOpen();
    return this.#auths.get(playerId);
  }

  async writeAuth(
    playerId: string,
    auth: Omit<AuthRecord, "version">,
    version: number,
  ): Promise<boolean> {
    return this.#apply(planAuth(this.#index, playerId, this.#auths.get(playerId), auth, version));
  }

  async claim(
    key: AggregateKey,
    owner: string,
    expected: Ownership | null,
    initialState?: string,
  ): Promise<ClaimResult> {
    return this.#apply(planClaim({ key, owner, expected, initialState }, this.#row(key)));
  }

  async cut(cut: Cut): Promise<CutResult> {
    if (!this.#open) return { outcome: "unavailable", reason: CLOSED };
    return this.#apply(planCut(this.#index, cut));
  }

  async list(
    kind: AggregateKind,
    after: string | null,
    limit: number,
  ): Promise<readonly { readonly id: string; readonly name: string | null }[]> {
    this.#mustBeOpen();
    return this.#index.list(kind, after, limit).map(({ id, name }) => ({ id, name }));
  }

  async put(key: AggregateKey, name: string | null, state: string | null): Promise<void> {
    const other = name === null ? undefined : this.#row(this.#index.byName(key.kind, name));
    this.#apply(planPut(this.#index, key, name, state, other));
  }

  async replace(
    key: AggregateKey,
    expected: Ownership,
    next: { readonly name: string | null; readonly state: string } | null,
  ): Promise<ReplaceResult> {
    return this.#apply(planReplace(this.#index, key, expected, next));
  }

  async load(rows: readonly MovedRow[]): Promise<void> {
    this.#apply({ result: undefined, changes: moved(rows) });
  }

  async close(): Promise<void> {
    this.#open = false;
  }

  #row(key: AggregateKey | undefined): AggregateRow | undefined {
    this.#mustBeOpen();
    const meta = key === undefined ? undefined : this.#index.get(key);
    if (meta === undefined) return undefined;
    return { ...meta, state: this.#states.get(keyText(meta)) ?? "null" };
  }

  #apply<T>(plan: Plan<T>): T {
    this.#mustBeOpen();
    for (const change of plan.changes) this.#change(change);
    return plan.result;
  }

  #change(change: Change): void {
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

  #mustBeOpen(): void {
    if (!this.#open) throw new StoreUnavailableError(CLOSED);
  }
}

const CLOSED = "the store is closed";
