/**
 * A character's life over a real telnet socket: made, walked through three zones, victorious,
 * dressed, fed, banked, slain, and still the same after leaving and after a restart of the server
 * on another runtime. Then what happens between two people, and to lost and doubled connections.
 */

import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { test } from "node:test";
import { newDirectory, type Runtime, TestServer, withServer } from "../support/server.ts";
import { MARK, PASSWORD, TelnetPlayer } from "../support/telnet-player.ts";

const TORRIN_BREAKWATER = { race: "torrin", class: "breakwater" };
/** The way from the tideline to the market, each with the title of the room it leads to. */
const TO_THE_YARD = ["n The Beachcomber's Hut", "n The Net-Drying Yard"];
const TO_THE_SQUARE = [
  "n A Bench in the Wind",
  "n The Stile",
  "n The South Gate",
  "n Market Square",
];

const walk = async (player: TelnetPlayer, ...steps: readonly string[]): Promise<void> => {
  for (const step of steps) {
    const [way = "", title = ""] = step.split(/ (.*)/);
    await player.do(way, new RegExp(`^${title}\\n[^¶]*Exits: [^¶]*¶`, "m"));
  }
};

/** Strikes until the end; each blow has the deadline of an `expect` of its own. */
const fight = async (player: TelnetPlayer, whom: string, end: RegExp): Promise<string> => {
  const blow = /You hit|You miss|hits you|misses you|[Yy]ou dodge|dodges/;
  await player.do(`kill ${whom}`, /You attack [^\n]*!\n/);
  for (;;) {
    const [seen] = await player.expect(new RegExp(`${end.source}|${blow.source}`));
    if (end.test(seen)) return seen;
  }
};

/** Health and mana come back by themselves, so they are not compared. */
const steady = (screen: string): string =>
  screen.replaceAll(/^(Health|Mana) .*\n/gm, "").replaceAll(/\n[^\n]*¶$/g, "\n");

/** Screens that only the player's own deeds change; asked where nobody else comes by. */
const things = async (player: TelnetPlayer): Promise<string> =>
  steady(await player.ask("equipment")) + steady(await player.ask("inventory"));

/** What a character is and has, as its player reads it. */
const belongings = async (player: TelnetPlayer): Promise<Record<string, string>> => ({
  score: steady(await player.ask("score")),
  things: await things(player),
  alias: steady(await player.ask("alias")),
  settings: steady(await player.ask("settings")),
  room: steady(await player.ask("look")),
});

const QUESTION = /^(?:Name|Create \w+\? \(y\/n\)|(?:New )?[Pp]assword(?: again)?|Race|Class): /gm;
const NUMBERS = /^(?:\d+\/\d+hp \d+\/\d+mp|<\d+ of \d+)> /gm;

/** Every question and every prompt of the game that was shown is closed by GA or EOR. */
const assertMarked = (player: TelnetPlayer): void => {
  const shown = player.transcript();
  const found = [...shown.matchAll(QUESTION), ...shown.matchAll(NUMBERS)];
  assert.ok(found.length > 3, "too few prompts to judge by");
  for (const { 0: text, index } of found) {
    assert.equal(shown.charAt(index + text.length), MARK, `"${text}" is not marked`);
  }
};

const received = (player: TelnetPlayer): string => Buffer.concat(player.bytes).toString("latin1");

