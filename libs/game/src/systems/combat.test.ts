/** Fights, as players live them: rounds, deaths, fleeing, and what mobs do. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { renderScreenReader } from "@ambon/markup/render-screen-reader";
import type { MobDef, WorldDefinition } from "@ambon/world/definition";
import { TestPlay, type TestPlayer } from "../testing/play.ts";
import { smallWorld } from "../testing/small-world.ts";

const STRONG = { hp: 500, fresh: false, level: 20, xp: 200_000 } as const;

const withMob = (id: string, more: Partial<MobDef>): WorldDefinition => {
  const world = smallWorld();
  const mob = world.mobs.get(id);
  assert(mob !== undefined);
  return { ...world, mobs: new Map([...world.mobs, [id, { ...mob, ...more }]]) };
};

/** Lets rounds pass until the text appears; fails after a minute of zone time. */
const until = (play: TestPlay, who: TestPlayer, pattern: RegExp): string => {
  let read = who.reads();
  for (let round = 0; round < 60 && !pattern.test(read); round += 1) {
    play.advance(1000);
    read += `\n${who.reads()}`;
  }
  assert.match(read, pattern);
  return read;
};

const ratIn = (play: TestPlay, room: string) => {
  const zone = play.zone("a");
  const mobs = zone.state.rooms.get(room)?.mobs ?? [];
  return mobs.map((id) => zone.state.mobs.get(id)).find((mob) => mob?.def === "a:rat");
};

test("[GF1] a slain mob leaves a corpse with loot and gold, and experience", () => {
  const play = new TestPlay(smallWorld());
  const mira = play.login("Mira");
  mira.types("north");
  const told = mira.types("kill rat") + until(play, mira, /You have slain a rat!/);
  assert.match(told, /You attack a rat!/);
  assert.match(told, /You gain 40 experience/);
  assert.equal(mira.state.kills, 1);
  assert.match(mira.types("look in corpse"), /a rat tail[\s\S]*2 gold/);
  assert.equal(mira.entity.live.target, null);
});

test("[GF2] rounds come every two seconds, the first blow at once", () => {
  const play = new TestPlay(withMob("a:rat", { hp: 10_000, damage: { min: 1, max: 1 } }));
  const mira = play.login("Mira", STRONG);
  mira.types("north");
  mira.types("kill rat");
  const blows = (): number => mira.takes().filter((shown) => shown.class === "combat").length;
  play.advance(100);
  assert.equal(blows(), 1);
  play.advance(1800);
  blows();
  const seen: number[] = [];
  for (let second = 0; second < 8; second += 1) {
    play.advance(1000);
    seen.push(blows());
  }
  assert.deepEqual(seen, [1, 1, 1, 1, 1, 1, 1, 1]);
});

test("[GF3] death costs a tenth of the level's experience and no thing", () => {
  const play = new TestPlay(smallWorld());
  const mira = play.login("Mira", { xp: 1000 + 600, level: 3 });
  const things = mira.state.inventory;
  assert.equal(things.length, 1);
  mira.types("north");
  mira.types("east");
  until(play, mira, /You have been slain by an ogre!/);
  assert.equal(mira.state.room, "a:hall");
  assert.equal(mira.state.level, 3);
  assert.equal(mira.state.xp, 1600 - Math.floor((1600 - 565) / 10));
  assert.deepEqual(mira.state.inventory, things);
  assert.equal(mira.state.deaths, 1);
  assert(mira.state.hp > 0);
});

test("[GF4] fleeing leaves the room, and those who were fought remember", () => {
  const play = new TestPlay(withMob("a:rat", { hp: 1000 }));
  const mira = play.login("Mira", STRONG);
  mira.types("north");
  mira.types("kill rat");
  play.advance(2000);
  for (let tries = 0; mira.state.room === "a:yard"; tries += 1) {
    assert(tries < 20, "she cannot flee");
    mira.types("flee");
    play.advance(2000);
  }
  const rat = ratIn(play, "a:yard");
  assert.notDeepEqual(mira.entity.live.target, { c: "mob", id: rat?.id });
  assert.equal(rat?.target, null);
  assert.equal(rat?.grudges.has(mira.id), true);
});

test("[GF5] wimpy flees by itself", () => {
  const play = new TestPlay(withMob("a:ogre", { damage: { min: 3, max: 3 }, hp: 5000 }));
  const mira = play.login("Mira");
  assert.match(mira.types("wimpy 50"), /flee below 50 %/);
  assert.match(mira.types("wimpy 200"), /from 1 to 95/);
  mira.types("north");
  mira.types("east");
  until(play, mira, /You have had enough!/);
  assert(mira.state.hp * 2 < mira.entity.live.derived.maxHp + 2);
});

