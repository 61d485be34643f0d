/**
 * Shops: their shelves and who keeps them.
 *
 * What stands on a shelf is a count, not a thing: buying mints a piece and burns the gold, selling
 * burns the piece and mints the gold. So shelves have no part in the sum of what exists.
 *
 * A piece of the shop's own goods comes back every `restockMs` while fewer than `max` are there;
 * `restocking` says for which goods that timer runs. What players sold stays until it is bought.
 */

import { sortedKeys } from "@ambon/kernel/canonical";
import type { ShopDef } from "@ambon/world/definition";
import type { ZoneContext } from "../context.ts";
import type { MobState, ShopState } from "../state.ts";

/** Pieces of one kind that a shelf holds at least, also of what players bring. */
const SHELF_PIECES = 10;
/** Kinds of foreign goods on a shelf; what is sold beyond that goes to the back room for good. */
const FOREIGN_KINDS = 20;

const NEVER_USED: ShopState = { stock: {}, restocking: [] };

/** The shop in a room. */
export const shopIn = (z: ZoneContext, room: string): ShopDef | undefined => {
  const ids = z.zoneDef?.shops ?? [];
  const id = ids.find((one) => z.world.shops.get(one)?.room === room);
  return id === undefined ? undefined : z.world.shops.get(id);
};

/** Its keeper, unless away or fighting: then the shop is closed. */
export const keeperOf = (z: ZoneContext, shop: ShopDef): MobState | undefined =>
  z
    .room(shop.room)
    .mobs.flatMap((id) => z.mob(id) ?? [])
    .find((mob) => mob.def === shop.keeper && mob.target === null);

const stateOf = (z: ZoneContext, shop: string): ShopState => z.state.shops.get(shop) ?? NEVER_USED;

const goodsOf = (shop: ShopDef, item: string): ShopDef["stock"][number] | undefined =>
  shop.stock.find((one) => one.item === item);

/** Pieces on the shelf; goods that nobody touched yet are complete. */
export const piecesOf = (z: ZoneContext, shop: ShopDef, item: string): number =>
  stateOf(z, shop.id).stock[item] ?? goodsOf(shop, item)?.max ?? 0;

/** Item ids on the shelf, the shop's own goods first, also when they are sold out. */
export const shelf = (z: ZoneContext, shop: ShopDef): readonly string[] => {
  const own = shop.stock.map((one) => one.item);
  const { stock } = stateOf(z, shop.id);
  const foreign = Object.keys(stock)
    .sort()
    .filter((item) => !own.includes(item) && (stock[item] ?? 0) > 0 && z.world.items.has(item));
  return [...own, ...foreign];
};

const write = (z: ZoneContext, shop: ShopDef, next: ShopState): void => {
  z.mutations.put(z.state.shops, shop.id, next);
  z.dirtyZone();
};

/** Arms the timer of goods that are short, unless it runs. */
const arm = (z: ZoneContext, shop: ShopDef, item: string): void => {
  const state = stateOf(z, shop.id);
  const goods = goodsOf(shop, item);
  if (goods === undefined || goods.restockMs <= 0 || state.restocking.includes(item)) return;
  if (piecesOf(z, shop, item) >= goods.max) return;
  z.after(goods.restockMs, { k: "restock", shop: shop.id, item });
  write(z, shop, { ...state, restocking: [...state.restocking, item].sort() });
};

const setPieces = (z: ZoneContext, shop: ShopDef, item: string, pieces: number): void => {
  const state = stateOf(z, shop.id);
  const { [item]: _old, ...others } = state.stock;
  const keep = pieces > 0 || goodsOf(shop, item) !== undefined;
  write(z, shop, { ...state, stock: keep ? { ...others, [item]: pieces } : others });
};

/** Off the shelf; the caller has looked whether there are as many. */
export const takeOffShelf = (z: ZoneContext, shop: ShopDef, item: string, pieces: number): void => {
  setPieces(z, shop, item, piecesOf(z, shop, item) - pieces);
  arm(z, shop, item);
};

/** Onto the shelf, while there is room; what finds none is gone. */
export const putOnShelf = (z: ZoneContext, shop: ShopDef, item: string): void => {
  const goods = goodsOf(shop, item);
  const pieces = piecesOf(z, shop, item);
  if (pieces >= Math.max(goods?.max ?? 0, SHELF_PIECES)) return;
  const foreign = shelf(z, shop).length - shop.stock.length;
  if (goods === undefined && pieces === 0 && foreign >= FOREIGN_KINDS) return;
  setPieces(z, shop, item, pieces + 1);
};

/** Timer: one piece comes back on the shelf. */
export const restock = (z: ZoneContext, id: string, item: string): void => {
  const state = z.state.shops.get(id);
  if (state === undefined) return;
  const left = { ...state, restocking: state.restocking.filter((one) => one !== item) };
  z.mutations.put(z.state.shops, id, left);
  const shop = z.world.shops.get(id);
  const goods = shop === undefined ? undefined : goodsOf(shop, item);
  if (shop === undefined || goods === undefined) return;
  const pieces = piecesOf(z, shop, item);
  if (pieces < goods.max) setPieces(z, shop, item, pieces + 1);
  arm(z, shop, item);
};

/** A shop as the store knew it: its timers begin anew. */
export const resumeShop = (z: ZoneContext, id: string, stock: ShopState["stock"]): void => {
  z.mutations.put(z.state.shops, id, { stock, restocking: [] });
  armShop(z, id);
};

/** Arms whatever is short and has no timer: after a start, and after new content. */
export const armShop = (z: ZoneContext, id: string): void => {
  const shop = z.world.shops.get(id);
  if (shop !== undefined) for (const goods of shop.stock) arm(z, shop, goods.item);
};

/** For `adaptToContent`: larger shelves begin to fill. */
export const armShops = (z: ZoneContext): void => {
  for (const id of sortedKeys(z.state.shops)) armShop(z, id);
};
