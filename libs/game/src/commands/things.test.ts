/** Handling things, as players type it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { TestPlay, type TestPlayer } from "../testing/play.ts";
import { smallWorld } from "../testing/small-world.ts";

const begin = (): { play: TestPlay; mira: TestPlayer } => {
  const play = new TestPlay(smallWorld());
  return { play, mira: play.login("Mira") };
};

const carried = (who: TestPlayer): string[] => who.state.inventory.map((item) => item.def);

/** Mira stands in the open vault with the key. */
const inVault = (): { play: TestPlay; mira: TestPlayer } => {
  const { play, mira } = begin();
  for (const line of ["n", "get key", "s", "unlock door", "open door", "e"]) mira.types(line);
  assert.equal(mira.state.room, "a:vault");
  return { play, mira };
};

test("[GT1] get takes one, the second, all of a kind, or all that lies here", () => {
  const { play, mira } = begin();
  const coins = play
    .zone("a")
    .state.rooms.get("a:hall")
    ?.items.filter((i) => i.def === "a:coin");
  assert.match(mira.types("get 2.coin"), /You pick up an old coin\./);
  assert.equal(mira.state.inventory.at(-1)?.uid, coins?.[1]?.uid);
  assert.match(mira.types("take all.coin"), /You pick up an old coin \(2\)\./);
  assert.match(mira.types("pick up cloth bag"), /You pick up a cloth bag\./);
  assert.match(mira.types("get all"), /nothing here to take/);
  assert.match(mira.types("get moon"), /There is no "moon" here/);
  assert.deepEqual(carried(mira), ["a:bread", "a:coin", "a:coin", "a:coin", "a:bag"]);
});

test("[GT1] others see it, once and by name", () => {
  const { play, mira } = begin();
  const tom = play.login("Tom");
  mira.types("get all.coin");
  assert.equal(tom.reads(), "Mira picks up an old coin (3).");
});

test("[GT2] what is fixed or belongs to somebody else cannot be taken", () => {
  const { play, mira } = inVault();
  assert.match(mira.types("get chest"), /An oak chest cannot be taken\./);
  const zone = play.zone("a");
  const room = zone.state.rooms.get("a:vault") as { items: unknown };
  room.items = [
    { uid: "t/1", def: "a:coin", ownedBy: "tom" },
    { uid: "t/2", def: "@corpse", label: "the corpse of Tom", ownedBy: "tom", gold: 5 },
  ];
  assert.match(mira.types("get coin"), /An old coin is not yours to take/);
  assert.match(mira.types("get all from corpse"), /The corpse of Tom is not yours to search/);
  const tom = play.login("Tom", { room: "a:vault" });
  assert.match(tom.types("get all from corpse"), /You take 5 gold from the corpse of Tom/);
  assert.match(tom.types("get all"), /You pick up an old coin/);
});

test("[GT3] drop leaves one, some or all, and refuses when the ground is full", () => {
  const { play, mira } = begin();
  mira.types("get all.coin");
  assert.match(mira.types("drop 2 coin"), /You drop an old coin \(2\)\./);
  assert.match(mira.types("drop all"), /You drop a loaf of bread and an old coin\./);
  assert.deepEqual(carried(mira), []);
  assert.match(mira.types("drop hat"), /You do not carry "hat"\./);
  const room = play.zone("a").state.rooms.get("a:hall") as { items: unknown };
  room.items = Array.from({ length: 200 }, (_, n) => ({ uid: `t/${n}`, def: "a:tail" }));
  mira.types("get 2 tail");
  room.items = [...(room.items as unknown[]), { uid: "t/x", def: "a:tail" }];
  assert.match(mira.types("drop all.tail"), /You drop a rat tail\.\nThere is no space left/);
  assert.deepEqual(carried(mira), ["a:tail"]);
});

test("[GT4] dropped gold is one growing pile that goes back into a purse", () => {
  const { play, mira } = begin();
  const tom = play.login("Tom");
  assert.equal(mira.state.gold, 20);
  assert.match(mira.types("drop 5 gold"), /You drop 5 gold\./);
  assert.match(mira.types("drop 7 coins"), /You drop 7 gold\./);
  assert.match(tom.types("look"), /A pile of 12 gold pieces lies here\./);
  assert.match(tom.types("get 2 gold"), /You pick up 2 gold\./);
  assert.match(tom.types("get gold"), /You pick up 10 gold\./);
  assert.deepEqual([mira.state.gold, tom.state.gold], [8, 32]);
  assert.match(tom.types("get gold"), /There is no "gold" here/);
  assert.match(mira.types("drop 9 gold"), /You have only 8 gold\./);
  assert.match(mira.types("drop gold"), /How much gold\?/);
  mira.types("drop all gold");
  assert.match(tom.types("get all"), /a pile of 8 gold pieces/);
  assert.equal(tom.state.gold, 40);
  assert.deepEqual(carried(tom).includes("@gold"), false);
});