test("[GF6] aggressive mobs attack whom they see, but not staff", () => {
  const play = new TestPlay(withMob("a:ogre", { damage: { min: 1, max: 1 } }));
  const mira = play.login("Mira");
  const boss = play.login("Boss", { staff: true });
  mira.types("north");
  assert.match(mira.types("east"), /An ogre attacks you!/);
  boss.types("north");
  assert.doesNotMatch(boss.types("east"), /attacks you/);
  play.advance(3000);
  assert(mira.state.hp < mira.entity.live.derived.maxHp);
});

test("[GF7] helpers take the side of a mob that is attacked", () => {
  const world = withMob("a:ogre", { behaviours: ["helper"], damage: { min: 1, max: 1 } });
  const a = world.zones.get("a");
  assert(a !== undefined);
  const spawns = a.spawns.map((spawn) => ({ ...spawn, room: "a:yard" }));
  const zones = new Map([...world.zones, ["a", { ...a, spawns }]]);
  const play = new TestPlay({ ...world, zones });
  const mira = play.login("Mira");
  mira.types("north");
  assert.match(mira.types("kill rat"), /An ogre rushes to help a rat!/);
});

test("[GF8] cowards run when hurt, and recover", () => {
  const play = new TestPlay(
    withMob("a:rat", { hp: 200, behaviours: ["coward"], fleePermille: 990 }),
  );
  const mira = play.login("Mira", STRONG);
  mira.types("north");
  mira.types("kill rat");
  until(play, mira, /A rat flees/);
  assert.equal(mira.entity.live.target, null);
  play.advance(120_000);
  const rat = [...play.zone("a").state.mobs.values()].find((mob) => mob.def === "a:rat");
  assert.equal(rat?.hp, 200);
});

test("[GF9] wanderers stay within their steps", () => {
  const play = new TestPlay(withMob("a:rat", { behaviours: ["wander"], wanderSteps: 1 }));
  play.login("Mira");
  const rooms = new Set<string>();
  for (let minute = 0; minute < 30; minute += 1) {
    play.advance(20_000);
    for (const mob of play.zone("a").state.mobs.values()) {
      if (mob.def === "a:rat") rooms.add(mob.room);
    }
  }
  assert.deepEqual([...rooms].sort(), ["a:den", "a:hall", "a:yard"]);
});

test("[GF10] patrols walk their route and back", () => {
  const route = ["a:yard", "a:hall", "a:shop"];
  const play = new TestPlay(withMob("a:rat", { behaviours: ["patrol"], patrol: route }));
  play.login("Mira");
  const walked: string[] = [];
  for (let second = 0; second < 120; second += 1) {
    play.advance(1000);
    for (const mob of play.zone("a").state.mobs.values()) {
      if (mob.def === "a:rat" && walked.at(-1) !== mob.room) walked.push(mob.room);
    }
  }
  assert.deepEqual(walked.slice(0, 5), [...route, "a:hall", "a:yard"]);
});

test("[GF11] scavengers pick things up; their booty is in their corpse", () => {
  const play = new TestPlay(withMob("a:rat", { behaviours: ["scavenger"] }));
  const mira = play.login("Mira", STRONG);
  mira.types("north");
  until(play, mira, /A rat picks up an iron key\./);
  mira.types("kill rat");
  until(play, mira, /You have slain a rat!/);
  assert.match(mira.types("look in corpse"), /an iron key/);
});

test("[GF12] a group in the room shares experience with a bonus", () => {
  const play = new TestPlay(withMob("a:rat", { xp: 100 }));
  const mira = play.login("Mira");
  const bo = play.login("Bo");
  mira.types("group invite bo");
  bo.types("group accept");
  for (const one of [mira, bo]) one.types("north");
  mira.types("kill rat");
  until(play, mira, /You have slain a rat!/);
  assert.equal(mira.state.xp, 55);
  assert.equal(bo.state.xp, 55);
});

test("[GF13] a slain mob comes back after its time", () => {
  const play = new TestPlay(smallWorld());
  const mira = play.login("Mira", STRONG);
  mira.types("north");
  mira.types("kill rat");
  until(play, mira, /You have slain a rat!/);
  assert.equal(ratIn(play, "a:yard"), undefined);
  play.advance(61_000);
  assert.notEqual(ratIn(play, "a:yard"), undefined);
});

test("[GF14] corpses crumble with what is in them, and the ledger says so", () => {
  const play = new TestPlay(smallWorld());
  const mira = play.login("Mira", STRONG);
  mira.types("north");
  mira.types("kill rat");
  until(play, mira, /You have slain a rat!/);
  until(play, mira, /You have slain|Yard|./);
  play.advance(181_000);
  assert.match(mira.reads(), /The corpse of a rat crumbles to dust\./);
  const { burned } = play.zone("a").state.ledger;
  assert.equal(burned["a:tail"], 1);
  assert.equal(burned["@corpse"], 1);
  assert.equal(burned.gold, 2);
});

