/**
 * A character's life in a real browser against the real server: made, dressed, walked through
 * three zones by clicks and by typing, victorious, slain, and all of it still there after leaving.
 * Then what two people see of each other, one of them on telnet.
 */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { BrowserPlayer, launchBrowser } from "../support/browser-player.ts";
import { withServer } from "../support/server.ts";
import { PASSWORD, TelnetPlayer } from "../support/telnet-player.ts";

const TORRIN_BREAKWATER = { race: "torrin", class: "breakwater" };

let browser: Browser;
before(async () => {
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
});

/** Everything of a page that could give a secret away. */
const EVERYTHING = `JSON.stringify([{ ...localStorage }, { ...sessionStorage }, history.state,
  location.href, document.cookie, document.title]) + document.documentElement.outerHTML`;

const createUnseen = async (player: BrowserPlayer): Promise<void> => {
  await player.asks(/^Name$/);
  await player.shot("play-login");
  await player.send("Mira");
  await player.answer(/^Create Mira\? \(y\/n\)$/, "y");
  for (const question of [/^New password$/, /^Password again$/]) {
    await player.asks(question);
    assert.equal(await player.line.getAttribute("type"), "password");
    await player.line.fill(PASSWORD);
    await player.shot("play-password");
    await player.line.press("Enter");
  }
  await player.asks(/^Race$/);
  await player.shot("play-race");
  assert.equal(await player.line.getAttribute("type"), "text");
  await player.send("torrin");
  await player.answer(/^Class$/, "breakwater");
  await player.inWorld();
  await player.line.press("ArrowUp");
  assert.equal(await player.line.inputValue(), "", "login answers are no history");
  await player.do("look", /^The Tideline$/m);
  const all = await player.look<string>(EVERYTHING);
  assert.ok(all.includes("look") && !all.includes(PASSWORD));
  await player.line.press("ArrowUp");
  assert.equal(await player.line.inputValue(), "look");
  await player.line.fill("");
};

