/** Walks stored rows: is everything there that came into being, once, and nothing else? */

import { CORPSE_DEF, type ItemState, type PlayerState } from "@ambon/game/player-state";
import type { StoredZone } from "@ambon/game/stored-zone";
import { countLines, duplicates, storedLedger, storedSurvey } from "@ambon/game/testing/census";
import type { AggregateRow, AggregateStore } from "@ambon/persistence/store";

const PAGE = 500;

export type StoredRow = Pick<AggregateRow, "kind" | "id" | "name" | "state" | "owner">;

export interface Audit {
  /** Sentences about what is wrong; none = all is well. */
  readonly problems: readonly string[];
  /** Things that exist, and gold. */
  readonly things: number;
  readonly gold: number;
}

/** The rows of all kinds that hold things or gold. */
export const rowsOf = async (store: AggregateStore): Promise<readonly StoredRow[]> => {
  const rows: StoredRow[] = [];
  for (const kind of ["player", "zone", "document"] as const) {
    for (const { id } of await store.list(kind, null, PAGE)) {
      const row = await store.read({ kind, id });
      if (row === undefined) throw new Error(`${kind} ${id} is listed and cannot be read`);
      rows.push(row);
    }
  }
  return rows;
};

/** Rows of kind player, read. */
export const playersIn = (rows: Iterable<StoredRow>): readonly PlayerState[] =>
  [...rows]
    .filter(({ kind }) => kind === "player")
    .map(({ state }) => JSON.parse(state) as PlayerState);

/** Counts all rows against the ledgers in them. */
export const audit = (rows: Iterable<StoredRow>): Audit => {
  const all = [...rows];
  const players = playersIn(all);
  const zones = all
    .filter(({ kind }) => kind !== "player")
    .map(({ state }) => JSON.parse(state) as Partial<StoredZone>)
    // A zone that was claimed and never saved has nothing yet.
    .filter((zone): zone is StoredZone => zone.ledger !== undefined);
  const found = storedSurvey(players, zones);
  const counted = countLines(found.count);
  const booked = countLines(storedLedger(zones));
  const problems = [
    ...counted.filter((line) => !booked.includes(line)).map((line) => `rows hold ${line}`),
    ...booked.filter((line) => !counted.includes(line)).map((line) => `ledgers say ${line}`),
    ...duplicates(found).map((uid) => `${uid} is there twice`),
    ...players.flatMap(({ name, gold, bankGold }) =>
      gold < 0 || bankGold < 0 ? [`${name} has less than nothing`] : [],
    ),
  ];
  return { problems, things: found.uids.length, gold: found.count.get("gold") ?? 0 };
};

/** How many things lie in a zone that they were not made in. */
export const thingsBrought = (rows: Iterable<StoredRow>): number => {
  const zones = [...rows].filter(({ kind }) => kind === "zone");
  return zones.reduce((sum, { id, state }) => {
    const { rooms = {} } = JSON.parse(state) as Partial<StoredZone>;
    const lying = Object.values(rooms).flatMap(({ items = [] }) => items);
    return sum + lying.filter(({ uid }) => !uid.startsWith(`${id}/`)).length;
  }, 0);
};

/** Where stored things are: who never crashed with one in a corpse has proved nothing of that. */
export const THING_PLACES = ["carried", "worn", "banked", "boxed", "lying", "in a corpse"] as const;
export type ThingPlace = (typeof THING_PLACES)[number];

const countInto = (
  counts: Map<ThingPlace, number>,
  place: ThingPlace,
  items: readonly ItemState[],
): void => {
  for (const { def, contents = [] } of items) {
    const isCorpse = def === CORPSE_DEF;
    if (!isCorpse) counts.set(place, (counts.get(place) ?? 0) + 1);
    countInto(counts, isCorpse ? "in a corpse" : "boxed", contents);
  }
};

/** Adds what the rows hold, by place; things in a corpse that somebody carries are in a corpse. */
export const countPlaces = (rows: Iterable<StoredRow>, counts: Map<ThingPlace, number>): void => {
  const all = [...rows];
  for (const { inventory, equipment, bankItems } of playersIn(all)) {
    countInto(counts, "carried", inventory);
    countInto(counts, "worn", Object.values(equipment));
    countInto(counts, "banked", bankItems);
  }
  for (const { kind, state } of all) {
    if (kind === "player") continue;
    const { rooms = {} } = JSON.parse(state) as Partial<StoredZone>;
    for (const { items = [] } of Object.values(rooms)) countInto(counts, "lying", items);
  }
};
