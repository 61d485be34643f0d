/** How things and people are called in sentences. */

import { named } from "@ambon/markup/build";
import type { Inline } from "@ambon/markup/tree";
import type { ZoneContext } from "../context.ts";
import type { ItemState } from "../player-state.ts";
import type { MobState, PlayerEntity } from "../state.ts";

export const playerName = (who: PlayerEntity): Inline => named("player", who.state.name);

export const mobName = (z: ZoneContext, mob: MobState): Inline => named("mob", z.mobDef(mob).name);

/** First letter large, for the beginning of a sentence. */
export const capital = (name: string): string => name.charAt(0).toUpperCase() + name.slice(1);

export const MobName = (z: ZoneContext, mob: MobState): Inline =>
  named("mob", capital(z.mobDef(mob).name));

export const itemLabel = (z: ZoneContext, item: ItemState): string =>
  item.label ?? z.itemDef(item).name;

export const itemName = (z: ZoneContext, item: ItemState): Inline =>
  named("item", itemLabel(z, item));

export const ItemName = (z: ZoneContext, item: ItemState): Inline =>
  named("item", capital(itemLabel(z, item)));

export const itemKeywords = (z: ZoneContext, item: ItemState): readonly string[] => {
  const { keywords } = z.itemDef(item);
  return item.label === undefined ? keywords : [...keywords, ...item.label.split(" ")];
};

/** "a rat", "3 × a rat": equal names are counted, in order of first appearance. */
export const counted = <T>(
  things: readonly T[],
  nameOf: (thing: T) => string,
  toInline: (thing: T) => Inline,
): readonly (readonly Inline[])[] => {
  const groups = new Map<string, { first: T; count: number }>();
  for (const thing of things) {
    const name = nameOf(thing);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, { first: thing, count: 1 });
    else group.count += 1;
  }
  return [...groups.values()].map(({ first, count }) =>
    count === 1 ? [toInline(first)] : [toInline(first), ` (${count})`],
  );
};

/** In words, so that it reads well aloud: from "in perfect health" to "at death's door". */
export const condition = (sharePermille: number): string => {
  if (sharePermille >= 1000) return "in perfect health";
  if (sharePermille >= 850) return "scratched";
  if (sharePermille >= 600) return "hurt";
  if (sharePermille >= 350) return "badly hurt";
  if (sharePermille >= 150) return "barely standing";
  return "at death's door";
};
