/** Two-sided trade. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { ItemState } from "../player-state.ts";
import { TestPlay, type TestPlayer } from "../testing/play.ts";
import { smallWorld } from "../testing/small-world.ts";
import { TRADE_LOOK_MS } from "./trade.ts";

interface Pair {
  readonly play: TestPlay;
  readonly mira: TestPlayer;
  readonly tom: TestPlayer;
}

const item = (uid: string, def: string, more: Partial<ItemState> = {}): ItemState => ({
  uid,
  def,
  ...more,
});

/** Mira (sword, 50 gold) and Tom (cap, bag with a coin, 50 gold) in the yard, strangers still. */
const strangers = (): Pair => {
  const play = new TestPlay(smallWorld());
  const place = { room: "a:yard", fresh: false, gold: 50 };
  const mira = play.login("Mira", { ...place, inventory: [item("m/1", "a:sword")] });
  const bag = item("t/2", "a:bag", { contents: [item("t/3", "a:coin")] });
  const tom = play.login("Tom", { ...place, inventory: [item("t/1", "a:cap"), bag] });
  mira.reads();
  return { play, mira, tom };
};

const trading = (): Pair => {
  const pair = strangers();
  pair.mira.types("trade tom");
  pair.tom.types("trade mira");
  pair.mira.reads();
  return pair;
};

/** Mira's sword against Tom's cap and 20 gold, seen by both. */
const bargain = (): Pair => {
  const pair = trading();
  pair.mira.types("offer sword");
  pair.tom.types("offer cap");
  pair.tom.types("offer 20 gold");
  pair.play.advance(TRADE_LOOK_MS);
  pair.mira.reads();
  pair.tom.reads();
  return pair;
};

const uids = (who: TestPlayer): string[] => who.state.inventory.map((one) => one.uid);

test("[GT26] a trade opens when the invited answers with the same command", () => {
  const { play, mira, tom } = strangers();
  assert.match(mira.types("offer sword"), /You are not trading\. Begin with trade NAME\./);
  assert.match(mira.types("trade tom"), /You ask Tom for a trade\./);
  assert.match(tom.reads(), /Mira would like to trade with you\. Agree with trade mira\./);
  assert.match(mira.types("offer sword"), /Tom has not answered your invitation yet/);
  assert.match(mira.types("trade tom"), /You have asked Tom already/);
  assert.match(tom.types("trade mira"), /You are trading with Mira\./);
  assert.match(mira.reads(), /You are trading with Tom\./);
  const ann = play.login("Ann", { room: "a:yard" });
  assert.match(ann.types("trade tom"), /Tom is trading with somebody else/);
  assert.match(tom.types("trade ann"), /You are trading with Mira\./);
  assert.match(ann.types("trade rat"), /A rat does not trade with you/);
  assert.match(ann.types("trade ann"), /That would be yourself/);
});

test("[GT27] both sides see what both offer, and offers can be taken back", () => {
  const { mira, tom } = trading();
  const seen = mira.types("offer sword");
  assert.match(seen, /Trade with Tom/);
  assert.match(seen, /You offer:[\s\S]*a short sword[\s\S]*Tom offers:[\s\S]*nothing/);
  assert.match(tom.reads(), /You offer:[\s\S]*nothing[\s\S]*Mira offers:[\s\S]*a short sword/);
  assert.match(tom.types("offer 60 gold"), /You have only 50 gold/);
  assert.match(tom.types("offer bag"), /Empty a cloth bag first/);
  tom.types("offer 10 gold");
  assert.match(tom.types("offer 20 gold"), /20 gold/);
  assert.match(mira.types("trade status"), /Tom offers:[\s\S]*20 gold/);
  assert.match(tom.types("unoffer gold"), /You offer:[\s\S]*nothing/);
  assert.match(mira.types("unoffer all"), /You offer:[\s\S]*nothing/);
  assert.match(mira.types("unoffer sword"), /You offer no "sword"/);
  assert.match(mira.types("trade confirm"), /nothing to trade yet/);
});

test("[GT28] when both have confirmed, everything changes hands at once", () => {
  const { play, mira, tom } = bargain();
  const ann = play.login("Ann", { room: "a:yard" });
  assert.match(mira.types("trade confirm"), /You accept\. It is for Tom to do the same/);
  assert.match(tom.reads(), /Mira accepts the trade as it stands/);
  assert.match(
    tom.types("trade confirm"),
    /You give a leather cap and 20 gold and get a short sword\./,
  );
  assert.match(mira.reads(), /You give a short sword and get a leather cap and 20 gold\./);
  assert.equal(ann.reads(), "Tom and Mira strike a bargain.");
  assert.deepEqual([uids(mira), uids(tom)], [["t/1"], ["t/2", "m/1"]]);
  assert.deepEqual([mira.state.gold, tom.state.gold], [70, 30]);
  assert.deepEqual(
    play.effects.filter((effect) => effect.e === "classA"),
    [{ e: "classA", parties: [tom.id, mira.id] }],
  );
  assert.equal(play.zone("a").state.trades.size, 0);
  assert.match(mira.types("trade"), /You are not trading/);
});