const dressAndFight = async (player: TelnetPlayer): Promise<void> => {
  await walk(player, ...TO_THE_YARD.slice(0, 1));
  await player.do("get hat", /^You pick up a yellow sou'wester\.\n/m);
  await player.do("get cudgel", /^You pick up a driftwood cudgel\.\n/m);
  await player.do("wear hat", /^You wear a yellow sou'wester\.\n/m);
  await player.do("wield cudgel", /^You wield a driftwood cudgel instead of a boat axe\.\n/m);
  await walk(player, "e The Rock Pools");
  await fight(player, "crab", /You have slain a shore crab!\nYou gain 15 experience\.\n/);
  await walk(player, "w The Beachcomber's Hut", ...TO_THE_YARD.slice(1));
  await player.do(
    "consider dummy",
    /^The training dummy \(level 1\) would be no trouble at all\.\n/m,
  );
  await fight(player, "dummy", /You have slain the training dummy!\nYou gain 15 experience\.\n/);
  await player.do("score", /You have 30 experience; 70 more make level 2\.\n/);
};

const goldOf = async (player: TelnetPlayer): Promise<number> =>
  Number((await player.do("gold", /You have (\d+) gold/))[1]);

/** Returns what is left afterwards. */
const shopAndBank = async (player: TelnetPlayer): Promise<string> => {
  await walk(player, "n Candle Street", "e Oddy's Everything");
  const gold = await goldOf(player);
  await player.do("list", /a loaf of bread +3 /);
  await player.do("buy bread", /^You buy a loaf of bread for 3 gold\.\n/m);
  await walk(player, "w Candle Street", "s Market Square", "w Quay Street");
  await walk(player, "s The Amberford Counting House");
  const told = `You deposit 10 gold\\. You have 10 gold in the bank and ${gold - 13} with you\\.\\n`;
  await player.do("deposit 10", new RegExp(`^${told}[^¶]*¶`, "m"));
  const left = await things(player);
  await walk(player, "n Quay Street", "e Market Square");
  return left;
};

const dieOnce = async (player: TelnetPlayer, before: string): Promise<void> => {
  await fight(player, "guard", /You have been slain by a guard of the Watch!\n/);
  await player.expect(/^Somebody carries you to safety\. It cost you 3 experience\.\n/m);
  await player.expect(/^The Bottled Gnat\n[^¶]*Exits: east, up, down\.[^¶]*¶/m);
  assert.equal(await things(player), before);
  await player.do("score", /You have 27 experience; 73 more[^¶]*Kills: 2\. Deaths: 1\.\n/);
};

const liveOneDay = async (player: TelnetPlayer): Promise<Record<string, string>> => {
  await player.create("Nyra", TORRIN_BREAKWATER);
  await dressAndFight(player);
  await walk(player, ...TO_THE_SQUARE);
  const left = await shopAndBank(player);
  await walk(player, "e The East Gate", "e The Edge of the Weepwood", "w The East Gate");
  await walk(player, "w Market Square");
  await dieOnce(player, left);
  await player.do("alias gg get all", /^gg stands for: get all\n/m);
  await player.do("prompt <%h of %H> ", /^This is your prompt now\.\n<\d+ of 24> ¶/m);
  const all = await belongings(player);
  await player.do("quit", /^You are saved\. The world goes on without you; come back soon\.\n/m);
  assert.equal(await player.closes(), "");
  return all;
};

test("[EE1, EE2, EE3] a character is made, walks, wins, dies, leaves, and all of it is still there", async () => {
  const dataDir = newDirectory();
  let second: TestServer | undefined;
  const first = await TestServer.start({ dataDir });
  try {
    const player = await TelnetPlayer.connect(first.telnetPort);
    const before = await liveOneDay(player);
    assertMarked(player);
    assert.equal(player.marks.EOR, 0);
    assert.ok(!received(player).includes(PASSWORD), "the password was sent back");
    const again = await TelnetPlayer.connect(first.telnetPort, { eor: true });
    await again.login("nyra");
    assert.deepEqual(await belongings(again), before);
    assertMarked(again);
    assert.equal(again.marks.GA, 0, "a prompt was closed by GA although EOR was agreed");
    await again.do("quit", /come back soon/);
    await first.stop();

    second = await TestServer.start({ dataDir, runtime: "node" });
    const later = await TelnetPlayer.connect(second.telnetPort);
    await later.login("NYRA");
    assert.deepEqual(await belongings(later), before);
    await later.do("quit", /come back soon/);
    await second.stop();
  } finally {
    await first.destroy();
    await second?.destroy();
    rmSync(dataDir, { recursive: true, force: true });
  }
});

const meet = async (server: TestServer): Promise<[TelnetPlayer, TelnetPlayer]> => {
  const nyra = await TelnetPlayer.connect(server.telnetPort);
  const oren = await TelnetPlayer.connect(server.telnetPort);
  await nyra.create("Nyra", TORRIN_BREAKWATER);
  await oren.create("Oren", { race: "lutrin", class: "gleaner" });
  await nyra.expect(/Oren [^\n]*\.\n/);
  return [nyra, oren];
};

test("[EE4] two people see each other, talk near and far, and are listed by who", async () => {
  await withServer({}, async (server) => {
    const [nyra, oren] = await meet(server);
    await nyra.do("look", /^The Tideline\n[^¶]*\nOren [^\n]*\n[^¶]*¶/m);
    await nyra.do("say Good morning!", /^You say, "Good morning!"\n/m);
    await oren.expect(/(^|\n)Nyra says, "Good morning!"\n/);
    await oren.do("emote waves", /^Oren waves\.\n/m);
    await nyra.expect(/\nOren waves\.\n/);
    await walk(nyra, "w Cart Track", "w The Strand");
    await nyra.do("tell oren The town is near.", /You tell Oren, "The town is near\."\n/);
    await oren.expect(/\nNyra tells you, "The town is near\."\n/);
    await oren.do("reply Wait for me", /You tell Nyra, "Wait for me"\n/);
    await nyra.expect(/\nOren tells you, "Wait for me"\n/);
    await oren.do("gossip Anybody out there?", /^You gossip, "Anybody out there\?"\n/m);
    await nyra.expect(/\nOren gossips, "Anybody out there\?"\n/);
    await nyra.do(
      "who",
      /2 people in the world\n[^¶]*Nyra +1 +Torrin +Breakwater[^¶]*Oren +1 +Lutrin/,
    );
    await server.stop();
  });
});

test("[EE5] a second login takes over, and the first connection is told why", async () => {
  await withServer({}, async (server) => {
    const first = await TelnetPlayer.connect(server.telnetPort);
    await first.create("Nyra", TORRIN_BREAKWATER);
    await walk(first, "n The Beachcomber's Hut");
    const second = await TelnetPlayer.connect(server.telnetPort);
    await second.login("nyra");
    await first.expect(/\nYou have logged in again from another connection\.\n/);
    await first.closes();
    await second.do("look", /^The Beachcomber's Hut\n/m);
    await second.do("who", /You are alone in the world\n/);
    await server.stop();
  });
});

test("[EE6] a lost connection leaves the character in the world, and it can be taken up again", async () => {
  await withServer({}, async (server) => {
    const [nyra, oren] = await meet(server);
    await nyra.leave();
    await oren.expect(/Nyra [^\n]*\n/, "word that Nyra's link is lost");
    await oren.do(
      "tell nyra Are you well?",
      /Nyra has lost the connection, and will read it when it is back\.\n/,
    );
    await oren.do("who", /2 people in the world\n/);
    const back = await TelnetPlayer.connect(server.telnetPort);
    await back.login("nyra");
    await oren.expect(/Nyra [^\n]*\n/, "word that Nyra is back");
    await back.do("say Here again.", /^You say, "Here again\."\n/m);
    await oren.expect(/\nNyra says, "Here again\."\n/);
    await server.stop();
  });
});

for (const runtime of ["node", "deno"] satisfies Runtime[]) {
  test(`[EE7] a short day on ${runtime}`, async () => {
    await withServer({ runtime }, async (server) => {
      const player = await TelnetPlayer.connect(server.telnetPort);
      await player.create("Nyra", TORRIN_BREAKWATER);
      await walk(player, "n The Beachcomber's Hut");
      await player.do("get hat", /^You pick up a yellow sou'wester\.\n/m);
      await player.do("wear hat", /^You wear a yellow sou'wester\.\n/m);
      await walk(player, "e The Rock Pools");
      await fight(player, "crab", /You have slain a shore crab!\n/);
      await walk(player, "w The Beachcomber's Hut");
      const before = await things(player);
      await player.do("quit", /come back soon/);
      const again = await TelnetPlayer.connect(server.telnetPort);
      await again.login("nyra");
      assert.equal(await things(again), before);
      await again.do("look", /^The Beachcomber's Hut\n/m);
      assertMarked(again);
      await server.stop();
      assert.match(await again.closes(), /The game is shutting down[^\n]*See you soon!\n/);
    });
  });
}
