/** Items and gold are conserved, whatever players type. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { PlayerState } from "../player-state.ts";
import type { StoredZone } from "../stored-zone.ts";
import {
  census,
  countLines,
  duplicates,
  ledgerOf,
  storedLedger,
  storedSurvey,
  survey,
} from "../testing/census.ts";
import { TestPlay } from "../testing/play.ts";
import { smallWorld } from "../testing/small-world.ts";

const NAMES = ["Mira", "Tom", "Ann"] as const;

const THINGS = ["coin", "2.coin", "all.coin", "bread", "sword", "cap", "bag", "tail", "key", "all"];
const BOXES = ["bag", "chest", "corpse", "2.bag"];
const GOLD = ["gold", "1 gold", "5 gold", "all gold", "999999999999 gold"];
const WAYS = ["n", "e", "s", "s", "w", "w"];
const PLAIN = [
  "unlock door",
  "open door",
  "unlock chest",
  "open chest",
  "close bag",
  "kill rat",
  "flee",
  "buy bread",
  "buy 2 bread",
  "buy cap",
  "buy coin",
  "deposit all",
  "deposit 3",
  "withdraw 4",
  "withdraw all",
  "trade confirm",
  "trade confirm",
  "trade cancel",
  "trade",
  "wear all",
  "remove all",
];

const GEAR = [
  "wear cap",
  "wear all",
  "wield sword",
  "hold sword",
  "remove cap",
  "remove all",
  "eat bread",
  "use all",
];

const what = fc.constantFrom(...THINGS, ...GOLD);
const box = fc.constantFrom(...BOXES);
const whom = fc.constantFrom("mira", "tom", "ann", "keeper");

const line = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...WAYS) },
  { weight: 3, arbitrary: fc.constantFrom(...PLAIN) },
  {
    weight: 6,
    arbitrary: fc
      .tuple(
        fc.constantFrom("get", "get", "drop", "sell", "deposit", "withdraw", "offer", "unoffer"),
        what,
      )
      .map(([verb, thing]) => `${verb} ${thing}`),
  },
  { weight: 2, arbitrary: fc.constantFrom(...GEAR) },
  { weight: 3, arbitrary: fc.tuple(what, box).map(([thing, into]) => `put ${thing} in ${into}`) },
  { weight: 3, arbitrary: fc.tuple(what, box).map(([thing, from]) => `get ${thing} from ${from}`) },
  { weight: 3, arbitrary: fc.tuple(what, whom).map(([thing, to]) => `give ${thing} to ${to}`) },
  { weight: 2, arbitrary: whom.map((name) => `trade ${name}`) },
);

const one = fc.constantFrom(0, 1, 2);
/** Most commands follow at once, some after a while. */
const waitMs = fc.constantFrom(0, 0, 0, 0, 0, 2000, 2000, 20_000, 70_000);

interface Turn {
  readonly who: number;
  readonly line: string;
  readonly waitMs: number;
}

const at = (who: number, typed: string, wait = 0): Turn => ({ who, line: typed, waitMs: wait });

/** A whole trade, which chance alone would seldom bring about, with something odd in between. */
const bargain = fc
  .tuple(one, one, what, what, line, one)
  .map(([a, b, mine, yours, odd, who]) => [
    at(a, `trade ${NAMES[b]}`),
    at(b, `trade ${NAMES[a]}`),
    at(a, `offer ${mine}`),
    at(b, `offer ${yours}`, 2000),
    at(a, "trade confirm"),
    at(who, odd),
    at(b, "trade confirm"),
  ]);

/** From the hall to the rat and back with what it leaves. */
const hunt = fc
  .tuple(one, what)
  .map(([who, thing]) => [
    at(who, "n"),
    at(who, "kill rat", 20_000),
    at(who, `get ${thing} from corpse`),
    at(who, "get all from corpse"),
    at(who, "s"),
  ]);

/** Gold in a box is a thing of its own, which has to go when the gold does. */
const stash = fc
  .tuple(one, fc.constantFrom("bag", "chest"), fc.constantFrom(...GOLD), fc.constantFrom(...GOLD))
  .map(([who, where, into, out]) => [
    at(who, `put ${into} in ${where}`),
    at(who, `put 2 gold in ${where}`),
    at(who, `get ${out} from ${where}`),
  ]);

const banking = fc
  .tuple(one, what, what)
  .map(([who, into, out]) => [at(who, `deposit ${into}`), at(who, `withdraw ${out}`)]);

/** From the hall to the shop and back. */
const errand = fc
  .tuple(one, what)
  .map(([who, thing]) => [
    at(who, "w"),
    at(who, `sell ${thing}`),
    at(who, "buy cap"),
    at(who, "buy 2 bread"),
    at(who, "e"),
  ]);

const step = fc.record({ who: one, line, waitMs }).map((turn): Turn[] => [turn]);

/** Everybody meets in the hall again, from wherever they are alive. */
const meeting = fc.constant(
  ["n", "w", "s", "w", "e"].flatMap((way) => [0, 1, 2].map((who) => at(who, way))),
);

