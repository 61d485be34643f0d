/**
 * A character that comes from a file brings copies: the things of that name may still exist in the
 * world. So each thing gets a new uid, with all that is in it.
 */

import { sortedKeys } from "@ambon/kernel/canonical";
import type { Slot } from "@ambon/world/definition";
import type { ItemState, PlayerState } from "./player-state.ts";

/** The same character with the same things under new uids: `prefix/1`, `prefix/2` … */
export const withNewUids = (state: PlayerState, prefix: string): PlayerState => {
  let count = 0;
  const renewed = (item: ItemState): ItemState => {
    count += 1;
    const uid = `${prefix}/${count}`;
    const { contents } = item;
    return contents === undefined ? { ...item, uid } : { ...item, uid, contents: all(contents) };
  };
  const all = (items: readonly ItemState[]): readonly ItemState[] => items.map(renewed);
  const equipment: Partial<Record<Slot, ItemState>> = {};
  for (const slot of sortedKeys(new Map(Object.entries(state.equipment))) as Slot[]) {
    const item = state.equipment[slot];
    if (item !== undefined) equipment[slot] = renewed(item);
  }
  const inventory = all(state.inventory);
  return { ...state, equipment, inventory, bankItems: all(state.bankItems) };
};
