/** Moving things and gold between hands, ground and boxes: the only places that do it. */

import { assert } from "@ambon/kernel/assert";
import { limitsWith } from "@ambon/kernel/limits";
import { TOUCH, type ZoneContext } from "../context.ts";
import type { ItemState } from "../player-state.ts";
import type { PlayerEntity } from "../state.ts";
import { noticeTaken } from "./spawn.ts";

const LIMITS = limitsWith();

/** Pieces that still fit into a player's hands. */
export const freeHands = (who: PlayerEntity): number =>
  Math.max(0, LIMITS.INVENTORY_ITEMS - who.state.inventory.length);

/** Pieces that still fit on a room's ground. */
export const freeGround = (z: ZoneContext, room: string): number =>
  Math.max(0, LIMITS.ROOM_ITEMS - z.room(room).items.length);

/** Into the player's hands; the caller has looked at `freeHands`. */
export const giveItem = (z: ZoneContext, who: PlayerEntity, item: ItemState): void => {
  z.setPlayer(who, "inventory", [...who.state.inventory, item]);
  z.touch(who, TOUCH.inventory);
};

/** Out of the player's hands; the caller puts it somewhere or burns it. */
export const takeItem = (z: ZoneContext, who: PlayerEntity, item: ItemState): void => {
  assert(who.state.inventory.includes(item), `${item.uid} is not carried`);
  z.setPlayer(
    who,
    "inventory",
    who.state.inventory.filter((one) => one !== item),
  );
  z.touch(who, TOUCH.inventory);
};

export const dropOnGround = (z: ZoneContext, room: string, item: ItemState): void => {
  z.setRoom(room, "items", [...z.room(room).items, item]);
  z.touchRoom(room, TOUCH.roomItems);
};

/** Off the ground; placements of it may refill later. */
export const takeFromGround = (z: ZoneContext, room: string, item: ItemState): void => {
  const { items } = z.room(room);
  assert(items.includes(item), `${item.uid} does not lie in ${room}`);
  z.setRoom(
    room,
    "items",
    items.filter((one) => one !== item),
  );
  z.touchRoom(room, TOUCH.roomItems);
  noticeTaken(z, room, item.def);
};

/** Puts a changed version of a carried or lying thing in the place of the old one. */
export const replaceItem = (
  z: ZoneContext,
  who: PlayerEntity,
  old: ItemState,
  next: ItemState,
): void => {
  const swap = (items: readonly ItemState[]): readonly ItemState[] =>
    items.map((item) => (item === old ? next : item));
  if (who.state.inventory.includes(old)) {
    z.setPlayer(who, "inventory", swap(who.state.inventory));
    return z.touch(who, TOUCH.inventory);
  }
  const { room } = who.state;
  assert(z.room(room).items.includes(old), `${old.uid} is not within reach`);
  z.setRoom(room, "items", swap(z.room(room).items));
  z.touchRoom(room, TOUCH.roomItems);
};

/** `amount` may be negative; never below zero. The caller accounts for the other side. */
export const changeGold = (z: ZoneContext, who: PlayerEntity, amount: number): void => {
  const gold = who.state.gold + amount;
  assert(gold >= 0, "gold below zero");
  z.setPlayer(who, "gold", gold);
  z.touch(who, TOUCH.status | TOUCH.worth);
};
