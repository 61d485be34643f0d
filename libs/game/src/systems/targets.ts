/**
 * Which things a player means: `sword`, `2.sword`, `all`, `all.coin`, `3 bread`, `10 gold`.
 * And how several things are told in one sentence.
 */

import { series } from "@ambon/markup/build";
import type { Inline } from "@ambon/markup/tree";
import type { ZoneContext } from "../context.ts";
import { parseTarget, pick, pickOne } from "../find.ts";
import { GOLD_DEF } from "../item-defs.ts";
import { CORPSE_DEF, type ItemState } from "../player-state.ts";
import type { PlayerEntity } from "../state.ts";
import { counted, itemKeywords, itemLabel, itemName } from "./naming.ts";

/** More gold than anybody names in earnest; larger numbers count as this. */
const MOST_GOLD = 1_000_000_000;

const GOLD = /^(?:(\d{1,12}|all)\s+)?(?:gold|coins|gold coins?|gold pieces?|pieces? of gold)$/i;

/** How much gold is meant; "some" = no amount was named, undefined = the words mean no gold. */
export const parseGold = (typed: string): number | "all" | "some" | undefined => {
  const match = GOLD.exec(typed.trim());
  if (match === null) return undefined;
  const [, amount] = match;
  if (amount === undefined) return "some";
  return amount.toLowerCase() === "all" ? "all" : Math.min(Number(amount), MOST_GOLD);
};

/**
 * The amount a player parts with, or a sentence why not. `have` is what there is of it; `where`
 * completes "You have only 3 gold …".
 */
export const goldToGive = (
  wanted: number | "all" | "some",
  have: number,
  where = "",
): number | string => {
  if (wanted === "some") return "How much gold? Name an amount, or say all gold.";
  if (have === 0) return `You have no gold${where}.`;
  if (wanted === 0) return "None at all? Name an amount.";
  if (wanted === "all") return have;
  return wanted > have ? `You have only ${have} gold${where}.` : wanted;
};

/** The things meant, in order, out of `items`; `3 bread` means the first three. */
export const pickItems = (
  z: ZoneContext,
  typed: string,
  items: readonly ItemState[],
): ItemState[] => {
  const some = /^(\d{1,3})\s+(.+)$/.exec(typed.trim());
  const keywords = (item: ItemState): readonly string[] => itemKeywords(z, item);
  if (some?.[1] === undefined || some[2] === undefined) {
    return pick(parseTarget(typed), items, keywords);
  }
  return pick(parseTarget(`all.${some[2]}`), items, keywords).slice(0, Number(some[1]));
};

/** True when the player asked for everything there is, so that what cannot be had is skipped. */
export const meansMany = (typed: string): boolean => /^all(?:\.|$)/i.test(typed.trim());

export const isCorpse = (item: ItemState): boolean => item.def === CORPSE_DEF;

export const isPile = (item: ItemState): boolean => item.def === GOLD_DEF;

/** Carried, then lying here. */
export const withinReach = (z: ZoneContext, me: PlayerEntity): readonly ItemState[] => [
  ...me.state.inventory,
  ...z.room(me.state.room).items,
];

export const isEmpty = (box: ItemState): boolean =>
  (box.contents ?? []).length === 0 && (box.gold ?? 0) === 0;

/**
 * The container meant. Without a number a full one comes before an empty one, so that
 * `get all from corpse` finds the fresh corpse among looted ones.
 */
export const findContainer = (
  z: ZoneContext,
  me: PlayerEntity,
  typed: string,
): ItemState | undefined => {
  const boxes = withinReach(z, me).filter((item) => z.itemDef(item).container !== undefined);
  const keywords = (item: ItemState): readonly string[] => itemKeywords(z, item);
  if (/^\d/.test(typed.trim())) return pickOne(typed, boxes, keywords);
  const named = boxes.filter((box) => pickOne(typed, [box], keywords) !== undefined);
  const full = named.filter((box) => !isEmpty(box));
  return pickOne(typed, full, keywords) ?? pickOne(typed, named, keywords);
};

/** "a rat tail, a coin (3) and 5 gold". */
export const saidItems = (
  z: ZoneContext,
  items: readonly ItemState[],
  gold = 0,
): readonly Inline[] => {
  const groups = counted(
    items,
    (item) => itemLabel(z, item),
    (item) => itemName(z, item),
  ).map((kids): Inline => ({ t: "style", style: "value", kids }));
  if (gold > 0) groups.push({ t: "style", style: "gold", kids: [`${gold} gold`] });
  return series(groups);
};
