/**
 * What passes through a player's hands. All commands take and give through here, so that gold
 * goes into the purse and an open trade notices when something it is about changes.
 */

import { TOUCH, type ZoneContext } from "../context.ts";
import type { ItemState } from "../player-state.ts";
import type { PlayerEntity } from "../state.ts";
import { changeGold, giveItem, replaceItem, takeItem } from "./carry.ts";
import { isPile } from "./targets.ts";
import { noticeChanged } from "./trade.ts";

/** Into the player's hands, gold into the purse; the caller has looked at `freeHands`. */
export const receive = (z: ZoneContext, who: PlayerEntity, item: ItemState): void => {
  if (!isPile(item)) return giveItem(z, who, item);
  changeGold(z, who, item.gold ?? 0);
  z.burn({ ...item, gold: 0 });
};

/** Out of the player's hands; the caller puts it somewhere or burns it. */
export const letGo = (z: ZoneContext, who: PlayerEntity, item: ItemState): void => {
  takeItem(z, who, item);
  noticeChanged(z, who, item.uid);
};

/** The same thing in another state: fewer charges, other contents. */
export const change = (
  z: ZoneContext,
  who: PlayerEntity,
  old: ItemState,
  next: ItemState,
): void => {
  replaceItem(z, who, old, next);
  noticeChanged(z, who, old.uid);
};

/** The purse pays; the caller has looked whether it can, and accounts for the other side. */
export const pay = (z: ZoneContext, who: PlayerEntity, amount: number): void => {
  changeGold(z, who, -amount);
  z.touch(who, TOUCH.status);
};

/** A list with gold added to its pile; a new pile is minted when there is none. */
export const withGold = (
  z: ZoneContext,
  items: readonly ItemState[],
  amount: number,
): readonly ItemState[] => {
  const pile = items.find(isPile);
  if (pile === undefined) return [...items, pileOf(z, amount)];
  const gold = (pile.gold ?? 0) + amount;
  return items.map((item) => (item === pile ? { ...pile, gold, label: pileLabel(gold) } : item));
};

/** A pile less `amount`; undefined when nothing is left of it. */
export const lessGold = (pile: ItemState, amount: number): ItemState | undefined => {
  const gold = (pile.gold ?? 0) - amount;
  return gold <= 0 ? undefined : { ...pile, gold, label: pileLabel(gold) };
};

const pileLabel = (gold: number): string =>
  gold === 1 ? "a single gold piece" : `a pile of ${gold} gold pieces`;

const pileOf = (z: ZoneContext, gold: number): ItemState =>
  z.mint("@gold", { gold, label: pileLabel(gold) });