test("[GT5] put and get work on bags and chests, with all and up to the capacity", () => {
  const { mira } = begin();
  mira.types("get all");
  assert.match(
    mira.types("put all.coin in cloth bag"),
    /You put an old coin \(3\) into a cloth bag/,
  );
  assert.match(mira.types("put bread in bag"), /A cloth bag is full\./);
  assert.match(mira.types("put bag in bag"), /A cloth bag does not fit into itself/);
  assert.match(mira.types("look in bag"), /an old coin \(3\)/);
  assert.match(mira.types("get 2.coin from bag"), /You take an old coin from a cloth bag\./);
  assert.match(mira.types("put 5 gold bag"), /You put 5 gold into a cloth bag\./);
  assert.match(mira.types("put 2 gold bag"), /You put 2 gold into a cloth bag\./);
  assert.match(mira.types("get 2 gold from bag"), /You take 2 gold from a cloth bag\./);
  assert.equal(mira.state.gold, 15);
  assert.match(mira.types("get all bag"), /an old coin \(2\) and a pile of 5 gold pieces/);
  assert.equal(mira.state.gold, 20);
  assert.match(mira.types("get all from bag"), /A cloth bag is empty\./);
  assert.match(mira.types("put coin in bread"), /A loaf of bread is no container\./);
  assert.match(mira.types("put coin in box"), /There is no "box" here\./);
});

test("[GT6] a closed or locked container neither gives nor takes", () => {
  const { mira } = inVault();
  assert.match(mira.types("get sword from chest"), /An oak chest is locked\./);
  mira.types("unlock chest");
  assert.match(mira.types("put bread in chest"), /An oak chest is closed\./);
  mira.types("open chest");
  assert.match(mira.types("get short sword from oak chest"), /You take a short sword/);
});

test("[GT7] only an empty container goes into another", () => {
  const { play, mira } = inVault();
  for (const line of ["unlock chest", "open chest", "w", "get all", "e"]) mira.types(line);
  mira.types("put coin in bag");
  assert.match(mira.types("put bag in chest"), /Empty a cloth bag first/);
  mira.types("get coin from bag");
  assert.match(mira.types("put bag in chest"), /You put a cloth bag into an oak chest/);
  assert.equal(play.zone("a").state.rooms.get("a:vault")?.items.length, 1);
});

test("[GT8] what leaves a placed container or the ground is placed again later", () => {
  const { play, mira } = inVault();
  for (const line of ["unlock chest", "open chest", "get sword from chest"]) mira.types(line);
  assert.match(mira.types("look in chest"), /It is empty/);
  play.advance(61_000);
  mira.types("unlock chest");
  mira.types("open chest");
  assert.match(mira.types("look in chest"), /a short sword/);
});

test("[GT8] what was in a placed container that is carried off is placed again with it", () => {
  const world = smallWorld();
  const zone = world.zones.get("a");
  assert.ok(zone !== undefined);
  const inside = { item: "a:coin", inside: "a:bag", count: 1, respawnMs: 50_000 };
  const placements = [...zone.placements.filter((one) => one.item !== "a:coin"), inside];
  const zones = new Map(world.zones).set("a", { ...zone, placements });
  const play = new TestPlay({ ...world, zones });
  const mira = play.login("Mira");
  assert.match(mira.types("look in bag"), /an old coin/);
  mira.types("get bag");
  mira.types("n");
  play.advance(121_000);
  mira.types("s");
  mira.types("put bread in bag");
  assert.match(mira.types("get coin from 2.bag"), /You take an old coin from a cloth bag/);
});

test("[GT9] who has autoLoot set gets what a corpse holds at once", () => {
  const { play, mira } = begin();
  (mira.state as { settings: object }).settings = { ...mira.state.settings, autoLoot: true };
  mira.types("n");
  mira.types("kill rat");
  play.advance(30_000);
  assert.match(mira.reads(), /You take a rat tail and 2 gold from the corpse of a rat\./);
  assert.deepEqual(carried(mira), ["a:bread", "a:tail"]);
  assert.match(mira.types("get all from corpse"), /The corpse of a rat is empty/);
});

test("[GT9] a corpse is emptied with its gold, and a fresh one is meant before a looted one", () => {
  const { play, mira } = begin();
  mira.types("n");
  mira.types("kill rat");
  play.advance(30_000);
  mira.reads();
  assert.match(
    mira.types("get all from corpse"),
    /You take a rat tail and 2 gold from the corpse of a rat\./,
  );
  assert.equal(mira.state.gold, 22);
  play.advance(61_000);
  mira.types("kill rat");
  play.advance(30_000);
  mira.reads();
  assert.match(mira.types("get gold from corpse"), /You take 2 gold/);
  assert.match(mira.types("get tail from corpse"), /You take a rat tail/);
  assert.match(mira.types("put bread in corpse"), /A corpse is no place/);
});

