/** New content in a running zone. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { WorldDefinition } from "@ambon/world/definition";
import type { ItemState } from "../player-state.ts";
import { ITEM, MOB, ROOM } from "../testing/definitions.ts";
import { TestPlay } from "../testing/play.ts";
import { smallWorld } from "../testing/small-world.ts";
import type { Zone } from "../zone.ts";

interface Change {
  readonly without?: readonly string[];
  readonly rooms?: WorldDefinition["rooms"];
  readonly spawns?: readonly { mob: string; room: string; count: number; respawnMs: number }[];
  readonly placements?: readonly {
    item: string;
    room?: string;
    inside?: string;
    count: number;
    respawnMs: number;
  }[];
}

/** The small world with some ids gone, some rooms added, and other lists in zone `a`. */
const changed = (change: Change): WorldDefinition => {
  const world = smallWorld();
  const without = new Set(change.without ?? []);
  const keep = <T>(table: ReadonlyMap<string, T>): Map<string, T> =>
    new Map([...table].filter(([id]) => !without.has(id)));
  const rooms = new Map([...keep(world.rooms), ...(change.rooms ?? [])]);
  const zones = new Map(world.zones);
  const a = zones.get("a");
  assert.ok(a !== undefined);
  zones.set("a", {
    ...a,
    rooms: [...rooms.keys()].filter((id) => id.startsWith("a:")),
    spawns: (change.spawns ?? a.spawns).filter((one) => !without.has(one.mob)),
    placements: change.placements ?? a.placements.filter((one) => !without.has(one.item)),
  });
  const mobs = new Map([...keep(world.mobs), ["a:hen", MOB("a:hen", "a hen", ["hen"])]]);
  const items = new Map([...keep(world.items), ["a:egg", ITEM("a:egg", "an egg", ["egg"])]]);
  return { ...world, contentHash: "fedcba9876543210", rooms, zones, mobs, items };
};

const count = (items: readonly ItemState[], into: Map<string, number>): void => {
  for (const item of items) {
    into.set(item.def, (into.get(item.def) ?? 0) + 1);
    if (item.gold !== undefined && item.gold > 0) {
      into.set("gold", (into.get("gold") ?? 0) + item.gold);
    }
    count(item.contents ?? [], into);
  }
};

/** All that exists in the zone is what its ledger says. */
const assertConserved = (zone: Zone): void => {
  const found = new Map<string, number>();
  for (const room of zone.state.rooms.values()) count(room.items, found);
  for (const mob of zone.state.mobs.values()) count(mob.items, found);
  for (const { state } of zone.state.players.values()) {
    count([...state.inventory, ...state.bankItems, ...Object.values(state.equipment)], found);
    found.set("gold", (found.get("gold") ?? 0) + state.gold + state.bankGold);
  }
  const { minted, burned } = zone.state.ledger;
  for (const id of new Set([...Object.keys(minted), ...found.keys()])) {
    assert.equal(found.get(id) ?? 0, (minted[id] ?? 0) - (burned[id] ?? 0), id);
  }
};

const mobDefs = (zone: Zone): string[] => [...zone.state.mobs.values()].map((m) => m.def).sort();

test("[GK38] players in rooms that are gone are led to the start room", () => {
  const play = new TestPlay(smallWorld());
  const mira = play.login("Mira", { room: "a:vault" });
  play.reload(changed({ without: ["a:vault"] }));
  assert.equal(mira.state.room, "a:hall");
  assert.match(mira.reads(), /The place where you stood is no more[\s\S]*Hall/);
  assert.equal(play.zone("a").state.rooms.has("a:vault"), false);
  assert.match(mira.types("look"), /Mira|Hall/);
});

test("[GK39] what lay in a room that is gone lies in the start room, and nothing is lost", () => {
  const play = new TestPlay(smallWorld());
  play.login("Mira");
  const zone = play.zone("a");
  const chest = zone.state.rooms.get("a:vault")?.items[0];
  play.reload(changed({ without: ["a:vault"] }));
  const ground = zone.state.rooms.get("a:hall")?.items ?? [];
  assert.ok(ground.some((item) => item.uid === chest?.uid));
  assertConserved(zone);
});

test("[GK39] a corpse that was moved still crumbles", () => {
  const play = new TestPlay(smallWorld());
  const mira = play.login("Mira", { room: "a:yard", level: 10 });
  mira.types("kill rat");
  play.advance(20_000);
  const zone = play.zone("a");
  const corpse = zone.state.rooms.get("a:yard")?.items.find((item) => item.def === "@corpse");
  assert.ok(corpse !== undefined);
  const spawns = [{ mob: "a:keeper", room: "a:shop", count: 1, respawnMs: 60_000 }];
  play.reload(changed({ without: ["a:yard", "a:rat"], spawns, placements: [] }));
  const lies = (): boolean =>
    zone.state.rooms.get("a:hall")?.items.some((item) => item.uid === corpse.uid) === true;
  assert.equal(lies(), true);
  play.advance(180_000);
  assert.equal(lies(), false);
  assertConserved(zone);
});

