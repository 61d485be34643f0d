/** Shops, the bank, and trade between players. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { type ItemState, PLAYER_SCHEMA } from "../player-state.ts";
import { TestPlay, type TestPlayer } from "../testing/play.ts";
import { smallWorld } from "../testing/small-world.ts";
import { worldLibrary } from "../world-library.ts";
import { Zone } from "../zone.ts";

const things = (...defs: readonly string[]): ItemState[] =>
  defs.map((def, n) => ({ uid: `t/${n}`, def }));

const carried = (who: TestPlayer): string[] => who.state.inventory.map((item) => item.def);

/** A customer in the shop with some goods and 100 gold. */
const shopping = (
  inventory: readonly ItemState[] = [],
  charisma = 10,
): { play: TestPlay; mira: TestPlayer } => {
  const play = new TestPlay(smallWorld());
  const base = play.login("Base").state.attributes;
  const attributes = { ...base, charisma };
  const more = { room: "a:shop", fresh: false, gold: 100, inventory, attributes };
  return { play, mira: play.login("Mira", more) };
};

test("[GT15] list is a table of goods, price and stock", () => {
  const { mira } = shopping();
  const text = mira.types("list");
  assert.match(text, /For sale at Everything/);
  assert.match(text, /Goods +Price +Stock/);
  assert.match(text, /a loaf of bread +3 +3\n/);
  assert.match(text, /a leather cap +10 +1\n/);
  assert.match(text, /You have 100 gold\./);
  mira.types("buy cap");
  assert.match(mira.types("list"), /a leather cap +10 +sold out/);
});

test("[GT16] buying takes gold and stock, and refuses what is not there, paid or carried", () => {
  const { play, mira } = shopping();
  assert.match(mira.types("buy 2 bread"), /You buy a loaf of bread \(2\) for 6 gold\./);
  assert.deepEqual(carried(mira), ["a:bread", "a:bread"]);
  assert.equal(mira.state.gold, 94);
  assert.deepEqual(
    play.effects.filter((effect) => effect.e === "classA"),
    [{ e: "classA", parties: [mira.id] }],
  );
  assert.match(mira.types("buy 2 bread"), /There is only 1 left\./);
  assert.match(mira.types("buy 2.bread"), /The shopkeeper has no "2\.bread" for sale\. Try list\./);
  assert.match(mira.types("buy 0 bread"), /None at all/);
  mira.types("buy bread");
  assert.match(mira.types("buy bread"), /A loaf of bread is sold out\./);
  (mira.state as { gold: number }).gold = 9;
  assert.match(mira.types("buy cap"), /That costs 10 gold, and you have 9\./);
  (mira.state as { gold: number }).gold = 10;
  (mira.state as { inventory: unknown }).inventory = things(...Array(60).fill("a:tail"));
  assert.match(mira.types("buy cap"), /You cannot carry that much more\./);
  mira.types("e");
  assert.match(mira.types("buy cap"), /There is no shop here\./);
});

test("[GT17] goods come back one by one; what has no restock time does not", () => {
  const { play, mira } = shopping();
  mira.types("buy 3 bread");
  mira.types("buy cap");
  play.advance(29_000);
  assert.match(mira.types("list"), /bread +3 +sold out/);
  play.advance(2000);
  assert.match(mira.types("list"), /bread +3 +1\n/);
  play.advance(90_000);
  assert.match(mira.types("list"), /bread +3 +3\n/);
  assert.match(mira.types("list"), /cap +10 +sold out/);
  assert.deepEqual(play.zone("a").state.shops.get("a:shop")?.restocking, []);
});

test("[GT17] a shop that comes from the store goes on restocking", () => {
  const { play, mira } = shopping();
  mira.types("buy 3 bread");
  const old = play.zone("a");
  const stored = JSON.stringify(old.storedState());
  const next = Zone.create(worldLibrary(play.world), {
    zone: old.id,
    epoch: 2,
    seed: 1,
    nowMs: 0,
    stored,
  });
  assert.equal(next.state.shops.get("a:shop")?.stock["a:bread"], 0);
  next.step(0, [], 1000);
  next.step(31_000, [], 1000);
  assert.equal(next.state.shops.get("a:shop")?.stock["a:bread"], 1);
});