test("[GF15] no attack in a safe room, none on players", () => {
  const play = new TestPlay(smallWorld());
  const mira = play.login("Mira");
  play.login("Bo");
  assert.match(mira.types("kill bo"), /You cannot fight other players/);
  mira.types("west");
  assert.match(mira.types("kill keeper"), /place of peace/);
  assert.match(mira.types("kill nobody"), /There is no "nobody" here/);
});

test("[GF16] the highest threat is struck", () => {
  const play = new TestPlay(withMob("a:rat", { hp: 10_000, damage: { min: 1, max: 1 } }));
  const mira = play.login("Mira", { ...STRONG, level: 1 });
  const bo = play.login("Bo", STRONG);
  for (const one of [mira, bo]) one.types("north");
  mira.types("kill rat");
  play.advance(1500);
  assert.equal(mira.entity.live.target?.c, "mob");
  bo.types("kill rat");
  play.advance(10_000);
  assert.deepEqual(ratIn(play, "a:yard")?.target, { c: "player", id: bo.id });
});

test("[GF17] health comes back, and a whole character has no timer", () => {
  const play = new TestPlay(smallWorld());
  const mira = play.login("Mira", { hp: 5, fresh: false });
  assert.notEqual(mira.entity.live.regenTimer, 0);
  play.advance(300_000);
  assert.equal(mira.state.hp, mira.entity.live.derived.maxHp);
  assert.equal(mira.entity.live.regenTimer, 0);
});

test("[GF18] levels raise health and damage and restore both", () => {
  const play = new TestPlay(withMob("a:rat", { xp: 2000 }));
  const mira = play.login("Mira");
  const before = mira.entity.live.derived;
  mira.types("north");
  mira.types("kill rat");
  until(play, mira, /You have reached level 2!/);
  const after = mira.entity.live.derived;
  assert(mira.state.level > 2);
  assert(after.maxHp > before.maxHp);
  assert(after.damageMax > before.damageMax);
  assert.equal(mira.state.hp, after.maxHp);
});

test("[GF19] consider answers by the odds", () => {
  const play = new TestPlay(smallWorld());
  const mira = play.login("Mira");
  mira.types("north");
  assert.match(mira.types("consider rat"), /A rat \(level 1\) would be no trouble at all/);
  const play2 = new TestPlay(withMob("a:ogre", { behaviours: [] }));
  const bo = play2.login("Bo");
  bo.types("north");
  bo.types("east");
  assert.match(bo.types("con ogre"), /would be the death of you/);
});

/** What one reads who asked for brevity, one fact a line. */
const inShort = (who: TestPlayer): string[] =>
  who
    .takes()
    .filter((shown) => shown.class === "combat" || shown.class === "combat_other")
    .flatMap((shown) => renderScreenReader(shown.brief ?? shown.markup).split("\n"))
    .filter((line) => line !== "");

test("[GF20] in short a round is one line: the own blow and what came back", () => {
  const rat = { hp: 10_000, damage: { min: 3, max: 3 }, armour: 0 };
  const play = new TestPlay(withMob("a:rat", rat));
  const mira = play.login("Mira", STRONG);
  const bo = play.login("Bo", STRONG);
  for (const who of [mira, bo]) who.types("north");
  mira.types("kill rat");
  const seen: string[] = [];
  for (let second = 0; second < 20; second += 1) {
    play.advance(1000);
    seen.push(...inShort(mira));
  }
  const rounds = seen.filter((line) => line.startsWith("You "));
  const told =
    /^You (miss|hit( hard)? for \d+)( and (take \d+( in \d+ blows)?|dodge (a blow|\d+ blows)))?\.$/;
  for (const line of rounds.slice(1)) assert.match(line, told);
  assert.ok(rounds.length >= 9 && rounds.length <= 11, seen.join("\n"));
  assert.ok(rounds.some((line) => /take 3|dodge a blow/.test(line)));
  const aside = inShort(bo);
  assert.ok(aside.length > 0);
  assert.ok(!aside.some((line) => /dodge|miss/.test(line)), aside.join("\n"));
});

test("[GF20] what came back last is told when the fight ends", () => {
  const play = new TestPlay(withMob("a:ogre", { damage: { min: 4, max: 4 } }));
  const mira = play.login("Mira", { hp: 13, fresh: false });
  mira.types("north");
  mira.types("east");
  const seen: string[] = [];
  for (let second = 0; second < 60 && mira.state.deaths === 0; second += 1) {
    play.advance(500);
    seen.push(...inShort(mira));
  }
  assert.equal(mira.state.deaths, 1);
  const end = seen.findIndex((line) => line.startsWith("You have been slain"));
  const taken = seen
    .slice(0, end)
    .map((line) => Number(/take (\d+)/.exec(line)?.[1] ?? 0))
    .reduce((sum, damage) => sum + damage, 0);
  assert.ok(taken >= 13, seen.join("\n"));
});
