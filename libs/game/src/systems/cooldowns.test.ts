/** What of a player's live part goes over a border between zones, and what ends there. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { zoneId } from "@ambon/kernel/ids";
import type { WorldDefinition } from "@ambon/world/definition";
import { TestPlay, type TestPlayer } from "../testing/play.ts";
import { smallWorld } from "../testing/small-world.ts";
import { worldLibrary } from "../world-library.ts";
import { Zone } from "../zone.ts";

const HOUR_MS = 3_600_000;
const STRONG = { hp: 500, fresh: false, level: 20, xp: 200_000 } as const;

/** The small world, with rats that nobody kills soon on both sides of the border. */
const world = (): WorldDefinition => {
  const small = smallWorld();
  const [rat, field] = [small.mobs.get("a:rat"), small.zones.get("b")];
  assert(rat !== undefined && field !== undefined);
  const spawns = [{ mob: "a:rat", room: "b:field", count: 1, respawnMs: 60_000 }];
  const mobs = new Map([...small.mobs, ["a:rat", { ...rat, hp: 5000 }]]);
  return { ...small, mobs, zones: new Map([...small.zones, ["b", { ...field, spawns }]]) };
};

/** The zone beyond the border has begun an hour later: its clock is another one. */
const apart = (): TestPlay => {
  const play = new TestPlay(world());
  play.advance(1000);
  play.nowMs += HOUR_MS;
  const [zone, nowMs] = [zoneId("b", 1), play.nowMs];
  play.zones.set(zone, Zone.create(worldLibrary(world()), { zone, epoch: 1, seed: 1, nowMs }));
  return play;
};

const northTwice = (who: TestPlayer): string => who.types("north") + who.types("north");

test("[ZN19] the pause between calls goes along over the border, and back", () => {
  const play = apart();
  const mira = play.login("Mira");
  assert.match(mira.types("gossip one"), /You gossip/);
  play.advance(500);
  assert.match(northTwice(mira), /Field/);
  play.advance(1400);
  assert.match(mira.types("gossip two"), /Take a breath/);
  play.advance(100);
  assert.match(mira.types("gossip two"), /You gossip/);
  play.advance(500);
  assert.match(mira.types("south"), /Yard/);
  play.advance(1400);
  assert.match(mira.types("gossip three"), /Take a breath/);
  play.advance(100);
  assert.match(mira.types("gossip three"), /You gossip/);
});

test("[ZN19] who could not flee is still out of breath beyond the border, where the fight is over", () => {
  const play = apart();
  const mira = play.login("Mira", STRONG);
  const boss = play.login("Boss", { staff: true });
  mira.types("north");
  mira.types("kill rat");
  for (let tries = 0; !/cannot get away/.test(mira.types("flee")); tries += 1) {
    assert(tries < 50, "she always gets away");
    if (mira.state.room !== "a:yard") boss.types("transfer mira a:yard");
    mira.types("kill rat");
  }
  boss.types("transfer mira b:field");
  assert.equal(mira.entity.live.target, null);
  assert.match(mira.types("kill rat"), /rat/);
  assert.match(mira.types("flee"), /still gathering/);
  play.advance(1500);
  assert.doesNotMatch(mira.types("flee"), /still gathering/);
});

test("[ZN19] recovery goes on in its beat beyond the border", () => {
  const play = apart();
  const mira = play.login("Mira", { hp: 5, fresh: false });
  play.advance(4900);
  northTwice(mira);
  assert.equal(mira.state.hp, 5);
  play.advance(100);
  assert(mira.state.hp > 5);
});

test("[ZN19] nobody is refused beyond a border for what is over", () => {
  const play = apart();
  const mira = play.login("Mira");
  mira.types("gossip one");
  play.advance(2000);
  northTwice(mira);
  assert.match(mira.types("gossip two"), /You gossip/);
  assert.equal("cooldowns" in mira.entity.session, false);
});

test("[ZN19] a trade is cancelled by walking over the border", () => {
  const play = apart();
  const [mira, bo] = [play.login("Mira"), play.login("Bo")];
  for (const who of [mira, bo]) who.types("north");
  mira.types("trade bo");
  bo.types("trade mira");
  assert.notEqual(mira.entity.live.tradeWith, null);
  mira.types("north");
  assert.match(bo.reads(), /Mira has left/);
  assert.equal(mira.entity.live.tradeWith, null);
  assert.equal(bo.entity.live.tradeWith, null);
});
