/**
 * A store with rows of players in a cache behind it. Everything is written to the store first, and
 * to the cache when the store has it; claims, cuts, secrets, lists and every other kind of row are
 * asked of the store alone.
 *
 * Reads of players come from the cache only for readers who ask for that (`reads: "cached"`), and
 * those are readers to whom an old row does no harm. There is one in the product: the login
 * dialogue, which looks up a name. It learns whether there is such a character and its id; an old
 * answer is put right by what follows: the password is compared with the store's, a new name is
 * created in the store or refused by it, and the row itself is claimed in the store, whose answer,
 * refused or not, is what the cache holds from then on. Tools and engines read the store.
 */

import type {
  AggregateKey,
  AggregateKind,
  AggregateRow,
  AggregateStore,
  AuthRecord,
  ClaimResult,
  CreateResult,
  Cut,
  CutResult,
  NewPlayerRow,
  Ownership,
  ReplaceResult,
} from "../store.ts";
import type { RedisRowCache } from "./redis-row-cache.ts";

export interface CachedStoreOptions {
  readonly store: AggregateStore;
  readonly cache: RedisRowCache;
  readonly reads: "cached" | "store";
}

export class CachedStore implements AggregateStore {
  readonly #store: AggregateStore;
  readonly #cache: RedisRowCache;
  readonly #isReader: boolean;

  constructor({ store, cache, reads }: CachedStoreOptions) {
    this.#store = store;
    this.#cache = cache;
    this.#isReader = reads === "cached";
  }

  /** The same store and cache, for readers to whom an old row does no harm. */
  get cachedReads(): CachedStore {
    return new CachedStore({ store: this.#store, cache: this.#cache, reads: "cached" });
  }

  async createPlayer(player: NewPlayerRow): Promise<CreateResult> {
    const result = await this.#store.createPlayer(player);
    if (result.outcome === "created") this.#cache.put(result.row);
    return result;
  }

  async read(key: AggregateKey): Promise<AggregateRow | undefined> {
    if (key.kind !== "player") return this.#store.read(key);
    const known = this.#isReader ? await this.#cache.read(key.id) : undefined;
    return known ?? this.#kept(await this.#store.read(key));
  }

  async findByName(kind: AggregateKind, name: string): Promise<AggregateRow | undefined> {
    if (kind !== "player") return this.#store.findByName(kind, name);
    const known = this.#isReader ? await this.#cache.readByName(name) : undefined;
    return known ?? this.#kept(await this.#store.findByName(kind, name));
  }

  async readAuth(playerId: string): Promise<AuthRecord | undefined> {
    return this.#store.readAuth(playerId);
  }

  async writeAuth(
    playerId: string,
    auth: Omit<AuthRecord, "version">,
    version: number,
  ): Promise<boolean> {
    return this.#store.writeAuth(playerId, auth, version);
  }

  async claim(
    key: AggregateKey,
    owner: string,
    expected: Ownership | null,
    initialState?: string,
  ): Promise<ClaimResult> {
    const result = await this.#store.claim(key, owner, expected, initialState);
    if (result.outcome !== "missing") this.#kept(result.row);
    return result;
  }

  async cut(cut: Cut): Promise<CutResult> {
    const result = await this.#store.cut(cut);
    if (result.outcome === "saved") {
      for (const row of cut.rows) if (row.kind === "player") this.#cache.advance(row, cut.owner);
    }
    return result;
  }

  async list(
    kind: AggregateKind,
    after: string | null,
    limit: number,
  ): Promise<readonly { readonly id: string; readonly name: string | null }[]> {
    return this.#store.list(kind, after, limit);
  }

  async put(key: AggregateKey, name: string | null, state: string | null): Promise<void> {
    const bearer = await this.#bearer(key, name);
    await this.#store.put(key, name, state);
    await this.#look(key);
    if (bearer !== undefined) await this.#look(bearer);
  }

  async replace(
    key: AggregateKey,
    expected: Ownership,
    next: { readonly name: string | null; readonly state: string } | null,
  ): Promise<ReplaceResult> {
    const result = await this.#store.replace(key, expected, next);
    await this.#look(key);
    return result;
  }

  async close(): Promise<void> {
    await this.#cache.close();
    await this.#store.close();
  }

  /** Whoever a `put` takes the name from. */
  async #bearer(key: AggregateKey, name: string | null): Promise<AggregateKey | undefined> {
    if (key.kind !== "player" || name === null) return undefined;
    const row = await this.#store.findByName(key.kind, name);
    return row === undefined || row.id === key.id ? undefined : row;
  }

  /** The cache learns what the store has of a player now. */
  async #look(key: AggregateKey): Promise<void> {
    if (key.kind !== "player") return;
    if (this.#kept(await this.#store.read(key)) === undefined) this.#cache.bury(key.id);
  }

  #kept(row: AggregateRow | undefined): AggregateRow | undefined {
    if (row?.kind === "player") this.#cache.put(row);
    return row;
  }
}
