/** Seeing: what can be looked at, and what darkness hides. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { WorldDefinition } from "@ambon/world/definition";
import { ITEM } from "../testing/definitions.ts";
import { TestPlay } from "../testing/play.ts";
import { smallWorld } from "../testing/small-world.ts";

const darkYard = (): WorldDefinition => {
  const world = smallWorld();
  const yard = world.rooms.get("a:yard");
  assert(yard !== undefined);
  const lamp = ITEM("a:lamp", "a lamp", ["lamp"], { kind: "light", slot: "offhand" });
  return {
    ...world,
    rooms: new Map([...world.rooms, ["a:yard", { ...yard, flags: ["dark"] }]]),
    items: new Map([...world.items, [lamp.id, lamp]]),
  };
};

test("[GL1] one can look at rooms, details, people, mobs, things, doors and ways", () => {
  const play = new TestPlay(smallWorld());
  const mira = play.login("Mira", { description: "She hums." });
  const bo = play.login("Bo");
  assert.match(mira.types("look fountain"), /Water plays in it/);
  assert.match(mira.types("look coin"), /It is an old coin/);
  assert.match(mira.types("look 3.coin"), /It is an old coin/);
  assert.match(mira.types("look 4.coin"), /There is no "4.coin" to look at here/);
  assert.match(mira.types("look in bag"), /It is empty/);
  assert.match(mira.types("look iron"), /The iron door is locked/);
  assert.match(mira.types("look n"), /North lies Yard/);
  assert.match(mira.types("look up"), /There is no way up/);
  assert.match(bo.types("look mira"), /Mira, Human Warrior, is in perfect health\.\nShe hums\./);
  mira.types("north");
  assert.match(mira.types("look at rat"), /It is a rat\.\nA rat is in perfect health/);
  assert.match(mira.types("look moon"), /There is no "moon" to look at here/);
});

test("[GL2] equal things are counted", () => {
  const play = new TestPlay(smallWorld());
  assert.match(play.login("Mira").types("look"), /An old coin lies here\. \(3\)/);
});

test("[GL3] a dark room shows only its exits until somebody holds a light", () => {
  const play = new TestPlay(darkYard());
  const mira = play.login("Mira");
  const seen = mira.types("north");
  assert.match(seen, /Darkness\nIt is too dark to see anything/);
  assert.match(seen, /Exits: north/);
  assert.doesNotMatch(seen, /rat/);
  assert.match(mira.types("look rat"), /too dark to see that/);
  const bo = play.login("Bo", { equipment: { offhand: { uid: "x/1/1", def: "a:lamp" } } });
  bo.types("north");
  assert.match(mira.types("look"), /Yard[\s\S]*a rat is here/i);
});

test("[GL4] the map is drawn and told in words", () => {
  const play = new TestPlay(smallWorld());
  const mira = play.login("Mira");
  mira.types("map");
  const shown = play.effects.findLast((one) => one.e === "output");
  assert(shown?.e === "output");
  const map = shown.markup.find((block) => block.t === "map");
  assert(map?.t === "map");
  assert.deepEqual(map.grid, ["    |", "    o---o", "    |", "o---@+++"]);
  assert.deepEqual(map.words, [
    "You are in Hall.",
    "north: Yard",
    "west: Shop",
    "north, east: Den",
  ]);
});

test("[GL5] doors open with their key from both sides, and reset by themselves", () => {
  const play = new TestPlay(smallWorld());
  const key = { uid: "x/1/2", def: "a:key" };
  const mira = play.login("Mira", { inventory: [key] });
  const bo = play.login("Bo", { room: "a:vault" });
  assert.match(mira.types("east"), /The iron door is locked/);
  assert.match(mira.types("open east"), /It is locked/);
  assert.match(bo.types("unlock door"), /You do not have the key to the iron door/);
  assert.match(mira.types("unlock iron"), /You unlock the iron door/);
  assert.match(bo.reads(), /The iron door is unlocked from the other side/);
  assert.match(bo.types("open west"), /You open the iron door/);
  assert.match(mira.types("east"), /Vault/);
  assert.match(mira.types("close door"), /You close the iron door/);
  assert.match(mira.types("lock door"), /You lock the iron door/);
  assert.match(mira.types("unlock door"), /You unlock/);
  play.advance(301_000);
  assert.match(bo.types("look"), /west \(locked\)/);
});