test("[GT29] a change takes back both confirmations, and must be looked at before the next", () => {
  const { play, mira, tom } = bargain();
  mira.types("trade confirm");
  assert.match(tom.types("offer 1 gold"), /You have not accepted\. Mira has not accepted\./);
  mira.reads();
  assert.match(mira.types("trade confirm"), /Tom has just changed the offer\. Look at it first/);
  play.advance(TRADE_LOOK_MS);
  mira.types("trade confirm");
  tom.types("trade confirm");
  assert.deepEqual([mira.state.gold, tom.state.gold], [51, 49]);
});

test("[GT30] what cannot be kept any more settles nothing", () => {
  const { mira, tom } = bargain();
  mira.types("trade confirm");
  tom.types("drop 40 gold");
  assert.match(tom.types("trade confirm"), /cannot be settled: Tom does not have the offered gold/);
  assert.match(mira.reads(), /cannot be settled: Tom/);
  assert.deepEqual([uids(mira), uids(tom)], [["m/1"], ["t/1", "t/2"]]);
  assert.match(mira.types("trade"), /You have not accepted/);
});

test("[GT30] full hands settle nothing", () => {
  const { play, mira, tom } = trading();
  tom.types("offer cap");
  play.advance(TRADE_LOOK_MS);
  const tails = Array.from({ length: 60 }, (_, n) => item(`x/${n}`, "a:tail"));
  (mira.state as { inventory: unknown }).inventory = tails;
  mira.types("trade confirm");
  assert.match(tom.types("trade confirm"), /Mira cannot carry that much/);
  assert.equal(mira.state.inventory.length, 60);
});

test("[GT31] an offered thing that leaves its owner's hands ends the trade", () => {
  for (const line of ["drop cap", "wear cap", "give cap mira"]) {
    const { play, mira, tom } = bargain();
    tom.types(line);
    assert.match(mira.reads(), /Tom no longer has what was offered\. The trade is off\./, line);
    assert.equal(play.zone("a").state.trades.size, 0);
    assert.match(tom.types("trade confirm"), /You are not trading/);
  }
});

test("[GT32] leaving, a fight, a lost link and cancel end the trade", () => {
  const ends: readonly [string, (pair: Pair) => void, RegExp][] = [
    ["walk", ({ tom }) => tom.types("s"), /Tom has left\. The trade is off/],
    ["zone", ({ tom }) => tom.types("n"), /Tom has left\. The trade is off/],
    ["fight", ({ tom }) => tom.types("kill rat"), /Tom is in a fight\. The trade is off/],
    ["cancel", ({ tom }) => tom.types("trade cancel"), /Tom has changed their mind/],
    [
      "link",
      ({ play, tom }) => {
        play.input(tom.id, { i: "linkLost", player: tom.id });
        play.settle();
      },
      /Tom stares into the distance\. The trade is off/,
    ],
  ];
  for (const [name, end, told] of ends) {
    const pair = bargain();
    end(pair);
    assert.match(pair.mira.reads(), told, name);
    assert.equal(pair.mira.entity.live.tradeWith, null, name);
    assert.equal(pair.play.zone("a").state.trades.size, 0, name);
  }
});

test("[GT32] a mob's attack ends the trade as well", () => {
  const world = smallWorld();
  const ogre = world.mobs.get("a:ogre");
  assert.ok(ogre !== undefined);
  const roaming = { ...ogre, damage: { min: 1, max: 1 }, behaviours: ["aggressive", "wander"] };
  const play = new TestPlay({
    ...world,
    mobs: new Map(world.mobs).set("a:ogre", roaming as typeof ogre),
  });
  const mira = play.login("Mira", { room: "a:yard" });
  const tom = play.login("Tom", { room: "a:yard" });
  mira.types("trade tom");
  tom.types("trade mira");
  for (let minute = 0; minute < 10 && mira.entity.live.tradeWith !== null; minute += 1) {
    play.advance(60_000);
  }
  assert.match(mira.reads() + tom.reads(), /is in a fight\. The trade is off/);
  assert.match(mira.types("trade tom"), /Not while you are fighting|Tom is fighting/);
});

test("[GT33] an invitation is withdrawn by leaving and by turning to somebody else", () => {
  const { play, mira, tom } = strangers();
  const ann = play.login("Ann", { room: "a:yard" });
  mira.types("trade tom");
  mira.types("trade ann");
  tom.types("trade mira");
  assert.equal(play.zone("a").state.trades.size, 2);
  assert.match(mira.reads(), /Tom would like to trade/);
  ann.types("trade mira");
  assert.match(mira.reads(), /You are trading with Ann/);
  mira.types("s");
  assert.match(ann.reads(), /Mira has left\. The trade is off/);
  tom.types("s");
  assert.equal(play.zone("a").state.trades.size, 0);
});

test("[GT34] who ignores somebody hears of no invitation", () => {
  const { mira, tom } = strangers();
  (tom.state as { ignores: unknown }).ignores = ["mira"];
  assert.match(mira.types("trade tom"), /You ask Tom for a trade/);
  assert.equal(tom.reads(), "");
  assert.match(mira.types("give sword tom"), /Tom does not take anything just now/);
});
