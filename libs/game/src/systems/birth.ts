/** A new character's first moment: full strength, and the starting kit is minted. */

import type { ZoneContext } from "../context.ts";
import type { PlayerEntity } from "../state.ts";
import { derive } from "./derive.ts";

/** What fits a slot is worn at once; the rest is carried. */
export const equipNewcomer = (z: ZoneContext, who: PlayerEntity): void => {
  const cls = z.world.classes.get(who.state.class);
  const equipment = { ...who.state.equipment };
  const inventory = [...who.state.inventory];
  for (const id of cls?.kit ?? []) {
    const item = z.mint(id);
    const { slot } = z.itemDef(item);
    if (slot !== undefined && equipment[slot] === undefined) equipment[slot] = item;
    else inventory.push(item);
  }
  z.setPlayer(who, "equipment", equipment);
  z.setPlayer(who, "inventory", inventory);
  z.setPlayer(who, "gold", who.state.gold + z.mintGold(cls?.gold ?? 0));
  z.setPlayer(who, "fresh", false);
  z.setLive(who, "derived", derive(z, who.state));
  z.setPlayer(who, "hp", who.live.derived.maxHp);
  z.setPlayer(who, "mana", who.live.derived.maxMana);
};
