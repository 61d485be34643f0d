/** Declared shops -> ShopDefs: a keeper who is there, prices that cannot be milked. */
import { ownRoom } from "./build-zone.ts";
import type { Catalogue, Declared } from "./catalogue.ts";
import type { ItemDef, ShopDef, ZoneDef } from "./definition.ts";
import { refuseFixed } from "./refuse-fixed.ts";
import type { RawShop } from "./zone-schema.ts";

const SELL_PERMILLE = 500;

/** Builds every shop that was decoded, in file order; problems go to the catalogue's list. */
export function buildShops(
  catalogue: Catalogue,
  zones: ReadonlyMap<string, ZoneDef>,
  items: ReadonlyMap<string, ItemDef>,
): Map<string, ShopDef> {
  const shops = new Map<string, ShopDef>();
  const byRoom = new Map<string, string>();
  for (const shop of catalogue.shops.values()) {
    if (shop.value === undefined) continue;
    const built = buildShop(catalogue, shop, shop.value, items);
    if (built === undefined) continue;
    const other = byRoom.get(built.room);
    if (other === undefined) byRoom.set(built.room, shop.id);
    else {
      const message = `room "${built.room}" has shop "${other}" already`;
      catalogue.problems.error(shop.source, shop.value.room.at, message, "one shop a room");
    }
    checkKeeper(catalogue, shop, shop.value, built, zones);
    shops.set(shop.id, built);
  }
  return shops;
}

function buildShop(
  catalogue: Catalogue,
  shop: Declared<RawShop>,
  raw: RawShop,
  items: ReadonlyMap<string, ItemDef>,
): ShopDef | undefined {
  const { source } = shop;
  const room = ownRoom(catalogue, shop.zone, source, raw.room);
  const keeper = catalogue.resolve("mob", shop.zone, source, raw.keeper);
  const stock = raw.stock.flatMap(({ item, max, restock }) => {
    const id = catalogue.resolve("item", shop.zone, source, item);
    if (id === undefined) return [];
    refuseFixed(catalogue, source, item.at, items.get(id), "be sold");
    return [{ item: id, max, restockMs: restock }];
  });
  const sellPermille = raw.sell?.value ?? SELL_PERMILLE;
  if (sellPermille > raw.buy) {
    const message = `shop "${shop.id}" pays players more than it asks from them`;
    const hint = `sell must be at most ${raw.buy / 10}%`;
    catalogue.problems.error(source, raw.sell?.at ?? shop.at, message, hint);
  }
  if (room === undefined || keeper === undefined) return undefined;
  return {
    id: shop.id,
    name: raw.name,
    room,
    keeper,
    stock,
    buyPermille: raw.buy,
    sellPermille,
    buys: raw.buys,
  };
}

function checkKeeper(
  catalogue: Catalogue,
  shop: Declared<RawShop>,
  raw: RawShop,
  built: ShopDef,
  zones: ReadonlyMap<string, ZoneDef>,
): void {
  if (!built.keeper.startsWith(`${shop.zone}:`)) {
    const message = `keeper "${built.keeper}" is a mob of another zone`;
    catalogue.problems.error(shop.source, raw.keeper.at, message, "define a keeper in this file");
    return;
  }
  const spawns = zones.get(shop.zone)?.spawns ?? [];
  if (spawns.some(({ mob, room }) => mob === built.keeper && room === built.room)) return;
  const message = `keeper "${built.keeper}" does not appear in room "${built.room}"`;
  const hint = "add it to spawns, or the shop stays closed";
  catalogue.problems.warning(shop.source, raw.keeper.at, message, hint);
}