const turns = fc
  .array(
    fc.oneof(
      { weight: 20, arbitrary: step },
      { weight: 2, arbitrary: bargain },
      { weight: 1, arbitrary: hunt },
      { weight: 1, arbitrary: errand },
      { weight: 2, arbitrary: stash },
      { weight: 1, arbitrary: banking },
      { weight: 1, arbitrary: meeting },
    ),
    { minLength: 60, maxLength: 120, size: "max" },
  )
  .map((parts) => parts.flat());

/** What a cut would hold of this moment. */
const assertStored = (play: TestPlay): void => {
  const zones = [...play.zones.values()].map(
    (zone) => JSON.parse(JSON.stringify(zone.storedState())) as StoredZone,
  );
  const players = [...play.zones.values()].flatMap((zone) =>
    zone.players().map((id) => JSON.parse(JSON.stringify(zone.playerState(id))) as PlayerState),
  );
  const found = storedSurvey(players, zones);
  assert.deepEqual(countLines(found.count), countLines(storedLedger(zones)));
  assert.deepEqual(duplicates(found), []);
};

const assertConserved = (play: TestPlay, after: string): void => {
  const zones = [...play.zones.values()];
  assert.deepEqual(countLines(census(zones)), countLines(ledgerOf(zones)), after);
  assert.deepEqual(duplicates(survey(zones)), [], after);
};

/** Everybody has gear, the chest stands open in the hall, and the rat is a scavenger. */
const busyWorld = () => {
  const world = smallWorld();
  const rat = world.mobs.get("a:rat");
  const chest = world.items.get("a:chest");
  const zone = world.zones.get("a");
  const warrior = world.classes.get("warrior");
  assert.ok(rat && chest && zone && warrior);
  const thief: typeof rat = { ...rat, behaviours: ["scavenger", "wander"] };
  const placements = zone.placements.map((one) =>
    one.item === "a:chest" ? { ...one, room: "a:hall" } : one,
  );
  const kit = ["a:bread", "a:bread", "a:bag", "a:sword", "a:cap", "a:cap"];
  return {
    ...world,
    mobs: new Map(world.mobs).set("a:rat", thief),
    items: new Map(world.items).set("a:chest", {
      ...chest,
      container: { capacity: 5, closed: false, locked: false },
    }),
    zones: new Map(world.zones).set("a", { ...zone, placements }),
    classes: new Map(world.classes).set("warrior", { ...warrior, kit }),
  };
};

/** What the random play must have done at least once, as its actor reads it. */
const DEEDS = [
  /^You pick up/m,
  /^You drop \d/m,
  /^You drop [a-z]/m,
  /^You put [a-z].* into/m,
  /^You put \d.* into/m,
  /^You take .* from the corpse/m,
  /^You take .* from a cloth bag/m,
  /^You take .* from an oak chest/m,
  /^You give \d+ gold/m,
  /^You give an? .* to/m,
  /^You buy/m,
  /^You sell/m,
  /^You deposit/m,
  /^You withdraw/m,
  /^You hand over/m,
  /^You get .* back/m,
  /^You wear/m,
  /^You take off/m,
  /^You eat/m,
  /^The trade is done/m,
];

test("[GT39, GT40] random play conserves every thing and all gold", { timeout: 60_000 }, () => {
  const missing = new Set(DEEDS);
  const property = fc.property(turns, (script) => {
    const play = new TestPlay(busyWorld());
    const players = NAMES.map((name) => play.login(name));
    const ann = players[2]?.state as { settings: object } | undefined;
    if (ann !== undefined) ann.settings = { ...ann.settings, autoLoot: true };
    assertConserved(play, "the beginning");
    for (const { who, line: typed, waitMs: wait } of script) {
      const seen = players[who]?.types(typed) ?? "";
      for (const deed of missing) if (deed.test(seen)) missing.delete(deed);
      assertConserved(play, `${NAMES[who]} types ${typed}`);
      if (wait === 0) continue;
      play.advance(wait);
      assertConserved(play, `${wait} ms after ${typed}`);
    }
    assertStored(play);
  });
  fc.assert(property, { seed: 11, numRuns: 12 });
  assert.deepEqual([...missing], []);
});

test("[GT39] a census notices one piece and one coin too many", () => {
  const play = new TestPlay(smallWorld());
  const mira = play.login("Mira");
  const zones = [...play.zones.values()];
  assertConserved(play, "the beginning");
  const state = mira.state as { gold: number; inventory: readonly unknown[] };
  state.gold += 1;
  assert.notDeepEqual(countLines(census(zones)), countLines(ledgerOf(zones)));
  state.gold -= 1;
  state.inventory = [...state.inventory, ...state.inventory];
  assert.notDeepEqual(countLines(census(zones)), countLines(ledgerOf(zones)));
  assert.equal(duplicates(survey(zones)).length, 1);
});
