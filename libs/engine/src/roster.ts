/**
 * Who is in the world and where: the location index for `tell` and the roster for `who`, kept by
 * each engine so that both answer at once. In a cluster engines tell each other; here one engine
 * knows everybody.
 */

import type { RosterEntry } from "@ambon/game/input";
import type { PlayerState } from "@ambon/game/player-state";
import type { PlayerId } from "@ambon/kernel/ids";

export interface Located<Z> {
  readonly id: PlayerId;
  readonly zone: Z;
  readonly entry: RosterEntry;
}

/** The order in which everybody is listed. */
export const byName = (a: RosterEntry, b: RosterEntry): number =>
  a.name < b.name ? -1 : a.name > b.name ? 1 : 0;

export class Roster<Z> {
  readonly #players = new Map<PlayerId, Located<Z>>();
  readonly #names = new Map<string, PlayerId>();
  readonly #zoneName: (zone: Z) => string;
  readonly #changed: (id: PlayerId) => void;
  /** Made when somebody asks, thrown away when something changes. */
  #listed: readonly RosterEntry[] | undefined;

  /** `changed` is told of everybody who came, went or looks different. */
  constructor(zoneName: (zone: Z) => string, changed: (id: PlayerId) => void = () => undefined) {
    this.#zoneName = zoneName;
    this.#changed = changed;
  }

  get size(): number {
    return this.#players.size;
  }

  /** A player belongs to `zone` from now on. */
  place(state: PlayerState, zone: Z): void {
    const { id, name, level, race, staff } = state;
    const afk = this.#players.get(id)?.entry.afk ?? false;
    const entry = { name, level, race, class: state.class, zone: this.#zoneName(zone), afk, staff };
    this.#players.set(id, { id, zone, entry });
    this.#names.set(name.toLowerCase(), id);
    this.#touch(id);
  }

  /** Unknown players are ignored: they have just left. */
  update(id: PlayerId, change: Partial<Pick<RosterEntry, "level" | "afk" | "staff">>): void {
    const known = this.#players.get(id);
    if (known === undefined) return;
    this.#players.set(id, { ...known, entry: { ...known.entry, ...change } });
    this.#touch(id);
  }

  remove(id: PlayerId): void {
    const known = this.#players.get(id);
    if (known === undefined) return;
    this.#players.delete(id);
    this.#names.delete(known.entry.name.toLowerCase());
    this.#touch(id);
  }

  where(id: PlayerId): Located<Z> | undefined {
    return this.#players.get(id);
  }

  /** By name in any case. */
  named(name: string): Located<Z> | undefined {
    const id = this.#names.get(name.toLowerCase());
    return id === undefined ? undefined : this.#players.get(id);
  }

  ids(): Iterable<PlayerId> {
    return this.#players.keys();
  }

  /** Everybody by name; the same array until something changes. */
  list(): readonly RosterEntry[] {
    this.#listed ??= [...this.#players.values()].map(({ entry }) => entry).sort(byName);
    return this.#listed;
  }

  #touch(id: PlayerId): void {
    this.#listed = undefined;
    this.#changed(id);
  }
}
