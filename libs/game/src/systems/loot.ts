/** Emptying corpses. */

import { line, list, styled } from "@ambon/markup/build";
import type { Inline } from "@ambon/markup/tree";
import type { ZoneContext } from "../context.ts";
import { show } from "../output.ts";
import type { ItemState } from "../player-state.ts";
import type { PlayerEntity } from "../state.ts";
import { changeGold, freeHands, giveItem, replaceItem } from "./carry.ts";
import { itemName } from "./naming.ts";

/** Takes gold and as many things as fit from a corpse that lies in the player's room. */
export const lootCorpse = (z: ZoneContext, who: PlayerEntity, corpse: ItemState): void => {
  const gold = corpse.gold ?? 0;
  const things = corpse.contents ?? [];
  const fits = things.slice(0, freeHands(who));
  if (gold === 0 && fits.length === 0) return;
  replaceItem(z, who, corpse, { ...corpse, gold: 0, contents: things.slice(fits.length) });
  if (gold > 0) changeGold(z, who, gold);
  for (const thing of fits) giveItem(z, who, thing);
  const rows: (readonly Inline[])[] = fits.map((thing) => [itemName(z, thing)]);
  if (gold > 0) rows.push([styled("gold", `${gold} gold`)]);
  show(z, who, "item", [line("You loot ", itemName(z, corpse), "."), list("You take:", rows)]);
};
