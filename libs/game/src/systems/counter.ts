/** Over the counter: list, buy, value and sell. */

import { line, named, styled, table } from "@ambon/markup/build";
import type { Inline } from "@ambon/markup/tree";
import type { ItemDef, ShopDef } from "@ambon/world/definition";
import type { ZoneContext } from "../context.ts";
import { parseTarget, pick } from "../find.ts";
import { act, refuse, show, tell } from "../output.ts";
import type { ItemState } from "../player-state.ts";
import type { MobState, PlayerEntity } from "../state.ts";
import { changeGold, freeHands, giveItem } from "./carry.ts";
import { chargesOf } from "./consume.ts";
import { letGo, pay } from "./hands.ts";
import { capital, ItemName, itemName, MobName, playerName } from "./naming.ts";
import { offerFor, priceFor } from "./prices.ts";
import { keeperOf, piecesOf, putOnShelf, shelf, shopIn, takeOffShelf } from "./shop.ts";
import { isEmpty, isPile, meansMany, pickItems, saidItems } from "./targets.ts";

interface Counter {
  readonly shop: ShopDef;
  readonly keeper: MobState;
}

/** The open shop the player stands in; undefined after telling why there is none. */
const atCounter = (z: ZoneContext, me: PlayerEntity): Counter | undefined => {
  const shop = shopIn(z, me.state.room);
  if (shop === undefined) {
    refuse(z, me, "There is no shop here.");
    return undefined;
  }
  const keeper = keeperOf(z, shop);
  if (keeper === undefined) {
    refuse(z, me, `${shop.name} is closed: there is nobody to serve you just now.`);
    return undefined;
  }
  return { shop, keeper };
};

const goods = (z: ZoneContext, shop: ShopDef): readonly ItemDef[] =>
  shelf(z, shop).map((id) => z.itemDef(id));

/** `list`. */
export const listGoods = (z: ZoneContext, me: PlayerEntity): void => {
  const counter = atCounter(z, me);
  if (counter === undefined) return;
  const { shop } = counter;
  const rows = goods(z, shop).map((def): readonly (readonly Inline[])[] => {
    const pieces = piecesOf(z, shop, def.id);
    return [
      [named("item", def.name)],
      [styled("gold", String(priceFor(shop, def, me)))],
      [pieces === 0 ? "sold out" : String(pieces)],
      [def.minLevel > 1 ? String(def.minLevel) : ""],
    ];
  });
  const columns = [
    { label: "Goods" },
    { label: "Price", align: "right" },
    { label: "Stock", align: "right" },
    { label: "Level", align: "right" },
  ] as const;
  show(z, me, "item", [
    rows.length === 0
      ? line(`${shop.name} has nothing to sell.`)
      : table(`For sale at ${shop.name}`, columns, rows),
    line(`You have ${me.state.gold} gold.`),
  ]);
};

/** Why so many pieces cannot be bought; undefined = they can. */
const buyProblem = (
  z: ZoneContext,
  me: PlayerEntity,
  shop: ShopDef,
  def: ItemDef,
  count: number,
): string | undefined => {
  const pieces = piecesOf(z, shop, def.id);
  if (count < 1) return "None at all? Say how many.";
  if (pieces === 0) return `${capital(def.name)} is sold out.`;
  if (pieces < count) return `There ${pieces === 1 ? "is only 1" : `are only ${pieces}`} left.`;
  const cost = priceFor(shop, def, me) * count;
  if (cost > me.state.gold) return `That costs ${cost} gold, and you have ${me.state.gold}.`;
  return freeHands(me) < count ? "You cannot carry that much more." : undefined;
};

