/** The modelled store with promises, so that the suite of all stores can be run on it. */

import type { RowTable } from "@ambon/persistence/row-table";
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
} from "@ambon/persistence/store";
import type { Process } from "../../time/process.ts";
import type { VirtualTime } from "../../time/virtual-time.ts";
import type { StoreModel } from "../store-model.ts";

const CLOSED = "the store is closed";

export class AsyncStore implements LoadableStore {
  readonly #store: StoreModel;
  readonly #time: VirtualTime;
  readonly #process: Process;

  constructor(store: StoreModel, time: VirtualTime, process: Process) {
    this.#store = store;
    this.#time = time;
    this.#process = process;
  }

  createPlayer(player: NewPlayerRow): Promise<CreateResult> {
    return this.#ask((rows) => rows.createPlayer(player));
  }

  read(key: AggregateKey): Promise<AggregateRow | undefined> {
    return this.#ask((rows) => rows.read(key));
  }

  findByName(kind: AggregateKind, name: string): Promise<AggregateRow | undefined> {
    return this.#ask((rows) => rows.findByName(kind, name));
  }

  readAuth(playerId: string): Promise<AuthRecord | undefined> {
    return this.#ask((rows) => rows.readAuth(playerId));
  }

  writeAuth(id: string, auth: Omit<AuthRecord, "version">, version: number): Promise<boolean> {
    return this.#ask((rows) => rows.writeAuth(id, auth, version));
  }

  claim(
    key: AggregateKey,
    owner: string,
    expected: Ownership | null,
    initialState?: string,
  ): Promise<ClaimResult> {
    return this.#ask((rows) => rows.claim(key, owner, expected, initialState));
  }

  async cut(cut: Cut): Promise<CutResult> {
    if (this.#process.isDead) return { outcome: "unavailable", reason: CLOSED };
    return this.#ask((rows) => rows.cut(cut));
  }

  list(
    kind: AggregateKind,
    after: string | null,
    limit: number,
  ): Promise<readonly { readonly id: string; readonly name: string | null }[]> {
    return this.#ask((rows) => rows.list(kind, after, limit));
  }

  put(key: AggregateKey, name: string | null, state: string | null): Promise<void> {
    return this.#ask((rows) => rows.put(key, name, state));
  }

  replace(
    key: AggregateKey,
    expected: Ownership,
    next: { readonly name: string | null; readonly state: string } | null,
  ): Promise<ReplaceResult> {
    return this.#ask((rows) => rows.replace(key, expected, next));
  }

  load(rows: readonly MovedRow[]): Promise<void> {
    return this.#ask((table) => table.load(rows));
  }

  async close(): Promise<void> {
    this.#process.kill();
  }

  /** All calls of one turn are under way together; then time goes on until they are answered. */
  async #ask<T>(work: (rows: RowTable) => T): Promise<T> {
    if (this.#process.isDead) throw new StoreUnavailableError(CLOSED);
    const answer = new Promise<T>((done, fail) => {
      this.#store.ask(this.#process, "contract", work, (outcome) => {
        if (outcome.ok) done(outcome.value);
        else fail(new StoreUnavailableError("simulated"));
      });
    });
    queueMicrotask(() => {
      while (this.#time.runNext());
    });
    return answer;
  }
}