test("[GK40] mobs are as the new lists have them, also after their respawn times", () => {
  const play = new TestPlay(smallWorld());
  const mira = play.login("Mira", { level: 10 });
  mira.types("north");
  mira.types("kill rat");
  play.advance(20_000);
  const zone = play.zone("a");
  const spawns = [
    { mob: "a:keeper", room: "a:shop", count: 1, respawnMs: 60_000 },
    { mob: "a:hen", room: "a:coop", count: 2, respawnMs: 60_000 },
  ];
  const rooms = new Map([["a:coop", ROOM("a:coop", 7)]]);
  play.reload(changed({ without: ["a:ogre"], spawns, rooms }));
  assert.deepEqual(mobDefs(zone), ["a:hen", "a:hen", "a:keeper"]);
  play.advance(130_000);
  assert.deepEqual(mobDefs(zone), ["a:hen", "a:hen", "a:keeper"]);
  assertConserved(zone);
});

test("[GK41] a fight goes on when its mob is still in the world, and ends when it is not", () => {
  const play = new TestPlay(smallWorld());
  const mira = play.login("Mira", { room: "a:den", level: 30 });
  mira.types("kill ogre");
  const { target } = mira.entity.live;
  play.reload(changed({}));
  assert.deepEqual(mira.entity.live.target, target);
  assert.deepEqual(mobDefs(play.zone("a")), ["a:keeper", "a:ogre", "a:rat"]);
  play.reload({ ...changed({ without: ["a:ogre"] }), contentHash: "00000000000000aa" });
  assert.equal(mira.entity.live.target, null);
  play.advance(10_000);
  assert.deepEqual(mobDefs(play.zone("a")), ["a:keeper", "a:rat"]);
});

test("[GK42] new things are there at once, what lacks pieces refills, what is gone stays known", () => {
  const play = new TestPlay(smallWorld());
  const mira = play.login("Mira");
  mira.types("get all.coin");
  const zone = play.zone("a");
  const placements = [
    { item: "a:egg", room: "a:hall", count: 2, respawnMs: 60_000 },
    { item: "a:coin", room: "a:hall", count: 1, respawnMs: 60_000 },
  ];
  play.reload(changed({ without: ["a:key"], placements }));
  const onGround = (def: string): number =>
    zone.state.rooms.get("a:hall")?.items.filter((item) => item.def === def).length ?? 0;
  assert.equal(onGround("a:egg"), 2);
  assert.equal(onGround("a:coin"), 0);
  play.advance(60_000);
  assert.equal(onGround("a:coin"), 1);
  play.advance(200_000);
  assert.deepEqual([onGround("a:egg"), onGround("a:coin")], [2, 1]);
  assertConserved(zone);
});

test("[GK43] worn things count with their new values", () => {
  const world = smallWorld();
  const play = new TestPlay(world);
  const cap: ItemState = { uid: "t/1/1", def: "a:cap" };
  const mira = play.login("Mira", { equipment: { head: cap }, fresh: false });
  const before = mira.entity.live.derived;
  const items = new Map(world.items);
  items.set("a:cap", ITEM("a:cap", "a cap", ["cap"], { slot: "head", armour: 9 }));
  play.reload({ ...world, items, contentHash: "00000000000000bb" });
  const after = mira.entity.live.derived;
  assert.equal(after.armour, before.armour + 7);
  assert.equal(after.maxHp, before.maxHp - 5);
});

test("[GK44] shelves shrink to the new maximum and forget what is gone", () => {
  const world = smallWorld();
  const play = new TestPlay(world);
  const mira = play.login("Mira", { room: "a:shop", gold: 100 });
  mira.types("buy bread");
  const shops = new Map(world.shops);
  const shop = shops.get("a:shop");
  assert.ok(shop !== undefined);
  const stock = [{ item: "a:bread", max: 1, restockMs: 30_000 }];
  shops.set("a:shop", { ...shop, stock });
  play.reload({ ...world, shops, contentHash: "00000000000000cc" });
  assert.deepEqual(play.zone("a").state.shops.get("a:shop")?.stock, { "a:bread": 1 });
  shops.delete("a:shop");
  const zones = new Map(world.zones);
  const a = zones.get("a");
  assert.ok(a !== undefined);
  zones.set("a", { ...a, shops: [] });
  play.reload({ ...world, shops: new Map(), zones, contentHash: "00000000000000dd" });
  assert.equal(play.zone("a").state.shops.size, 0);
  play.advance(60_000);
  assert.equal(play.zone("a").state.shops.size, 0);
});

test("[GK45] a zone that is gone sends its players to the start room of another", () => {
  const world = smallWorld();
  const play = new TestPlay(world);
  const bo = play.login("Bo", { room: "b:field" });
  const rooms = new Map(world.rooms);
  rooms.delete("b:field");
  const zones = new Map(world.zones);
  zones.delete("b");
  play.reload({ ...world, rooms, zones, contentHash: "00000000000000ee" });
  assert.equal(bo.state.room, "a:hall");
  assert.equal(play.zoneOf(bo.id).id, "a#1");
});
