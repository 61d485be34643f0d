/**
 * What assistive technology finds on the page while a real game runs: landmarks, names of
 * controls, references that lead somewhere, one log, live regions that speak, an order of focus.
 */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Browser } from "playwright-core";
import { BrowserPlayer, launchBrowser, PHONE } from "../support/browser-player.ts";
import { withServer } from "../support/server.ts";

/** More than the page has places to stop at. */
const TABS_MAX = 80;

let browser: Browser;
before(async () => {
  browser = await launchBrowser();
});
after(async () => {
  await browser?.close();
});

/** What is wrong with the structure of the page, as sentences. */
const FLAWS = `(() => {
  const all = (selector) => [...document.querySelectorAll(selector)];
  const shown = (node) => node.checkVisibility();
  const tell = (node) => node.outerHTML.slice(0, 80);
  const text = (ids) => ids.split(" ").map((id) => document.getElementById(id)?.textContent ?? "");
  const labels = (node) => [...(node.labels ?? [])].map((label) => label.textContent);
  const name = (node) => [
    node.getAttribute("aria-label") ?? "",
    ...text(node.getAttribute("aria-labelledby") ?? ""),
    ...labels(node),
    node.matches("input, select") ? "" : node.textContent,
  ].join("").trim();
  const controls = all("button, a, input, select, summary, [role=meter], [role=tab], [tabindex]");
  const nameless = controls.filter((node) => shown(node) && name(node) === "")
    .filter((node) => node.role !== "tabpanel");
  const ids = all("[id]").map((node) => node.id);
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index);
  const attributes = ["aria-controls", "aria-labelledby", "aria-describedby", "for"];
  const lost = attributes.flatMap((attribute) => all("[" + attribute + "]").flatMap((node) =>
    node.getAttribute(attribute).split(" ").filter((id) => !document.getElementById(id))
      .map((id) => attribute + " of " + tell(node) + " leads nowhere: " + id)));
  const levels = all("h1, h2, h3, h4").filter(shown).map((node) => Number(node.tagName[1]));
  const leaps = levels.filter((level, index) => level > (levels[index - 1] ?? 0) + 1);
  const hiddenStops = controls.filter((node) => node.closest("[aria-hidden=true]"));
  return [
    ...nameless.map((node) => "no name: " + tell(node)),
    ...twice.map((id) => "two elements are #" + id),
    ...lost,
    ...leaps.map((level) => "a heading leaps to level " + level),
    ...hiddenStops.map((node) => "hidden and reachable: " + tell(node)),
  ];
})()`;

const sound = async (player: BrowserPlayer, where: string): Promise<void> => {
  assert.deepEqual(await player.look(FLAWS), [], where);
};

const seeLandmarks = async (player: BrowserPlayer): Promise<void> => {
  const { page } = player;
  for (const role of ["banner", "main", "log"] as const) {
    assert.equal(await page.getByRole(role).count(), 1, role);
  }
  for (const name of ["Character and place", "Things, talk and help"]) {
    await page.getByRole("complementary", { name }).waitFor();
  }
  for (const name of ["Character", "Place", "Things", "Talk", "People", "Commands"]) {
    await player.panel(name).waitFor();
  }
  await page.getByRole("form", { name: "Command line" }).waitFor();
  await page.getByRole("combobox", { name: "Command" }).waitFor();
  assert.equal(await page.locator("html").getAttribute("lang"), "en");
  assert.equal(await page.getByRole("heading", { level: 1 }).count(), 1);
  assert.equal(await page.title(), "Greta — AmbonMUD");
  await player.log.getByRole("heading", { name: "The Tideline" }).waitFor();
};

const hearRegions = async (player: BrowserPlayer): Promise<void> => {
  const { page } = player;
  // Announcing everything twice would be worse than silence.
  assert.equal(await player.log.getAttribute("aria-live"), "off");
  for (const kind of ["polite", "assertive"]) {
    assert.equal(await page.locator(`[aria-live=${kind}]`).count(), 1, kind);
  }
  const polite = page.locator("[aria-live=polite]");
  const spoken = polite.locator("p").filter({ hasText: "Every wall is shelves" });
  await player.clickWays("north The Beachcomber's Hut");
  await spoken.waitFor({ state: "attached" });
  assert.match((await spoken.textContent()) ?? "", /^The Beachcomber's Hut\n/);
  assert.equal(await spoken.count(), 1);
  await player.do("map", /Map in words/);
  await polite.getByText("You are in The Beachcomber's Hut.").waitFor({ state: "attached" });
  const said = (await polite.allTextContents()).join("\n");
  assert.ok(!said.includes("---"), "a drawing was read aloud");
};

/** The parts of the page in the order in which Tab comes to them, each once in a row. */
const focusOrder = async (player: BrowserPlayer): Promise<string[]> => {
  const first = player.page.getByRole("link", { name: "Skip to the command line" });
  await first.focus();
  assert.ok(await first.isVisible(), "a skip link shows while it has the focus");
  const parts: string[] = ["skips"];
  for (let tabs = 0; tabs < TABS_MAX; tabs += 1) {
    await player.page.keyboard.press("Tab");
    const [part, seen] = await player.look<[string, boolean]>(`(() => {
      const node = document.activeElement;
      const part = node.closest(".skips, header, .left, main, .right, .dock, form");
      const { width, height } = node.getBoundingClientRect();
      return [part?.className || part?.tagName || "", width > 0 && height > 0];
    })()`);
    if (part === "") break;
    assert.ok(seen, `the focus went to something unseen in ${part}`);
    if (parts.at(-1) !== part) parts.push(part);
    if (part === "command") break;
  }
  return parts;
};

test("[BR11] structure, names, live regions and the order of focus in a running game", () =>
  withServer({}, async (server) => {
    const player = await BrowserPlayer.visit(browser, server.webPort);
    await player.asks(/^Name$/);
    await sound(player, "login");
    await player.create("Greta");
    await seeLandmarks(player);
    await hearRegions(player);
    const order = await focusOrder(player);
    assert.deepEqual(order, ["skips", "top", "column left", "play", "column right", "command"]);
    await player.panel("People").getByRole("button", { name: "People" }).click();
    await player.panel("Commands").getByRole("button", { name: "Commands" }).click();
    await player.do("say hello", /^You say/m);
    await player.do("score", /^Kills/m);
    await player.do("who", /alone in the world/);
    await sound(player, "world");

    for (const [button, title] of [
      ["Settings", "Settings"],
      ["Help", "How to play here"],
    ] as const) {
      const opener = player.page.getByRole("banner").getByRole("button", { name: button });
      await opener.focus();
      await player.page.keyboard.press("Enter");
      await player.page.getByRole("dialog", { name: title }).waitFor();
      await sound(player, title);
      await player.shot(`dialog-${button}`);
      await player.page.keyboard.press("Escape");
      await player.page.getByRole("dialog").waitFor({ state: "hidden" });
      assert.equal(await player.look("document.activeElement.id"), await opener.getAttribute("id"));
    }

    await player.page.setViewportSize(PHONE);
    await player.page.getByRole("navigation", { name: "Panels" }).getByText("Place").click();
    await player.panel("Place").waitFor();
    await sound(player, "phone");
    await player.do("quit", /come back soon/);
    await player.leave();
  }));
