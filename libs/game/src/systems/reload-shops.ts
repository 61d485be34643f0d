/** Shelves after new content. What stands on them is a count: the ledger has no part in it. */

import { sortedKeys } from "@ambon/kernel/canonical";
import type { ShopDef } from "@ambon/world/definition";
import type { ZoneContext } from "../context.ts";
import type { ShopState } from "../state.ts";
import { armShops } from "./shop.ts";

/** Own goods up to their new maximum; foreign goods stay while they are in the world. */
const clamp = (z: ZoneContext, shop: ShopDef, state: ShopState): ShopState["stock"] => {
  const stock: Record<string, number> = {};
  for (const item of Object.keys(state.stock).sort()) {
    if (!z.world.items.has(item)) continue;
    const pieces = state.stock[item] ?? 0;
    const goods = shop.stock.find((one) => one.item === item);
    const most = goods === undefined ? pieces : goods.max;
    if (goods !== undefined || pieces > 0) stock[item] = Math.min(pieces, most);
  }
  return stock;
};

export const refitShops = (z: ZoneContext): void => {
  const own = z.zoneDef?.shops ?? [];
  for (const id of sortedKeys(z.state.shops)) {
    const shop = own.includes(id) ? z.world.shops.get(id) : undefined;
    const state = z.state.shops.get(id);
    if (shop === undefined) z.mutations.drop(z.state.shops, id);
    else if (state !== undefined) {
      z.mutations.put(z.state.shops, id, { ...state, stock: clamp(z, shop, state) });
    }
  }
  for (const timer of z.timers()) {
    const { what } = timer;
    if (what.k === "restock" && !z.state.shops.has(what.shop)) z.cancel(timer.seq);
  }
  armShops(z);
};