test("[GT10] give hands things and gold to a player, refuses mobs, oneself and full hands", () => {
  const { play, mira } = begin();
  const tom = play.login("Tom");
  assert.match(mira.types("give loaf bread to tom"), /You give a loaf of bread to Tom\./);
  assert.equal(tom.reads(), "Mira gives you a loaf of bread.");
  assert.match(mira.types("give 15 gold tom"), /You give 15 gold to Tom\./);
  assert.deepEqual([mira.state.gold, tom.state.gold], [5, 35]);
  assert.match(mira.types("give 6 gold tom"), /only 5 gold/);
  assert.match(mira.types("give bread mira"), /That would be yourself/);
  assert.match(mira.types("give bread to ann"), /nobody called "ann"/);
  assert.deepEqual(
    play.effects.filter((effect) => effect.e === "classA"),
    [1, 2].map(() => ({ e: "classA", parties: [mira.id, tom.id] })),
  );
  tom.types("w");
  assert.match(tom.types("give bread keeper"), /The shopkeeper thanks you, but has no need/);
});

test("[GT10] a receiver with full hands gets no more", () => {
  const { play, mira } = begin();
  const full = Array.from({ length: 60 }, (_, n) => ({ uid: `t/${n}`, def: "a:tail" }));
  const tom = play.login("Tom", { inventory: full, fresh: false });
  assert.match(mira.types("give bread tom"), /Tom cannot carry any more\./);
  assert.match(tom.types("get all.coin"), /Your hands are full/);
  assert.equal(tom.state.inventory.length, 60);
  assert.equal(mira.state.inventory.length, 1);
});

test("[GT11] what is worn changes strength, swaps with what was worn and comes off again", () => {
  const items = ["a:cap", "a:cap", "a:sword"].map((def, n) => ({ uid: `t/${n}`, def }));
  const play = new TestPlay(smallWorld());
  const mira = play.login("Mira", { inventory: items, fresh: false });
  const { maxHp, damageMax } = mira.entity.live.derived;
  assert.match(mira.types("wear cap"), /You wear a leather cap\./);
  assert.equal(mira.entity.live.derived.maxHp, maxHp + 5);
  assert.match(mira.types("wear cap"), /You wear a leather cap instead of a leather cap\./);
  assert.equal(mira.state.equipment.head?.uid, "t/1");
  assert.match(mira.types("hold sword"), /You can wield a short sword, not hold it\./);
  assert.match(mira.types("wield sword"), /You wield a short sword\./);
  assert.ok(mira.entity.live.derived.damageMax > damageMax);
  assert.match(mira.types("wield sword"), /You have a short sword on already/);
  assert.match(mira.types("remove head"), /You take off a leather cap\./);
  assert.match(mira.types("remove sword"), /You take off a short sword\./);
  assert.equal(mira.entity.live.derived.maxHp, maxHp);
  assert.match(mira.types("wear all"), /You wear a leather cap\.\nYou wield a short sword\./);
  assert.match(mira.types("remove all"), /You take off a leather cap and a short sword\./);
  assert.equal(mira.state.inventory.length, 3);
});

test("[GT12] a level that is asked for, and things that cannot be worn, are refused", () => {
  const world = smallWorld();
  const cap = world.items.get("a:cap");
  assert.ok(cap !== undefined);
  const items = new Map(world.items).set("a:cap", { ...cap, minLevel: 3 });
  const play = new TestPlay({ ...world, items });
  const mira = play.login("Mira", { inventory: [{ uid: "t/1", def: "a:cap" }] });
  assert.match(mira.types("wear cap"), /A leather cap asks for level 3\./);
  assert.match(mira.types("wear bread"), /A loaf of bread is nothing to wear or wield\./);
  assert.deepEqual(mira.state.equipment, {});
});

test("[GT13] a consumable heals up to the maximum, and its last use uses it up", () => {
  const world = smallWorld();
  const bread = world.items.get("a:bread");
  assert.ok(bread?.use !== undefined);
  const items = new Map(world.items).set("a:bread", {
    ...bread,
    use: { ...bread.use, charges: 2 },
  });
  const play = new TestPlay({ ...world, items });
  const mira = play.login("Mira");
  const { maxHp } = mira.entity.live.derived;
  (mira.state as { hp: number }).hp = maxHp - 13;
  assert.match(
    mira.types("eat bread"),
    /You eat a loaf of bread\. It fills you\. You recover 10 health\.\nThere is one use left\./,
  );
  assert.match(mira.types("i"), /a loaf of bread, 1 of 2 left/);
  assert.match(mira.types("drink bread"), /nothing to drink\. Try to eat it/);
  assert.match(mira.types("use bread"), /You recover 3 health\./);
  assert.equal(mira.state.hp, maxHp);
  assert.deepEqual(mira.state.inventory, []);
  assert.match(mira.types("eat bread"), /You do not carry "bread"/);
});

test("[GT14] the inventory counts equal things and tells the gold", () => {
  const { mira } = begin();
  mira.types("get all.coin");
  const text = mira.types("i");
  assert.match(text, /You carry 4 of 60 things:/);
  assert.match(text, /an old coin \(3\)/);
  assert.match(text, /You have 20 gold\./);
});
