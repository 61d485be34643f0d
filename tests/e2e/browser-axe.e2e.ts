/** Every view of the browser client under axe-core, in real Chromium: no violation at all. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import axe from "axe-core";
import type { Page } from "playwright-core";
import { data, mapText, out, roomAt, say, waresText } from "./web-client.fixture.ts";
import { launch, logIn, look, PHONE, quit, shot, visit } from "./web-client.visit.fixture.ts";

before(launch);
after(quit);

interface Finding {
  readonly id: string;
  readonly nodes: readonly {
    readonly target: readonly string[];
    readonly failureSummary: string;
  }[];
}

/** All rules of axe-core, its advice included. */
const RUN = `axe.run(document).then(({ violations }) =>
  violations.map(({ id, nodes }) => ({ id, nodes })))`;

const check = async (page: Page, where: string): Promise<void> => {
  if (!(await look<boolean>(page, "'axe' in window"))) await look(page, axe.source);
  const found = await look<readonly Finding[]>(page, RUN);
  const flaws = found.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target.join(" ")}\n${failureSummary}`),
  );
  assert.deepEqual(flaws, [], where);
};

const status = {
  level: 4,
  xp: 720,
  xptnl: 280,
  gold: 57,
  race: "Human",
  class: "Mage",
  fighting: true,
  opponent: "a herring gull",
  opponenthp: 40,
};

/** Something for every panel. */
const fill = [
  out("room", mapText),
  out("item", waresText),
  say("error", "You cannot do that."),
  say("tell", "Tomas tells you, “hello”"),
  data("Char.Status", status),
  data("Char.Vitals", { hp: 12, maxhp: 80, mp: 25, maxmp: 30, string: "" }),
  data("Comm.Channel.Text", { channel: "gossip", talker: "Tomas", text: "Tomas: anyone?" }),
  data("Group", { leader: "Tomas", members: [{ name: "Tomas" }, { name: "Mira" }] }),
  data("Server.Who", {
    players: [
      { name: "Tomas", level: 3, race: "Human", class: "Mage", afk: true },
      { name: "Mira", level: 4, race: "Human", class: "Mage", afk: false },
    ],
  }),
];

const PANELS = ["character", "room", "things", "chat", "people", "commands"] as const;

for (const colorScheme of ["dark", "light"] as const) {
  test(`[WC41] login, play and a lost connection in the ${colorScheme} theme`, () =>
    visit({ colorScheme }, async ({ page, server }) => {
      await page.getByLabel("What is your name?").waitFor();
      await check(page, "login");
      await logIn(page);
      server.world(...fill, roomAt({ details: ["shop", "bank"] }));
      await page.getByRole("table").waitFor();
      for (const id of ["people", "commands"]) await page.locator(`#head-${id}`).click();
      for (const summary of await page.locator(".column summary").all()) await summary.click();
      await check(page, "play");
      await shot(page, `all-panels-${colorScheme}`);
      server.isUp = false;
      server.cut();
      await page.locator("#connection[data-phase=waiting]").waitFor();
      await check(page, "lost");
    }));
}

test("[WC41] with more contrast asked for, and in screen reader mode", () =>
  visit({ contrast: "more" }, async ({ page, server }) => {
    await logIn(page);
    await page.locator("#open-settings").click();
    await page.locator("#set-screenReader").check();
    await page.keyboard.press("Escape");
    server.world(...fill);
    await page.locator(".map-words").waitFor();
    await check(page, "play");
    await shot(page, "contrast");
  }));

test("[WC41] on a phone, with each panel", () =>
  visit({ viewport: PHONE }, async ({ page, server }) => {
    await page.getByLabel("What is your name?").waitFor();
    await check(page, "login");
    await logIn(page);
    server.world(...fill, roomAt({ details: ["shop"] }));
    await page.getByRole("table").waitFor();
    await check(page, "play");
    await shot(page, "phone-fight");
    for (const id of PANELS) {
      await page.locator(`#dock-${id}`).click();
      await page.locator(`#body-${id}`).waitFor();
      await check(page, id);
    }
  }));

test("[WC41] each dialog, with everything in it open", () =>
  visit({}, async ({ page }) => {
    await logIn(page);
    await page.locator("#open-help").click();
    await check(page, "help");
    await page.keyboard.press("Escape");
    await page.keyboard.press("Control+k");
    await page.locator("#palette-input").waitFor();
    await check(page, "palette");
    await page.locator("#palette-input").fill("zzzz");
    await check(page, "palette without a find");
    await page.keyboard.press("Escape");
    await page.locator("#open-settings").click();
    await look(page, "document.querySelectorAll('.fold').forEach((one) => (one.open = true))");
    await page.locator("#add-macro").click();
    await page.locator("#add-trigger").click();
    await page.getByRole("group", { name: "trigger 1" }).getByLabel("Send").fill("look");
    await page.getByText("At least 2 characters").waitFor();
    await check(page, "settings");
    await shot(page, "settings-triggers");
    await page.setViewportSize({ width: 320, height: 640 });
    await check(page, "settings on a phone");
    assert.ok(await look<boolean>(page, "settings.scrollWidth <= settings.clientWidth"));
    await shot(page, "phone-settings");
  }));
