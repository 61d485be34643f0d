/** The paper doll: every place of the body, with what is worn there or nothing. */

import type { ItemEntry } from "@ambon/data/packages";
import { SLOTS } from "@ambon/world/definition";

export interface DollPlace {
  readonly slot: string;
  readonly item: ItemEntry | null;
}

/** In the order of the body, from the head down; places this page does not know come last. */
export const dollOf = (inventory: readonly ItemEntry[]): readonly DollPlace[] => {
  const worn = inventory.filter(({ slot }) => slot !== undefined);
  const known = SLOTS.flatMap((slot): readonly DollPlace[] => {
    const here = worn.filter((item) => item.slot === slot);
    return here.length === 0 ? [{ slot, item: null }] : here.map((item) => ({ slot, item }));
  });
  const slots: ReadonlySet<string> = new Set(SLOTS);
  const others = worn.filter(({ slot }) => !slots.has(slot ?? ""));
  return [...known, ...others.map((item) => ({ slot: item.slot ?? "", item }))];
};

/** "Free: neck, hands." */
export const freeText = (places: readonly DollPlace[]): string => {
  const free = places.filter(({ item }) => item === null).map(({ slot }) => slot);
  return free.length === 0 ? "Nothing is free." : `Free: ${free.join(", ")}.`;
};
