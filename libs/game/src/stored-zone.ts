/**
 * The zone's own row: what must survive a crash although no player carries it. Mobs come back by
 * themselves, but what a scavenger holds is value: it is stored as lying where the mob stands.
 */

import { sortedKeys } from "@ambon/kernel/canonical";
import type { Direction } from "@ambon/world/definition";
import type { ZoneContext } from "./context.ts";
import type { GroupView } from "./message.ts";
import type { ItemState } from "./player-state.ts";
import type { DoorState, Ledger, ShopState } from "./state.ts";
import { allGroups, keepGroup } from "./systems/groups-table.ts";
import { resumeShop } from "./systems/shop.ts";
import { armDecay } from "./systems/spawn.ts";

export const STORED_ZONE_SCHEMA = 2;

export interface StoredRoom {
  readonly items?: readonly ItemState[];
  readonly doors?: Readonly<Partial<Record<Direction, DoorState>>>;
}

export interface StoredZone {
  readonly schema: number;
  readonly rooms: Readonly<Record<string, StoredRoom>>;
  readonly shops: Readonly<Record<string, ShopState>>;
  readonly ledger: Ledger;
  /** Of `@commons`; no other zone has any. */
  readonly groups: readonly GroupView[];
}

const groundOf = (z: ZoneContext): Map<string, ItemState[]> => {
  const ground = new Map<string, ItemState[]>();
  const add = (room: string, items: readonly ItemState[]): void => {
    if (items.length > 0) ground.set(room, [...(ground.get(room) ?? []), ...items]);
  };
  for (const id of sortedKeys(z.state.rooms)) add(id, z.room(id).items);
  for (const id of sortedKeys(z.state.mobs)) {
    const mob = z.mob(id);
    if (mob !== undefined) add(mob.room, mob.items);
  }
  return ground;
};

/** Plain data, independent of the zone's further steps as far as lists go. */
export const storedZone = (z: ZoneContext): StoredZone => {
  const rooms: Record<string, StoredRoom> = {};
  for (const [id, items] of groundOf(z)) rooms[id] = { items };
  for (const id of sortedKeys(z.state.rooms)) {
    const { doors } = z.room(id);
    if (Object.keys(doors).length > 0) rooms[id] = { ...rooms[id], doors };
  }
  const shops: Record<string, ShopState> = {};
  for (const id of sortedKeys(z.state.shops)) {
    const shop = z.state.shops.get(id);
    if (shop !== undefined) shops[id] = shop;
  }
  const { ledger } = z.state;
  return { schema: STORED_ZONE_SCHEMA, rooms, shops, ledger, groups: allGroups(z) };
};

/** Puts back what `storedZone` told; rooms that content no longer has are skipped by the caller. */
export const readStored = (z: ZoneContext, text: string): void => {
  const stored = JSON.parse(text) as StoredZone;
  for (const id of Object.keys(stored.rooms).sort()) {
    if (!z.world.rooms.has(id)) continue;
    const room = stored.rooms[id];
    if (room?.items !== undefined) z.setRoom(id, "items", room.items);
    for (const item of room?.items ?? []) armDecay(z, id, item);
    for (const way of Object.keys(room?.doors ?? {}).sort() as Direction[]) {
      z.setRoom(id, "doors", { ...z.room(id).doors, [way]: room?.doors?.[way] });
      z.after(1, { k: "doorReset", room: id, direction: way });
    }
  }
  for (const id of Object.keys(stored.shops).sort()) {
    const shop = stored.shops[id];
    if (shop !== undefined) resumeShop(z, id, shop.stock);
  }
  for (const group of stored.groups) keepGroup(z, group);
  z.mutations.set(z.state, "ledger", {
    minted: { ...stored.ledger.minted },
    burned: { ...stored.ledger.burned },
  });
};