test("[GT18] value tells and sell pays the same; the piece stands on the shelf afterwards", () => {
  const { mira } = shopping(things("a:sword", "a:tail", "a:tail"));
  assert.match(
    mira.types("value sword"),
    /The shopkeeper would give you 10 gold for a short sword/,
  );
  assert.match(mira.types("sell sword"), /You sell a short sword for 10 gold\./);
  assert.match(mira.types("sell all.tail"), /You sell a rat tail \(2\) for 2 gold\./);
  assert.equal(mira.state.gold, 112);
  assert.deepEqual(carried(mira), []);
  assert.match(mira.types("list"), /a short sword +20 +1\n +a rat tail|a rat tail +2 +2\n/);
  assert.match(mira.types("buy sword"), /You buy a short sword for 20 gold\./);
  assert.doesNotMatch(mira.types("list"), /short sword/);
});

test("[GT19] the keeper refuses other kinds, full containers and worthless things", () => {
  const world = smallWorld();
  const shop = world.shops.get("a:shop");
  const key = world.items.get("a:key");
  assert.ok(shop !== undefined && key !== undefined);
  const bag: ItemState = { uid: "t/b", def: "a:bag", contents: things("a:coin") };
  const play = new TestPlay({
    ...world,
    shops: new Map([["a:shop", { ...shop, buys: ["thing", "key", "container"] }]]),
  });
  const mira = play.login("Mira", {
    room: "a:shop",
    fresh: false,
    inventory: [...things("a:key", "a:bread"), bag],
  });
  assert.match(mira.types("sell key"), /An iron key is worth nothing here/);
  assert.match(mira.types("sell bread"), /does not deal in things like a loaf of bread/);
  assert.match(mira.types("sell bag"), /Empty a cloth bag first/);
  assert.match(mira.types("sell all"), /Everything wants none of that/);
  assert.match(mira.types("value moon"), /You do not carry "moon"/);
  assert.equal(mira.state.inventory.length, 3);
});

test("[GT20] without its keeper, or while the keeper fights, a shop is closed", () => {
  const { play, mira } = shopping(things("a:sword"));
  const zone = play.zone("a");
  const keeper = [...zone.state.mobs.values()].find((mob) => mob.def === "a:keeper");
  assert.ok(keeper !== undefined);
  (keeper as { target: unknown }).target = { c: "player", id: mira.id };
  for (const line of ["list", "buy bread", "sell sword", "value sword"]) {
    assert.match(mira.types(line), /Everything is closed/);
  }
  (keeper as { target: unknown }).target = null;
  assert.match(mira.types("list"), /For sale/);
  (zone.state.rooms.get("a:shop") as { mobs: unknown }).mobs = [];
  assert.match(mira.types("list"), /Everything is closed/);
});

test("[GT21] charisma moves prices by one percent a point, ten at most, and never makes money", () => {
  const price = (charisma: number): string => {
    const { mira } = shopping(things("a:sword"), charisma);
    const listed = /leather cap +(\d+)/.exec(mira.types("list"))?.[1] ?? "";
    const offered = /give you (\d+) gold/.exec(mira.types("value sword"))?.[1] ?? "";
    return `${listed}/${offered}`;
  };
  assert.deepEqual([10, 20, 30, 1].map(price), ["10/10", "9/11", "9/11", "11/9"]);
  const world = smallWorld();
  const shop = world.shops.get("a:shop");
  assert.ok(shop !== undefined);
  const generous = { ...shop, sellPermille: 2000 };
  const play = new TestPlay({ ...world, shops: new Map([["a:shop", generous]]) });
  const mira = play.login("Mira", { room: "a:shop", inventory: things("a:sword"), fresh: false });
  assert.match(mira.types("value sword"), /18 gold/);
});

