/**
 * What things cost. A charming customer pays less and gets more: one percent for each point of
 * charisma above ten, ten percent at most; below ten the other way round.
 */

import { divCeil, mulDiv, permilleOf } from "@ambon/kernel/fixed";
import type { ItemDef, ShopDef } from "@ambon/world/definition";
import type { ZoneContext } from "../context.ts";
import type { ItemState } from "../player-state.ts";
import type { PlayerEntity } from "../state.ts";
import { chargesOf } from "./consume.ts";

const BASE_CHARISMA = 10;
const PERMILLE_PER_POINT = 10;
const MOST_PERMILLE = 100;
const WHOLE = 1000;

/** In permille, −100 … 100. */
export const charm = (me: PlayerEntity): number => {
  const over = me.live.derived.attributes.charisma - BASE_CHARISMA;
  return Math.max(-MOST_PERMILLE, Math.min(MOST_PERMILLE, over * PERMILLE_PER_POINT));
};

/** Gold for one piece off the shelf; at least 1. */
export const priceFor = (shop: ShopDef, def: ItemDef, me: PlayerEntity): number => {
  const permille = shop.buyPermille * (WHOLE - charm(me));
  return Math.max(1, divCeil(def.value * permille, WHOLE * WHOLE));
};

/**
 * Gold that the keeper gives for a thing, 0 = worthless. A thing that is partly used up is worth
 * its share; and it is never more than the best customer pays, so that no trip between counter
 * and shelf makes money.
 */
export const offerFor = (
  z: ZoneContext,
  shop: ShopDef,
  item: ItemState,
  me: PlayerEntity,
): number => {
  const { value, use } = z.itemDef(item);
  const full = use?.charges ?? 0;
  const worth = full > 0 ? mulDiv(value, chargesOf(z, item), full) : value;
  if (worth === 0 || shop.sellPermille === 0) return 0;
  const offer = permilleOf(permilleOf(worth, shop.sellPermille), WHOLE + charm(me));
  const best = permilleOf(permilleOf(worth, shop.buyPermille), WHOLE - MOST_PERMILLE);
  return Math.max(1, Math.min(offer, best));
};
