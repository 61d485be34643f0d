/**
 * Everything the content files declare, by kind and global id, before references are resolved.
 *
 * An id stays known when its value could not be decoded, and a zone whose file could not be read
 * is known as broken, so that one slip is reported once and not again at every reference to it.
 */
import type { RawItem } from "./item-schema.ts";
import type { RawMob } from "./mob-schema.ts";
import type { ProblemList, Source } from "./problem.ts";
import type { RawRoom } from "./room-schema.ts";
import type { Located, Named } from "./schema.ts";
import { didYouMean } from "./suggest.ts";
import type { RawShop, RawZone } from "./zone-schema.ts";

export interface Declared<T> {
  readonly id: string;
  readonly zone: string;
  readonly source: Source;
  readonly at: number;
  readonly value: T | undefined;
}

export interface ZoneEntry {
  readonly id: string;
  readonly source: Source;
  /** Nothing when the file could not be decoded. */
  readonly raw: RawZone | undefined;
}

/** Kinds that references may mean. */
export type RefKind = "room" | "item" | "mob";

export class Catalogue {
  readonly problems: ProblemList;
  readonly zones: ReadonlyMap<string, ZoneEntry>;
  readonly rooms = new Map<string, Declared<RawRoom>>();
  readonly items = new Map<string, Declared<RawItem>>();
  readonly mobs = new Map<string, Declared<RawMob>>();
  readonly shops = new Map<string, Declared<RawShop>>();

  constructor(zones: ReadonlyMap<string, ZoneEntry>, problems: ProblemList) {
    this.problems = problems;
    this.zones = zones;
    for (const zone of zones.values()) {
      if (zone.raw === undefined) {
        problems.losses += 1;
        continue;
      }
      this.#declare(zone, zone.raw.rooms, this.rooms);
      this.#declare(zone, zone.raw.items, this.items);
      this.#declare(zone, zone.raw.mobs, this.mobs);
      this.#declare(zone, zone.raw.shops, this.shops);
    }
  }

  #declare<T>(zone: ZoneEntry, named: readonly Named<T>[], into: Map<string, Declared<T>>): void {
    for (const { id, at, value } of named) {
      const full = `${zone.id}:${id}`;
      into.set(full, { id: full, zone: zone.id, source: zone.source, at, value });
    }
  }

  of(kind: RefKind): ReadonlyMap<string, Declared<unknown>> {
    return kind === "room" ? this.rooms : kind === "item" ? this.items : this.mobs;
  }

  /**
   * The global id that a reference means, seen from `zone` (nothing = it must name a zone), or
   * nothing after reporting that there is no such thing.
   */
  resolve(
    kind: RefKind,
    zone: string | undefined,
    source: Source,
    ref: Located<string>,
  ): string | undefined {
    const short = !ref.value.includes(":");
    if (short && zone === undefined) {
      const hint = (): string | undefined => this.#endingIn(kind, ref.value);
      const message = `"${ref.value}" must name its zone, as zone:${ref.value}`;
      return this.#refuse(source, ref.at, message, hint);
    }
    const id = short ? `${zone}:${ref.value}` : ref.value;
    if (this.of(kind).has(id)) return id;
    const zoneId = id.slice(0, id.indexOf(":"));
    const target = this.zones.get(zoneId);
    if (target === undefined) {
      const hint = (): string | undefined => didYouMean(zoneId, this.zones.keys());
      return this.#refuse(source, ref.at, `there is no zone "${zoneId}" (for "${id}")`, hint);
    }
    if (target.raw === undefined) return undefined;
    const hint = (): string | undefined => this.#similar(kind, zone, id);
    return this.#refuse(source, ref.at, `there is no ${kind} "${id}"`, hint);
  }

  #refuse(source: Source, at: number, message: string, hint: () => string | undefined): undefined {
    this.problems.losses += 1;
    this.problems.error(source, at, message, hint);
    return undefined;
  }

  /** Words of the same zone first, then the same word elsewhere or among other kinds. */
  #similar(kind: RefKind, zone: string | undefined, id: string): string | undefined {
    const colon = id.indexOf(":");
    const zoneId = id.slice(0, colon);
    const word = id.slice(colon + 1);
    const words: string[] = [];
    for (const entry of this.of(kind).values()) {
      if (entry.zone === zoneId) words.push(entry.id.slice(colon + 1));
    }
    const near = didYouMean(word, words);
    if (near !== undefined) {
      return zoneId === zone ? near : near.replace('"', `"${zoneId}:`);
    }
    const other = (["room", "item", "mob"] as const).find((name) => this.of(name).has(id));
    if (other !== undefined) return `"${word}" is of kind ${other}, not ${kind}`;
    return this.#endingIn(kind, word);
  }

  #endingIn(kind: RefKind, word: string): string | undefined {
    for (const id of this.of(kind).keys()) {
      if (id.endsWith(`:${word}`)) return `did you mean "${id}"?`;
    }
    return undefined;
  }
}
