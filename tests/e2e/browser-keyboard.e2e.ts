/**
 * The same game by other hands: by keyboard alone, by touch on a phone, and through a reload and
 * restarts of the server, with the line that was being typed.
 */

import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { after, before, test } from "node:test";
import type { Browser, Locator } from "playwright-core";
import { BrowserPlayer, launchBrowser, PHONE } from "../support/browser-player.ts";
import { untilMetric } from "../support/hostile-watch.ts";
import { newDirectory, TestServer, withServer } from "../support/server.ts";
import { PASSWORD } from "../support/telnet-player.ts";

/** More than the page has places to stop at. */
const TABS_MAX = 80;

let browser: Browser;
before(async () => {
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
});

const keys = async (player: BrowserPlayer, words: string): Promise<void> => {
  await player.page.keyboard.type(words);
  await player.page.keyboard.press("Enter");
};

const FOCUSED = `(({ activeElement: node }) =>
  node.getAttribute("aria-label") ?? (node.id || node.textContent.trim()))(document)`;

/** Presses Tab until the focus has come to the control with this name or id. */
const tabTo = async (player: BrowserPlayer, name: string): Promise<void> => {
  const passed: string[] = [];
  for (let tabs = 0; tabs < TABS_MAX; tabs += 1) {
    await player.page.keyboard.press("Tab");
    const focused = await player.look<string>(FOCUSED);
    if (focused === name) return;
    passed.push(focused);
  }
  assert.fail(`no "${name}" among ${passed.join(" | ")}`);
};

const creation = (name: string): readonly (readonly [RegExp, string])[] => [
  [/^Name$/, name],
  [/^Create/, "y"],
  [/^New password$/, PASSWORD],
  [/^Password again$/, PASSWORD],
  [/^Race$/, "lutrin"],
  [/^Class$/, "gleaner"],
];

const createByKeys = async (player: BrowserPlayer, name: string): Promise<void> => {
  for (const [question, words] of creation(name)) {
    await player.asks(question);
    await keys(player, words);
  }
  await player.inWorld();
};

