/**
 * Counting everything that exists, and comparing it with what the ledgers say came into being and
 * ceased to be. Works on running zones and on stored rows; both books are per item id, and "gold".
 */

import type { ItemState, PlayerState } from "../player-state.ts";
import type { Ledger } from "../state.ts";
import type { StoredZone } from "../stored-zone.ts";
import type { Zone } from "../zone.ts";

/** Item id (or "gold") → how many; keys with 0 are left out. */
export type Count = Map<string, number>;

const add = (count: Count, key: string, amount: number): void => {
  const sum = (count.get(key) ?? 0) + amount;
  if (sum === 0) count.delete(key);
  else count.set(key, sum);
};

/** Adds things with all that is in them. `uids` collects every uid, also a second time. */
export const countItems = (items: readonly ItemState[], count: Count, uids: string[]): void => {
  for (const item of items) {
    add(count, item.def, 1);
    uids.push(item.uid);
    add(count, "gold", item.gold ?? 0);
    countItems(item.contents ?? [], count, uids);
  }
};

export const countPlayer = (state: PlayerState, count: Count, uids: string[]): void => {
  add(count, "gold", state.gold + state.bankGold);
  countItems(state.inventory, count, uids);
  countItems(state.bankItems, count, uids);
  countItems(Object.values(state.equipment), count, uids);
};

export interface Census {
  readonly count: Count;
  /** Every uid found, sorted; one that is there twice is a duplicated thing. */
  readonly uids: readonly string[];
}

/** What exists in running zones: on players, on the ground, in mobs' hands. */
export const survey = (zones: Iterable<Zone>): Census => {
  const count: Count = new Map();
  const uids: string[] = [];
  for (const { state } of zones) {
    for (const player of state.players.values()) countPlayer(player.state, count, uids);
    for (const room of state.rooms.values()) countItems(room.items, count, uids);
    for (const mob of state.mobs.values()) countItems(mob.items, count, uids);
  }
  return { count, uids: uids.sort() };
};

/** The counts of `survey` alone. */
export const census = (zones: Iterable<Zone>): Count => survey(zones).count;

/** `survey` over stored rows, after JSON.parse. */
export const storedSurvey = (
  players: Iterable<PlayerState>,
  zones: Iterable<StoredZone>,
): Census => {
  const count: Count = new Map();
  const uids: string[] = [];
  for (const state of players) countPlayer(state, count, uids);
  for (const zone of zones) {
    for (const room of Object.values(zone.rooms)) countItems(room.items ?? [], count, uids);
  }
  return { count, uids: uids.sort() };
};

const balance = (ledgers: Iterable<Ledger>): Count => {
  const count: Count = new Map();
  for (const { minted, burned } of ledgers) {
    for (const [key, amount] of Object.entries(minted)) add(count, key, amount);
    for (const [key, amount] of Object.entries(burned)) add(count, key, -amount);
  }
  return count;
};

/** Minted less burned, over running zones. */
export const ledgerOf = (zones: Iterable<Zone>): Count =>
  balance([...zones].map((zone) => zone.state.ledger));

/** Minted less burned, over stored rows. */
export const storedLedger = (zones: Iterable<StoredZone>): Count =>
  balance([...zones].map((zone) => zone.ledger));

/** Things that exist more than once. */
export const duplicates = (found: Census): readonly string[] =>
  found.uids.filter((uid, index) => uid === found.uids[index - 1]);

/** For comparing and printing: `key amount` lines in order. */
export const countLines = (count: Count): readonly string[] =>
  [...count.entries()].map(([key, amount]) => `${key} ${amount}`).sort();