test("[GT22] a thing partly used up brings its share and does not stand on the shelf", () => {
  const world = smallWorld();
  const shop = world.shops.get("a:shop");
  const bread = world.items.get("a:bread");
  assert.ok(shop !== undefined && bread?.use !== undefined);
  const use = { ...bread.use, charges: 4 };
  const play = new TestPlay({
    ...world,
    items: new Map(world.items).set("a:bread", { ...bread, value: 40, use }),
    shops: new Map([["a:shop", { ...shop, buys: ["consumable"], stock: [] }]]),
  });
  const inventory = [{ uid: "t/1", def: "a:bread", charges: 1 }, ...things("a:bread")];
  const mira = play.login("Mira", { room: "a:shop", inventory, fresh: false });
  assert.match(mira.types("sell bread"), /for 5 gold/);
  assert.match(mira.types("list"), /nothing to sell/);
  assert.match(mira.types("sell bread"), /for 20 gold/);
  assert.match(mira.types("list"), /a loaf of bread +40 +1/);
});

test("[GT23] the bank keeps gold and things, only where there is a bank", () => {
  const play = new TestPlay(smallWorld());
  const mira = play.login("Mira");
  assert.match(
    mira.types("deposit 15"),
    /You deposit 15 gold\. You have 15 gold in the bank and 5/,
  );
  assert.match(mira.types("deposit 6 gold"), /You have only 5 gold with you/);
  assert.match(mira.types("withdraw 16"), /You have only 15 gold in the bank/);
  assert.match(mira.types("withdraw 5"), /10 gold in the bank and 10 with you/);
  mira.types("deposit all");
  assert.match(mira.types("balance"), /You have 20 gold in the bank and 0 with you/);
  mira.types("get all.coin");
  assert.match(mira.types("deposit all.coin"), /You hand over an old coin \(3\)/);
  assert.match(mira.types("bank"), /an old coin \(3\)/);
  assert.match(mira.types("bank withdraw coin"), /You get an old coin back/);
  assert.match(mira.types("bank deposit bread"), /You hand over a loaf of bread/);
  assert.match(mira.types("bank dance"), /Say bank, bank deposit/);
  assert.equal(mira.state.bankItems.length, 3);
  mira.types("n");
  for (const line of ["bank", "balance", "deposit coin", "withdraw all"]) {
    assert.match(mira.types(line), /There is no bank here/);
  }
});

test("[GT24] the bank keeps no more than BANK_ITEMS things", () => {
  const play = new TestPlay(smallWorld());
  const bankItems = things(...Array<string>(49).fill("a:tail"));
  const inventory = [
    { uid: "t/x", def: "a:coin" },
    { uid: "t/y", def: "a:coin" },
  ];
  const mira = play.login("Mira", { fresh: false, bankItems, inventory });
  assert.match(
    mira.types("deposit all.coin"),
    /You hand over an old coin for safe keeping\.\nThe bank keeps no more than 50 things/,
  );
  assert.deepEqual(carried(mira), ["a:coin"]);
  assert.equal(mira.state.bankItems.length, 50);
});

test("[GT25] while the store is away nothing changes hands", () => {
  const { play, mira } = shopping(things("a:sword"));
  const { zone } = { zone: play.zone("a") };
  play.post(zone.id, { i: "store", available: false });
  for (const line of ["buy bread", "sell sword", "give sword base", "deposit 5", "withdraw 5"]) {
    assert.match(mira.types(line), /memory is out of reach/);
  }
  mira.types("e");
  assert.match(mira.types("bank deposit sword"), /books are out of reach/);
  assert.deepEqual(carried(mira), ["a:sword"]);
  assert.equal(mira.state.gold, 100);
  assert.equal(mira.state.schema, PLAYER_SCHEMA);
});
