/**
 * What this engine knows of the others: which zones they run, who plays there, and where they
 * listen. All of it is hints: the row of a zone or player decides. What a lost engine said is
 * forgotten at once; what a new link says replaces what was known.
 */

import type { RosterEntry } from "@ambon/game/input";
import { type PlayerId, templateOf, type ZoneId } from "@ambon/kernel/ids";
import type { PeerFrame, RosterLine, ZoneLine } from "./peer-frame.ts";

export interface Peer {
  readonly engine: string;
  /** `engine#boot`. */
  readonly owner: string;
  readonly url: string;
  readonly region: string;
  /** Zones of which it may run instances. */
  readonly templates: ReadonlySet<string>;
  /** False when it gives its own away. */
  readonly takesZones: boolean;
  readonly zones: ReadonlyMap<ZoneId, ZoneLine>;
}

/** In all its zones, by what it said last. */
export const playersAt = ({ zones }: Peer): number =>
  [...zones.values()].reduce((sum, { population }) => sum + population, 0);

export interface RemotePlayer {
  readonly engine: string;
  readonly line: RosterLine;
}

export interface RemoteZone {
  readonly engine: string;
  readonly line: ZoneLine;
}

export class Directory {
  readonly #peers = new Map<string, Peer>();
  readonly #players = new Map<PlayerId, RemotePlayer>();
  readonly #names = new Map<string, PlayerId>();
  #version = 0;

  /** Changes whenever the list of remote players does. */
  get version(): number {
    return this.#version;
  }

  get engines(): readonly string[] {
    return [...this.#peers.keys()];
  }

  peers(): Iterable<Peer> {
    return this.#peers.values();
  }

  peer(engine: string): Peer | undefined {
    return this.#peers.get(engine);
  }

  /** The engine of which this is the run that is linked. */
  owner(owner: string): Peer | undefined {
    return [...this.#peers.values()].find((peer) => peer.owner === owner);
  }

  take(engine: string, frame: Extract<PeerFrame, { p: "all" | "zones" | "roster" }>): void {
    if (frame.p === "all") {
      this.drop(engine);
      const { owner, url, takesZones, roster } = frame;
      // An engine of the build before says nothing of it.
      const { region = "" } = frame;
      const zones = byId(frame.zones);
      const templates = new Set(frame.templates);
      this.#peers.set(engine, { engine, owner, url, region, templates, takesZones, zones });
      for (const line of roster) this.#place(engine, line);
      return;
    }
    const peer = this.#peers.get(engine);
    // Before its `all` an engine says nothing that could be placed.
    if (peer === undefined) return;
    if (frame.p === "zones") {
      const { takesZones, zones } = frame;
      this.#peers.set(engine, { ...peer, takesZones, zones: byId(zones) });
      return;
    }
    for (const id of frame.gone) this.#remove(engine, id);
    for (const line of frame.here) this.#place(engine, line);
  }

  /** The engine is gone, and what it said with it. */
  drop(engine: string): void {
    if (!this.#peers.delete(engine)) return;
    for (const [id, player] of this.#players)
      if (player.engine === engine) this.#remove(engine, id);
  }

  /** The engine that runs this zone, as far as is known. */
  zone(id: ZoneId): RemoteZone | undefined {
    for (const { engine, zones } of this.#peers.values()) {
      const line = zones.get(id);
      if (line !== undefined) return { engine, line };
    }
    return undefined;
  }

  /** All running instances of a template at other engines. */
  instances(template: string): readonly RemoteZone[] {
    return [...this.#peers.values()].flatMap(({ engine, zones }) =>
      [...zones.values()]
        .filter(({ id }) => templateOf(id) === template)
        .map((line) => ({ engine, line })),
    );
  }

  where(id: PlayerId): RemotePlayer | undefined {
    return this.#players.get(id);
  }

  /** By name in any case. */
  named(name: string): RemotePlayer | undefined {
    const id = this.#names.get(name.toLowerCase());
    return id === undefined ? undefined : this.#players.get(id);
  }

  roster(): readonly RosterEntry[] {
    return [...this.#players.values()].map(({ line }) => line.entry);
  }

  /** A player is here now, whatever an engine said before it let go of them. */
  forget(id: PlayerId): void {
    const known = this.#players.get(id);
    if (known !== undefined) this.#remove(known.engine, id);
  }

  #place(engine: string, line: RosterLine): void {
    this.#players.set(line.id, { engine, line });
    this.#names.set(line.entry.name.toLowerCase(), line.id);
    this.#version += 1;
  }

  /** Only what the same engine said: it may have handed the player on meanwhile. */
  #remove(engine: string, id: PlayerId): void {
    const known = this.#players.get(id);
    if (known?.engine !== engine) return;
    this.#players.delete(id);
    const name = known.line.entry.name.toLowerCase();
    if (this.#names.get(name) === id) this.#names.delete(name);
    this.#version += 1;
  }
}

const byId = (zones: readonly ZoneLine[]): ReadonlyMap<ZoneId, ZoneLine> =>
  new Map(zones.map((line) => [line.id, line]));
