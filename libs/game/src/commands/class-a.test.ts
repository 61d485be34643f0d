// Goal: no command moves value between two parties (two players, or a player and a shop or bank)
// without saying so as class A, and none does while the store is away. Every command of the table
// is typed with every kind of argument wherever value can change hands, so a new one is looked at
// without being listed here.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { Effect } from "../effect.ts";
import type { ItemState, PlayerState } from "../player-state.ts";
import { type Count, countItems } from "../testing/census.ts";
import { TestPlay, type TestPlayer } from "../testing/play.ts";
import { smallWorld } from "../testing/small-world.ts";
import { COMMANDS } from "./all.ts";

/** A bank, a shop, and a place where one may fight. */
const PLACES = ["a:hall", "a:shop", "a:yard"] as const;
/** Behind a command's name. */
const ARGUMENTS = [
  "",
  "all",
  "coin",
  "5 gold",
  "coin mira",
  "5 gold mira",
  "mira coin",
  "mira 5 gold",
  "mira",
  "deposit coin",
  "withdraw cap",
  "bread",
  "cap",
] as const;

const THINGS: readonly ItemState[] = [
  { uid: "x/1", def: "a:coin" },
  { uid: "x/2", def: "a:bread" },
  { uid: "x/3", def: "a:bag", contents: [{ uid: "x/4", def: "a:coin" }] },
];
const RICH: Partial<PlayerState> = {
  fresh: false,
  hp: 30,
  gold: 50,
  bankGold: 40,
  inventory: THINGS,
  bankItems: [{ uid: "x/5", def: "a:cap" }],
};

interface Scene {
  readonly play: TestPlay;
  readonly tom: TestPlayer;
  readonly mira: TestPlayer;
}

const scene = (room: string, isStaff: boolean, isAway: boolean): Scene => {
  const play = new TestPlay(smallWorld());
  const tom = play.login("Tom", { ...RICH, room, staff: isStaff });
  const things = THINGS.slice(0, 2).map((item) => ({ ...item, uid: `y/${item.uid}` }));
  const mira = play.login("Mira", { ...RICH, room, inventory: things, bankItems: [] });
  if (isAway)
    for (const zone of play.zones.keys()) play.post(zone, { i: "store", available: false });
  play.settle();
  play.effects.length = 0;
  return { play, tom, mira };
};

/** What each party has; nobody's hands (ground, corpses, boxes, mobs) are no party. */
const holdings = ({ play, tom, mira }: Scene): ReadonlyMap<string, string> => {
  const said = (items: readonly ItemState[], gold: number): string => {
    const count: Count = new Map();
    const uids: string[] = [];
    countItems(items, count, uids);
    return JSON.stringify([uids.sort(), gold]);
  };
  const parties = new Map<string, string>();
  for (const player of [tom, mira]) {
    // Who has quit took everything along.
    const state = player.left?.state ?? player.state;
    const worn = Object.values(state.equipment);
    parties.set(player.name, said([...state.inventory, ...worn], state.gold));
    parties.set(`${player.name}'s bank`, said(state.bankItems, state.bankGold));
  }
  for (const zone of play.zones.values()) {
    for (const [id, { stock }] of zone.state.shops) parties.set(id, JSON.stringify(stock));
  }
  return parties;
};

/** Parties whose holdings are not what they were. */
const changed = (before: ReadonlyMap<string, string>, after: ReadonlyMap<string, string>) =>
  [...after.keys()].filter((party) => before.get(party) !== after.get(party));

const partiesOf = (effects: readonly Effect[], { tom, mira }: Scene): readonly string[] => {
  const ids = effects.flatMap((effect) => (effect.e === "classA" ? effect.parties : []));
  return [tom, mira].filter(({ id }) => ids.includes(id)).map(({ name }) => name);
};

/** Commands that were seen to move value between parties. */
const movers = new Set<string>();

/** Types a line and holds what it did against what it said. */
const types = (one: Scene, who: TestPlayer, line: string, isAway: boolean): void => {
  const before = holdings(one);
  one.play.effects.length = 0;
  who.types(line);
  const parties = changed(before, holdings(one));
  const said = partiesOf(one.play.effects, one);
  const where = `${who.name} types "${line}"${isAway ? " while the store is away" : ""}`;
  if (parties.length < 2) {
    assert.deepEqual(said, [], `${where}: class A, and nothing changed hands`);
    return;
  }
  assert.ok(!isAway, `${where}, and ${parties.join(" and ")} changed`);
  const players = ["Tom", "Mira"].filter((name) => parties.some((party) => party.startsWith(name)));
  assert.deepEqual(said, players, `${where}: ${parties.join(" and ")} changed`);
  movers.add(line.split(" ")[0] ?? "");
};

for (const isAway of [false, true]) {
  const when = isAway
    ? "nothing changes hands while the store is away"
    : "what changes hands is class A";
  test(`[GK60] whatever command is typed with whatever words, ${when}`, () => {
    for (const { command } of COMMANDS.entries) {
      for (const place of PLACES) {
        for (const words of ARGUMENTS) {
          const one = scene(place, command.staff === true, isAway);
          types(one, one.tom, `${command.name} ${words}`.trim(), isAway);
        }
      }
    }
  });

  test(`[GK60] in a trade, ${when}`, () => {
    const one = scene("a:hall", false, isAway);
    for (const [who, line] of [
      [one.tom, "trade mira"],
      [one.mira, "trade tom"],
      [one.tom, "offer coin"],
      [one.mira, "offer 7 gold"],
      [one.mira, "unoffer gold"],
      [one.mira, "offer 8 gold"],
    ] as const) {
      types(one, who, line, isAway);
    }
    one.play.advance(10_000);
    types(one, one.tom, "trade confirm", isAway);
    types(one, one.mira, "trade confirm", isAway);
    if (!isAway) assert.equal(one.tom.state.gold, 58);
  });
}

test("[GK60] the commands that move value between parties are these, and they were all seen", () => {
  const known = ["bank", "buy", "deposit", "give", "sell", "trade", "withdraw"];
  assert.deepEqual([...movers].sort(), known);
});
