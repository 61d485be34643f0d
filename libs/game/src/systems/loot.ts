/** Emptying corpses without being asked twice (the setting `autoLoot`). */

import type { ZoneContext } from "../context.ts";
import { tell } from "../output.ts";
import type { ItemState } from "../player-state.ts";
import type { PlayerEntity } from "../state.ts";
import { changeGold, replaceItem } from "./carry.ts";
import { tellFull, thatFit } from "./ground.ts";
import { receive } from "./hands.ts";
import { itemName } from "./naming.ts";
import { saidItems } from "./targets.ts";

/** Takes gold and as many things as fit from a corpse that lies in the player's room. */
export const lootCorpse = (z: ZoneContext, who: PlayerEntity, corpse: ItemState): void => {
  const gold = corpse.gold ?? 0;
  const things = corpse.contents ?? [];
  const fits = thatFit(who, things);
  if (gold > 0 || fits.length > 0) {
    const rest = things.filter((thing) => !fits.includes(thing));
    replaceItem(z, who, corpse, { ...corpse, gold: 0, contents: rest });
    if (gold > 0) changeGold(z, who, gold);
    for (const thing of fits) receive(z, who, thing);
    tell(
      z,
      who,
      "item",
      "You take ",
      ...saidItems(z, fits, gold),
      " from ",
      itemName(z, corpse),
      ".",
    );
  }
  tellFull(z, who, things.length - fits.length);
};
