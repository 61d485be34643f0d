/**
 * A phone that slept for five minutes in the middle of a fight, with the real zones behind it. The
 * same story is played twice on the same dice: by somebody awake, and by the sleeper, who must have
 * read the same in the end.
 */

import assert from "node:assert/strict";
import { test } from "node:test";
import { newPlayerState } from "@ambon/game/player-state";
import { smallWorld } from "@ambon/game/testing/small-world";
import { worldLibrary } from "@ambon/game/world-library";
import { encodeCanonical } from "@ambon/kernel/canonical";
import { playerId } from "@ambon/kernel/ids";
import { gameZones } from "./game-zones.ts";
import { FakeStore } from "./testing/fake-store.ts";
import { TestBrowser } from "./testing/test-browser.ts";
import { testEngine } from "./testing/test-engine.ts";

const SLEPT_TICKS = 5 * 60 * 10;
const LEFT_OUT = /^…(\d+) more lines?$/;

interface Fighter {
  readonly anna: TestBrowser;
  ticks(count: number): void;
}

/** Anna against a rat that takes `ratHp` before it dies and does her no harm to speak of. */
const fighter = (ratHp: number): Fighter => {
  const small = smallWorld();
  const rat = small.mobs.get("a:rat");
  assert.ok(rat !== undefined);
  const tough = { ...rat, hp: ratHp, damage: { min: 1, max: 1 } };
  const world = { ...small, mobs: new Map([...small.mobs, ["a:rat", tough]]) };
  const state = newPlayerState({
    id: playerId("1"),
    name: "Anna",
    race: [...world.races.keys()][0] ?? "",
    class: [...world.classes.keys()][0] ?? "",
    startRoom: "a:yard",
    screenReader: false,
  });
  const store = new FakeStore();
  store.addPlayer("1", "Anna", "a:yard");
  const strong = { ...state, fresh: false, level: 20, xp: 200_000, hp: 500 };
  store.row("player/1").state = encodeCanonical(strong);
  const t = testEngine({ store, zones: gameZones(worldLibrary(world)) });
  const anna = new TestBrowser(t, "1").login(1);
  anna.type("kill rat");
  return {
    anna,
    ticks: (count) => {
      for (let at = 0; at < count; at += 1) {
        t.tick();
        if (anna.channel !== 0) anna.read().ack();
      }
    },
  };
};

const awake = (ratHp: number): readonly string[] => {
  const { anna, ticks } = fighter(ratHp);
  ticks(20 + SLEPT_TICKS + 200);
  return anna.lines;
};

const asleep = (ratHp: number): readonly string[] => {
  const { anna, ticks } = fighter(ratHp);
  ticks(20);
  const seen = anna.seq;
  anna.drop();
  ticks(SLEPT_TICKS);
  anna.resume(2);
  ticks(200);
  assert.deepEqual(anna.resumedAt, [0, seen]);
  return anna.lines;
};

test("[EN5] who slept through the rest of a fight reads all of it, from the next unseen line on", () => {
  const lines = awake(250);
  assert.ok(lines.length > 40 && lines.some((line) => line.startsWith("You have slain ")));
  assert.deepEqual(asleep(250), lines);
});

test("[EN5] of a fight of five minutes the oldest unseen lines become a count, and no more", () => {
  const lines = awake(1_000_000);
  const read = asleep(1_000_000);
  const at = read.findIndex((line) => LEFT_OUT.test(line));
  const [, leftOut] = LEFT_OUT.exec(read[at] ?? "") ?? [];
  assert.ok(Number(leftOut) < 100, `${leftOut} lines were left out`);
  assert.deepEqual(read.slice(0, at), lines.slice(0, at));
  assert.deepEqual(read.slice(at + 1), lines.slice(at + Number(leftOut)));
});
