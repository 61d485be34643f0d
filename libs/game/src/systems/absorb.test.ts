/** An instance that ends leaves everything that somebody could miss, once, and its books. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { zoneId } from "@ambon/kernel/ids";
import fc from "fast-check";
import { SOURCE } from "../input.ts";
import { CORPSE_DEF, type ItemState } from "../player-state.ts";
import { countLines, duplicates, ledgerOf, survey } from "../testing/census.ts";
import { TestPlay } from "../testing/play.ts";
import { smallWorld } from "../testing/small-world.ts";
import { Zone } from "../zone.ts";

const A2 = zoneId("a", 2);

/** The second hall and its world; whoever logs in is brought there. */
const second = (): TestPlay => new TestPlay(smallWorld(), 1, false, [A2]);

const merge = (play: TestPlay): void => {
  const zone = play.zones.get(A2);
  if (zone === undefined) throw new Error("it has ended already");
  play.post(zoneId("a", 1), { i: "absorb", from: A2, stored: JSON.stringify(zone.storedState()) });
  play.zones.delete(A2);
  play.settle();
};

const ground = (play: TestPlay, room: string): readonly ItemState[] =>
  play.zone("a").state.rooms.get(room)?.items ?? [];

const kinds = (items: readonly ItemState[]): string =>
  items
    .map(({ def }) => def)
    .sort()
    .join(" ");

const assertConserved = (play: TestPlay): void => {
  const found = survey(play.zones.values());
  assert.deepEqual(countLines(found.count), countLines(ledgerOf(play.zones.values())));
  assert.deepEqual(duplicates(found), []);
};

test("[IN17] what content put there is not doubled", () => {
  const play = second();
  const before = ["a:hall", "a:yard", "a:vault"].map((room) => kinds(ground(play, room)));
  merge(play);
  assert.deepEqual(
    ["a:hall", "a:yard", "a:vault"].map((room) => kinds(ground(play, room))),
    before,
  );
  assertConserved(play);
});

test("[IN15] what players left there lies in the first one then, with gold and contents", () => {
  const play = second();
  const mira = play.login("Mira", { room: "a:yard" });
  mira.types("instance 2");
  for (const line of ["s", "get bag", "get coin", "put coin in bag", "put 7 gold in bag", "n"]) {
    mira.types(line);
  }
  for (const line of ["drop bag", "drop 5 gold", "instance 1"]) mira.types(line);
  merge(play);
  const [bag] = ground(play, "a:yard").filter(({ def }) => def === "a:bag");
  assert.deepEqual(kinds(bag?.contents ?? []), "@gold a:coin");
  assert.equal(kinds(ground(play, "a:yard")), "@gold a:bag a:key");
  assertConserved(play);
});

test("[IN17] a packed bag where content had put one is kept; a fixed chest leaves what was put in it", () => {
  const play = second();
  const mira = play.login("Mira", { room: "a:hall" });
  mira.types("instance 2");
  for (const line of ["n", "get key", "s", "put key in bag", "instance 1"]) mira.types(line);
  const zone = play.zones.get(A2);
  const stored = JSON.parse(JSON.stringify(zone?.storedState())) as ReturnType<Zone["storedState"]>;
  const [chest] = (stored.rooms["a:vault"]?.items ?? []) as unknown as { contents: ItemState[] }[];
  chest?.contents.push({ uid: "b#1/1/9", def: "a:cap" });
  play.post(zoneId("a", 1), { i: "absorb", from: A2, stored: JSON.stringify(stored) });
  play.settle();
  const bags = ground(play, "a:hall").filter(({ def }) => def === "a:bag");
  assert.deepEqual(
    bags.map((bag) => kinds(bag.contents ?? [])),
    ["", "a:key"],
  );
  const chests = ground(play, "a:vault").filter(({ def }) => def === "a:chest");
  assert.equal(chests.length, 1);
  assert.equal(kinds(chests[0]?.contents ?? []), "a:cap a:sword");
});

test("[IN17] [ZN18] a corpse crumbles in its time, taken over or started from a row", () => {
  const play = second();
  const mira = play.login("Mira", { room: "a:yard", hp: 500 });
  mira.types("instance 2");
  mira.types("kill rat");
  play.advance(30_000);
  mira.types("instance 1");
  const row = JSON.stringify(play.zones.get(A2)?.storedState());
  merge(play);
  const corpses = (): number =>
    ground(play, "a:yard").filter(({ def }) => def === CORPSE_DEF).length;
  assert.equal(corpses(), 1);
  play.advance(200_000);
  assert.equal(corpses(), 0);
  const { nowMs, world } = play;
  const library = { current: world, get: () => world };
  const zone = Zone.create(library, { zone: A2, epoch: 2, seed: 1, nowMs, stored: row });
  zone.step(nowMs + 200_000, [], 10_000);
  const left = zone.state.rooms.get("a:yard")?.items ?? [];
  assert.equal(left.filter(({ def }) => def === CORPSE_DEF).length, 0);
});

test("[IN18] a snapshot taken before it was done does not do it later", () => {
  const play = second();
  const first = play.zone("a");
  const stored = JSON.stringify(play.zones.get(A2)?.storedState());
  const source = { class: SOURCE.admin, id: "engine", seq: 1 };
  first.step(play.nowMs, [{ source, body: { i: "absorb", from: A2, stored } }], 0);
  assert.equal(first.state.backlog.length, 1);
  const { nowMs, world } = play;
  const library = { current: world, get: () => world };
  const next = Zone.continue(library, first.snapshot(), { nowMs, epoch: 2 });
  const { effects } = next.step(nowMs + 100, [], 100);
  assert.deepEqual(
    effects.filter(({ e }) => e === "absorbed"),
    [],
  );
  assert.deepEqual(next.state.ledger, first.state.ledger);
});

test("[IN15] whatever was done there, nothing is lost or doubled, and the books agree", () => {
  const verb = fc.constantFrom("get", "drop", "get all from", "wear", "sell", "buy", "put coin in");
  const thing = fc.constantFrom("coin", "bag", "key", "bread", "all", "tail", "cap", "3 gold");
  const line = fc.oneof(
    fc.constantFrom("n", "s", "e", "w", "kill rat", "flee", "unlock door", "open door"),
    fc.constantFrom("unlock chest", "open chest", "get all from chest", "put all in chest"),
    fc.tuple(verb, thing).map(([what, which]) => `${what} ${which}`),
  );
  const wait = fc.constantFrom(0, 0, 0, 2000, 70_000);
  fc.assert(
    fc.property(fc.array(fc.tuple(line, wait), { minLength: 5, maxLength: 40 }), (turns) => {
      const play = second();
      const mira = play.login("Mira", { room: "a:hall", hp: 5000 });
      mira.types("instance 2");
      for (const [typed, ms] of turns) {
        mira.types(typed);
        play.advance(ms);
      }
      for (let tries = 0; play.zones.get(A2)?.players().length !== 0; tries += 1) {
        assert.ok(tries < 300, "never gets away");
        play.input(mira.id, { i: "switch", player: mira.id, to: null });
        play.advance(1000);
      }
      assertConserved(play);
      merge(play);
      assertConserved(play);
    }),
    { numRuns: 60 },
  );
});
