/**
 * The typed face of the store for players, over any AggregateStore. Calls throw
 * StoreUnavailableError, and where they read a state UnreadableStateError.
 */

import type { AggregateRow, AggregateStore } from "../store.ts";
import {
  type NewPlayerOf,
  type PlayerClaimed,
  type PlayerCreated,
  type StateCodec,
  type StoredPlayer,
  UnreadableStateError,
} from "../stored-player.ts";

export class PlayerRepository<S> {
  readonly #store: AggregateStore;
  readonly #codec: StateCodec<S>;

  constructor(store: AggregateStore, codec: StateCodec<S>) {
    this.#store = store;
    this.#codec = codec;
  }

  async create(player: NewPlayerOf<S>): Promise<PlayerCreated<S>> {
    const created = await this.#store.createPlayer({
      name: player.name,
      auth: player.auth,
      stateFor: (id) => this.#codec.encode(player.stateFor(id)),
    });
    if (created.outcome === "nameTaken") return created;
    return { outcome: "created", player: this.#read(created.row) };
  }

  async findById(id: string): Promise<StoredPlayer<S> | undefined> {
    const row = await this.#store.read({ kind: "player", id });
    return row === undefined ? undefined : this.#read(row);
  }

  /** Without regard to case. */
  async findByName(name: string): Promise<StoredPlayer<S> | undefined> {
    const row = await this.#store.findByName("player", name);
    return row === undefined ? undefined : this.#read(row);
  }

  /** Takes ownership as AggregateStore.claim does; an unreadable state is not claimed. */
  async claim(
    id: string,
    owner: string,
    expected: { readonly owner: string; readonly epoch: number } | null,
  ): Promise<PlayerClaimed<S>> {
    // Read first: an engine that cannot read a state must not take it from one that can.
    if ((await this.findById(id)) === undefined) return { outcome: "missing" };
    const claim = await this.#store.claim({ kind: "player", id }, owner, expected);
    if (claim.outcome === "missing") return claim;
    if (claim.outcome === "claimed") return { outcome: "claimed", player: this.#read(claim.row) };
    return { outcome: "refused", owner: claim.row.owner, epoch: claim.row.epoch };
  }

  /** Ids and names in id order, after `after`. */
  async list(
    after: string | null,
    limit: number,
  ): Promise<readonly { readonly id: string; readonly name: string | null }[]> {
    return this.#store.list("player", after, limit);
  }

  #read(row: AggregateRow): StoredPlayer<S> {
    const { id, name, version, owner, epoch } = row;
    const state = this.#codec.decode(row.state);
    if (!state.ok) throw new UnreadableStateError(`Player ${id} cannot be loaded: ${state.error}.`);
    return { id, name: name ?? "", state: state.value, version, owner, epoch };
  }
}