/** `buy bread`, `buy 3 bread`, `buy 2.sword`. */
export const buy = (z: ZoneContext, me: PlayerEntity, typed: string): void => {
  const counter = atCounter(z, me);
  if (counter === undefined) return;
  const { shop, keeper } = counter;
  const many = /^(\d{1,3})\s+(.+)$/.exec(typed.trim());
  const count = many === null ? 1 : Number(many[1]);
  const target = parseTarget(many?.[2] ?? typed);
  const one = { ...target, nth: Math.max(1, target.nth) };
  const [def] = pick(one, goods(z, shop), (good) => good.keywords);
  if (def === undefined) {
    return refuse(z, me, MobName(z, keeper), ` has no "${typed}" for sale. Try `, LIST, ".");
  }
  const problem = buyProblem(z, me, shop, def, count);
  if (problem !== undefined) return refuse(z, me, problem);
  const cost = priceFor(shop, def, me) * count;
  pay(z, me, cost);
  z.burnGold(cost);
  takeOffShelf(z, shop, def.id, count);
  const bought = Array.from({ length: count }, () => z.mint(def.id));
  for (const item of bought) giveItem(z, me, item);
  z.classA(me.state.id);
  const said = saidItems(z, bought);
  act(z, me, "item", {
    actor: ["You buy ", ...said, ` for ${cost} gold.`],
    rest: [playerName(me), " buys ", ...said, "."],
  });
};

const LIST = styled("key", "list");

/** Why the keeper will not have it; undefined = they will. */
const sellProblem = (
  z: ZoneContext,
  me: PlayerEntity,
  shop: ShopDef,
  item: ItemState,
): readonly Inline[] | undefined => {
  const { kind } = z.itemDef(item);
  if (isPile(item) || !shop.buys.includes(kind)) {
    return [`${shop.name} does not deal in things like `, itemName(z, item), "."];
  }
  if (!isEmpty(item)) return ["Empty ", itemName(z, item), " first."];
  if (offerFor(z, shop, item, me) === 0) return [ItemName(z, item), " is worth nothing here."];
  return undefined;
};

const sold = (z: ZoneContext, me: PlayerEntity, shop: ShopDef, item: ItemState): number => {
  const gold = offerFor(z, shop, item, me);
  const whole = chargesOf(z, item) === (z.itemDef(item).use?.charges ?? 0);
  letGo(z, me, item);
  z.burn(item);
  changeGold(z, me, z.mintGold(gold));
  if (whole && z.world.items.has(item.def)) putOnShelf(z, shop, item.def);
  return gold;
};

/** `sell tail`, `sell all.tail`. */
export const sell = (z: ZoneContext, me: PlayerEntity, typed: string): void => {
  const counter = atCounter(z, me);
  if (counter === undefined) return;
  const { shop } = counter;
  const found = pickItems(z, typed, me.state.inventory);
  const [first] = found;
  if (first === undefined) return refuse(z, me, `You do not carry "${typed}".`);
  const may = found.filter((item) => sellProblem(z, me, shop, item) === undefined);
  if (may.length === 0) {
    if (meansMany(typed) && found.length > 1) {
      return refuse(z, me, `${shop.name} wants none of that.`);
    }
    return refuse(z, me, ...(sellProblem(z, me, shop, first) ?? []));
  }
  const total = may.reduce((sum, item) => sum + sold(z, me, shop, item), 0);
  z.classA(me.state.id);
  const said = saidItems(z, may);
  act(z, me, "item", {
    actor: ["You sell ", ...said, ` for ${total} gold.`],
    rest: [playerName(me), " sells ", ...said, "."],
  });
};

/** `value tail`. */
export const appraise = (z: ZoneContext, me: PlayerEntity, typed: string): void => {
  const counter = atCounter(z, me);
  if (counter === undefined) return;
  const { shop, keeper } = counter;
  const [item] = pickItems(z, typed, me.state.inventory);
  if (item === undefined) return refuse(z, me, `You do not carry "${typed}".`);
  const problem = sellProblem(z, me, shop, item);
  if (problem !== undefined) return refuse(z, me, ...problem);
  const gold = offerFor(z, shop, item, me);
  tell(
    z,
    me,
    "item",
    MobName(z, keeper),
    ` would give you ${gold} gold for `,
    itemName(z, item),
    ".",
  );
};
