/**
 * All rows of a store without their states: who they are, what they are called, and the next
 * player id. One entry per stored aggregate: it grows with the store and with nothing else.
 */

import { compareIds, nameKey, type RowMeta } from "./row-rules.ts";
import { AGGREGATE_KINDS, type AggregateKey, type AggregateKind } from "./store.ts";

interface Shelf {
  readonly rows: Map<string, RowMeta>;
  readonly names: Map<string, string>;
  /** Ids in list order; undefined after a row came or went. */
  sorted: string[] | undefined;
}

const shelf = (): Shelf => ({ rows: new Map(), names: new Map(), sorted: undefined });

export class RowIndex {
  readonly #shelves: Readonly<Record<AggregateKind, Shelf>>;
  #nextPlayer = 1n;

  constructor() {
    const shelves = {} as Record<AggregateKind, Shelf>;
    for (const kind of AGGREGATE_KINDS) shelves[kind] = shelf();
    this.#shelves = shelves;
  }

  /** The id the next player gets: decimal digits, above every id ever seen here. */
  get nextPlayerId(): string {
    return this.#nextPlayer.toString();
  }

  /** Ids up to `id` are spoken for; ids that are no decimal numbers are none of ours. */
  reserveUpTo(id: string): void {
    if (!/^\d{1,19}$/.test(id)) return;
    const number = BigInt(id);
    if (number >= this.#nextPlayer) this.#nextPlayer = number + 1n;
  }

  get(key: AggregateKey): RowMeta | undefined {
    return this.#shelves[key.kind].rows.get(key.id);
  }

  byName(kind: AggregateKind, name: string): RowMeta | undefined {
    const { names, rows } = this.#shelves[kind];
    const id = names.get(nameKey(name));
    return id === undefined ? undefined : rows.get(id);
  }

  set(meta: RowMeta): void {
    const { kind, id } = meta;
    const home = this.#shelves[kind];
    const before = home.rows.get(id);
    if (before === undefined) home.sorted = undefined;
    else this.#dropName(home, before);
    home.rows.set(id, {
      kind,
      id,
      name: meta.name,
      version: meta.version,
      owner: meta.owner,
      epoch: meta.epoch,
    });
    if (meta.name !== null) home.names.set(nameKey(meta.name), id);
    if (kind === "player") this.reserveUpTo(id);
  }

  remove(key: AggregateKey): void {
    const home = this.#shelves[key.kind];
    const before = home.rows.get(key.id);
    if (before === undefined) return;
    this.#dropName(home, before);
    home.rows.delete(key.id);
    home.sorted = undefined;
  }

  /** Rows of these kinds that `owner` has: looks at all of them, and there are few. */
  ownedBy(owner: string, kinds: readonly AggregateKind[]): RowMeta[] {
    return kinds.flatMap((kind) =>
      [...this.#shelves[kind].rows.values()].filter((row) => row.owner === owner),
    );
  }

  /** At most `limit` rows in id order, after the id `after` (which need not exist). */
  list(kind: AggregateKind, after: string | null, limit: number): RowMeta[] {
    const home = this.#shelves[kind];
    home.sorted ??= [...home.rows.keys()].sort(compareIds);
    const start = after === null ? 0 : firstAbove(home.sorted, after);
    const ids = home.sorted.slice(start, start + Math.max(0, limit));
    return ids.flatMap((id) => home.rows.get(id) ?? []);
  }

  size(kind: AggregateKind): number {
    return this.#shelves[kind].rows.size;
  }

  #dropName(home: Shelf, meta: RowMeta): void {
    if (meta.name === null) return;
    const key = nameKey(meta.name);
    if (home.names.get(key) === meta.id) home.names.delete(key);
  }
}

function firstAbove(sorted: readonly string[], id: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareIds(sorted[middle] as string, id) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