const dress = async (player: BrowserPlayer): Promise<void> => {
  await player.clickWays("north The Beachcomber's Hut");
  await player.shot("play-hut");
  await player.act("Place", "a yellow sou'wester", "Get", /^You pick up a yellow sou'wester\.$/m);
  await player.act("Place", "a driftwood cudgel", "Get", /^You pick up a driftwood cudgel\.$/m);
  await player.act("Things", "a yellow sou'wester", "Wear", /^You wear a yellow sou'wester\.$/m);
  await player.act("Things", "a driftwood cudgel", "Wear", /^You wield a driftwood cudgel/m);
  const worn = player.panel("Things").getByRole("list", { name: "Worn" });
  await worn.getByText("a driftwood cudgel").waitFor();
  const pieces = await worn.locator("summary").allTextContents();
  assert.deepEqual(pieces.toSorted(), [
    "body: an oilskin coat",
    "head: a yellow sou'wester",
    "weapon: a driftwood cudgel",
  ]);
};

const winFight = async (player: BrowserPlayer): Promise<void> => {
  await player.clickWays("east The Rock Pools");
  await player.act("Place", "a shore crab", "Attack", /^You attack a shore crab!$/m);
  await player.expect(/^You have slain a shore crab!\nYou gain 15 experience\.$/m, 0);
  await player.page.locator('[role=meter][aria-valuetext="85 to next level"]').waitFor();
};

const seeMap = async (player: BrowserPlayer): Promise<void> => {
  await player.do("map", /^Map in words$/m);
  const map = player.log.locator(".map").last();
  assert.match((await map.locator("pre").textContent()) ?? "", /@/);
  await map.getByText("Map in words").click();
  await map
    .getByRole("listitem")
    .filter({ hasText: /Candle Street/ })
    .first()
    .waitFor();
  await player.atEnd();
  await player.shot("play-map");
};

const goldOf = async (player: BrowserPlayer): Promise<number> =>
  Number(await player.panel("Character").locator("dd").nth(1).textContent());

const buyBread = async (player: BrowserPlayer): Promise<void> => {
  await player.clickWays("north Candle Street", "east Oddy's Everything");
  await player.do("list", /a loaf of bread\s+3/);
  await player.log.getByRole("columnheader", { name: "Price" }).last().waitFor();
  await player.shot("play-shop");
  const gold = await goldOf(player);
  await player.do("buy bread", /^You buy a loaf of bread for 3 gold\.$/m);
  await player
    .panel("Character")
    .getByText(`${gold - 3}`, { exact: true })
    .waitFor();
  await player.panel("Things").getByText("a loaf of bread (3)").waitFor();
  await player.clickWays("west Candle Street", "south Market Square");
};

const dieOnce = async (player: BrowserPlayer): Promise<void> => {
  await player.watchMeters();
  const since = await player.entries();
  await player.send("kill guard");
  const foe = player.page.getByRole("meter", { name: "a guard of the Watch" });
  await foe.waitFor();
  await player.expect(/^A guard of the Watch hits you/im, since);
  await player.shot("play-fight");
  await player.expect(/^You have been slain by a guard of the Watch!$/m, since);
  await player.expect(/^Somebody carries you to safety\. It cost you 1 experience\.$/m, since);
  await player.page.locator(".room-name").getByText("The Bottled Gnat").waitFor();
  await foe.waitFor({ state: "hidden" });
  await player.shot("play-dead");
  const seen = await player.metersSeen("Hit points");
  assert.ok(Math.min(...seen) < (seen[0] ?? 0), `hit points did not fall: ${seen}`);
  const condition = await player.metersSeen("a guard of the Watch");
  assert.ok(condition.some((value) => value > 0 && value <= 100));
};

/** What a character is and has, as the panels and the screens show it. */
const belongings = async (player: BrowserPlayer): Promise<Record<string, unknown>> => {
  const [score] = await player.do("score", /^Kills: \d+\. Deaths: \d+\.$/m);
  const experience = player.page.getByRole("meter", { name: "Experience" });
  return {
    score,
    facts: await player.panel("Character").locator("dd").allTextContents(),
    experience: await experience.getAttribute("aria-valuetext"),
    things: await player.panel("Things").locator("summary").allTextContents(),
    room: await player.page.locator(".room-name").textContent(),
  };
};

test("[BR1, BR2, BR3, BR4, BR6] a day in the browser, and all of it is still there", () =>
  withServer({}, async (server) => {
    const player = await BrowserPlayer.visit(browser, server.webPort);
    await createUnseen(player);
    await dress(player);
    await winFight(player);
    await player.typeWays("west The Beachcomber's Hut", "n The Net-Drying Yard");
    await player.clickWays("north A Bench in the Wind", "north The Stile", "north The South Gate");
    await player.clickWays("north Market Square");
    await seeMap(player);
    await buyBread(player);
    await player.typeWays("e The East Gate");
    await player.clickWays("east The Edge of the Weepwood", "west The East Gate");
    await player.typeWays("west Market Square");
    await dieOnce(player);

    const before = await belongings(player);
    await player.do("quit", /^You are saved\. The world goes on without you; come back soon\.$/m);
    await player.page.locator("#connection[data-phase=ended]").waitFor();
    await player.shot("play-quit");
    await player.page.getByRole("button", { name: "Connect now" }).click();
    await player.login("mira");
    assert.deepEqual(await belongings(player), before);
    await player.do("quit", /come back soon/);
    await player.leave();

    const elsewhere = await BrowserPlayer.visit(browser, server.webPort, { colorScheme: "light" });
    await elsewhere.login("MIRA");
    await elsewhere.do("look", /Exits/);
    await elsewhere.shot("play-light");
    assert.deepEqual(await belongings(elsewhere), before);
    await elsewhere.do("quit", /come back soon/);
    await elsewhere.leave();
  }));

test("[BR5] browser and telnet players meet, talk near and far, and are listed", () =>
  withServer({}, async (server) => {
    const nyra = await BrowserPlayer.visit(browser, server.webPort);
    await nyra.create("Nyra", TORRIN_BREAKWATER);
    const oren = await TelnetPlayer.connect(server.telnetPort);
    await oren.create("Oren", { race: "lutrin", class: "gleaner" });
    const here = nyra.panel("Place").getByRole("list", { name: "People" });
    await here.getByText("Oren").waitFor();

    await nyra.do("say Good morning!", /^You say, "Good morning!"$/m);
    await oren.expect(/(^|\n)Nyra says, "Good morning!"\n/);
    const talk = nyra.panel("Talk");
    await nyra.after(
      async () => oren.send("say Mind the gull."),
      /^Oren says, "Mind the gull\."$/m,
    );
    await oren.do("w", /^Cart Track\n/);
    await here.waitFor({ state: "hidden" });
    await oren.do("gossip Anybody out there?", /^You gossip, "Anybody out there\?"\n/);
    await talk.getByRole("tab", { name: "gossip" }).click();
    await talk.locator("#chat-box").getByText('Oren gossips, "Anybody out there?"').waitFor();
    assert.equal(await talk.locator("#chat-box").getByText("Mind the gull.").count(), 0);
    await talk.getByRole("button", { name: "Talk on gossip" }).click();
    assert.equal(await nyra.line.inputValue(), "gossip ");
    await nyra.page.keyboard.type("Only me!");
    await nyra.page.keyboard.press("Enter");
    await oren.expect(/\nNyra gossips, "Only me!"\n/);
    await nyra.after(
      async () => oren.send("tell nyra <b>Come</b>"),
      /Oren tells you, "<b>Come<\/b>"/,
    );
    await talk.getByRole("tab", { name: /^tell/ }).waitFor();
    await nyra.shot("play-talk");

    const people = nyra.panel("People");
    await people.getByRole("button", { name: "People" }).click();
    await people.getByRole("button", { name: "Who is in the world?" }).click();
    const online = people.getByRole("list", { name: "In the world" });
    await online.getByText("Oren, level 1").waitFor();
    await online.getByText("Oren, level 1").click();
    await online.getByRole("button", { name: "Follow: Oren" }).waitFor();
    await nyra.shot("play-people");
    await online.getByText("Nyra, level 1").click();
    await online.getByRole("button", { name: "Look: Nyra" }).waitFor();
    assert.equal(await online.getByRole("button", { name: "Follow: Nyra" }).count(), 0);
    assert.equal(await online.locator("summary").count(), 2);
    await nyra.expect(/^2 people in the world/m, 0);
    await oren.do("quit", /come back soon/);
    await nyra.do("quit", /come back soon/);
    await nyra.leave();
  }));