test("[BR7] by keyboard alone: walk, dress, fight, talk, look around the page", () =>
  withServer({}, async (server) => {
    const player = await BrowserPlayer.visit(browser, server.webPort);
    const { keyboard } = player.page;
    await createByKeys(player, "Tomas");

    await keyboard.press("F4");
    await tabTo(player, "north");
    await player.arrives("The Beachcomber's Hut", () => keyboard.press("Enter"));
    await tabTo(player, "a yellow sou'wester (2)");
    await keyboard.press("Enter");
    await tabTo(player, "Get: a yellow sou'wester (2)");
    await player.after(() => keyboard.press("Enter"), /^You pick up a yellow sou'wester\.$/m);
    await keyboard.press("F8");
    await tabTo(player, "a yellow sou'wester");
    await keyboard.press("Space");
    await tabTo(player, "Wear: a yellow sou'wester");
    await player.shot("keyboard-wear");
    await player.after(() => keyboard.press("Enter"), /^You wear a yellow sou'wester\.$/m);
    await player.panel("Things").getByText("head: a yellow sou'wester").waitFor();

    await keyboard.press("Escape");
    assert.equal(await player.look(FOCUSED), "line");
    await keyboard.type("equi");
    await player.page.getByRole("option", { name: "equipment" }).waitFor();
    await keyboard.press("Tab");
    assert.equal(await player.line.inputValue(), "equipment ");
    await player.after(() => keyboard.press("Enter"), /head\s+a yellow sou'wester/);
    await player.arrives("The Net-Drying Yard", () => keys(player, "n"));
    await player.after(
      () => keys(player, "kill dummy"),
      /^You have slain the training dummy!\nYou gain 15 experience\.$/m,
    );
    await keyboard.press("ArrowUp");
    await keyboard.press("ArrowUp");
    await player.arrives("A Bench in the Wind", () => keyboard.press("Enter"));

    await player.after(() => keys(player, "say Hello, bench."), /^You say, "Hello/m);
    await keyboard.press("F9");
    await tabTo(player, "chat-tab-");
    await keyboard.press("ArrowRight");
    assert.equal(await player.look(FOCUSED), "chat-tab-say");
    await tabTo(player, "Talk on say");
    await keyboard.press("Enter");
    await player.after(() => keys(player, "Only the wind."), /^You say, "Only the wind\."$/m);
    await keyboard.press("F2");
    assert.equal(await player.look("document.activeElement.id"), "log");
    await keyboard.press("Home");
    await player.page.getByText("Welcome to Ambon.").first().waitFor();
    await keyboard.press("F1");
    await player.page.getByRole("dialog", { name: "How to play here" }).waitFor();
    await keyboard.press("Enter");
    await keyboard.press("Escape");
    await player.after(() => keys(player, "quit"), /come back soon\.$/m);
    await player.leave();
  }));

const FITS = `(() => {
  const line = document.querySelector("#line").getBoundingClientRect();
  return {
    sideways: document.documentElement.scrollWidth - innerWidth,
    lineInView: line.top >= 0 && line.bottom <= innerHeight && line.width > 100,
  };
})()`;

test("[BR8] on a phone by touch: create, walk, dress, fight, talk", () =>
  withServer({}, async (server) => {
    const player = await BrowserPlayer.visit(browser, server.webPort, {
      viewport: PHONE,
      hasTouch: true,
      isMobile: true,
      deviceScaleFactor: 2,
    });
    const fits = async (name: string): Promise<void> => {
      await player.shot(`phone-${name}`);
      assert.deepEqual(await player.look(FITS), { sideways: 0, lineInView: true }, name);
    };
    const send = async (words: string): Promise<void> => {
      await player.line.tap();
      await player.page.keyboard.type(words);
      await player.page.getByRole("button", { name: "Send" }).tap();
    };
    const open = async (panel: string): Promise<void> => {
      await player.page.getByRole("navigation", { name: "Panels" }).getByText(panel).tap();
    };
    const act = async (panel: Locator, thing: string, label: string): Promise<void> => {
      await panel.getByText(thing).first().tap();
      await panel
        .getByRole("button", { name: `${label}: ${thing}` })
        .first()
        .tap();
    };

    for (const [question, words] of creation("Wilma")) {
      await player.asks(question);
      await fits(`login-${words === PASSWORD ? "secret" : words}`);
      await send(words);
    }
    await player.inWorld();
    await fits("world");
    await open("Place");
    const place = player.panel("Place");
    await fits("place");
    await player.arrives("The Beachcomber's Hut", () =>
      place.getByRole("button", { name: "north", exact: true }).tap(),
    );
    await fits("hut");
    await player.after(() => act(place, "a yellow sou'wester", "Get"), /^You pick up a yellow/m);
    await open("Things");
    const things = player.panel("Things");
    await player.after(() => act(things, "a yellow sou'wester", "Wear"), /^You wear a yellow/m);
    await fits("things");
    await open("Place");
    await player.arrives("The Rock Pools", () =>
      place.getByRole("button", { name: "east", exact: true }).tap(),
    );
    await player.after(
      () => act(place, "a shore crab", "Attack"),
      /^You have slain a shore crab!\nYou gain 15 experience\.$/m,
    );
    await fits("won");
    await open("Self");
    await player.page.locator('[role=meter][aria-valuetext="85 to next level"]').waitFor();
    await fits("self");
    await open("Self");
    await player.after(() => send("gossip Hello from a small screen"), /^You gossip, "Hello/m);
    await open("Talk");
    await player.panel("Talk").getByRole("tab", { name: "gossip" }).tap();
    await fits("talk");
    await open("Talk");
    await player.after(() => send("map"), /Map in words/);
    await player.after(() => send("score"), /^Kills: 1\. Deaths: 0\.$/m);
    await fits("score");
    await player.after(() => send("quit"), /come back soon\.$/m);
    await fits("quit");
    await player.leave();
  }));

test("[BR9] a page loaded again is back without a login, with the unsent line", () =>
  withServer({}, async (server) => {
    const player = await BrowserPlayer.visit(browser, server.webPort);
    await player.create("Selma");
    await player.typeWays("n The Beachcomber's Hut");
    await player.do("get hat", /^You pick up/m);
    await player.line.fill("say wait, I am");
    await player.page.reload();
    await player.inWorld();
    await player.page.locator(".room-name").getByText("The Beachcomber's Hut").waitFor();
    await player.panel("Things").getByText("a yellow sou'wester").waitFor();
    assert.equal(await player.line.inputValue(), "say wait, I am");
    await player.line.press("End");
    await player.page.keyboard.type(" back");
    await player.after(() => player.line.press("Enter"), /^You say, "wait, I am back"$/m);
    await player.leave();
  }));

const shownAs = (player: BrowserPlayer, phase: string): Promise<void> =>
  player.page.locator(`#connection[data-phase=${phase}]`).waitFor();

test("[BR10] a server that goes and comes back takes no typed word with it", async () => {
  const dataDir = newDirectory();
  const servers: TestServer[] = [];
  const start = async (env: Readonly<Record<string, string>> = {}): Promise<TestServer> => {
    const server = await TestServer.start({ dataDir, env });
    servers.push(server);
    return server;
  };
  try {
    let server = await start();
    const env = { AMBON_WEB_PORT: String(server.webPort) };
    const player = await BrowserPlayer.visit(browser, server.webPort);
    await player.create("Edda");
    await shownAs(player, "open");
    await player.typeWays("w Cart Track");
    const draft = "say the tide came in";
    for (const end of ["stop", "kill"] as const) {
      await player.line.fill(draft);
      // A crash before the first cut would take the page's token with it.
      await untilMetric(server, "persistence_dirty_rows", {}, (waiting) => waiting === 0);
      await server[end]();
      await shownAs(player, "waiting");
      await player.page.getByRole("status").getByText("Connection lost.").waitFor();
      await player.after(() => player.line.press("Enter"), /your line stays here/);
      assert.equal(await player.line.inputValue(), draft);
      await player.shot(`lost-after-${end}`);
      const since = await player.entries();
      server = await start(env);
      if (end === "stop") {
        await player.asks(/^Name$/);
        await player.login("edda");
      } else await player.expect(/The game was interrupted and goes on from a moment ago/, since);
      await shownAs(player, "open");
      assert.equal(await player.line.inputValue(), draft);
      await player.after(() => player.line.press("Enter"), /^You say, "the tide came in"$/m);
    }
    await player.page.locator(".room-name").getByText("Cart Track").waitFor();
    await player.do("quit", /come back soon/);
    await player.leave();
    await server.stop();
  } finally {
    for (const server of servers) await server.destroy();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
