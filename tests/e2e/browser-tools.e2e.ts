/**
 * What the browser client does for its player beyond talking to the server: map, palette, macros,
 * triggers, mutes, sound with captions, files; and that it fits every screen.
 */

import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { data, out, PASSWORD, roomAt, say, waresText } from "./web-client.fixture.ts";
import {
  launch,
  line,
  logIn,
  look,
  PHONE,
  quit,
  shot,
  type,
  visit,
} from "./web-client.visit.fixture.ts";

before(launch);
after(quit);

/** Opens the settings, and the fold with this heading. */
const openSettings = async (page: Page, fold?: string): Promise<void> => {
  await page.locator("#open-settings").click();
  if (fold !== undefined) await page.locator("#settings summary").getByText(fold).click();
};

const done = (page: Page): Promise<void> =>
  page.getByRole("button", { name: "Done" }).first().click();

test("[WC42] the minimap grows with the walk, and is words alone in screen reader mode", () =>
  visit({}, async ({ page, server }) => {
    await logIn(page);
    const rooms = page.locator(".minimap .map-room");
    assert.equal(await rooms.count(), 1);
    server.world(
      roomAt({ num: 1002, name: "Candle Street", coords: "0,1,0", exits: { s: 1001, n: 1010 } }),
      roomAt({ num: 1010, name: "The Library", coords: "0,2,0", exits: { s: 1002, u: 1011 } }),
      roomAt({ num: 1002, name: "Candle Street", coords: "0,1,0", exits: { s: 1001, n: 1010 } }),
      roomAt({ num: 1005, name: "Quay Street", coords: "-1,0,0", exits: { e: 1001 } }),
      roomAt({ doors: { e: "closed" }, details: ["shop"] }),
    );
    await rooms.nth(3).waitFor();
    await shot(page, "minimap");
    const words = page.locator("#panel-room .map-list");
    await page.getByText("Around here, in words").click();
    assert.deepEqual(await words.locator("li").allTextContents(), [
      "You are in Market Square (shop), Amberford.",
      "north: Candle Street",
      "east: not seen yet, closed door",
      "south: not seen yet",
      "west: Quay Street",
      "2 north: The Library",
    ]);
    await openSettings(page);
    await page.locator("#set-screenReader").check();
    await done(page);
    const drawn = await look<{ width: number }>(
      page,
      "document.querySelector('.map-part').getBoundingClientRect().toJSON()",
    );
    assert.equal(drawn.width, 1);
    await words.getByText("2 north: The Library").waitFor();
  }));

test("[WC43] the palette finds and does by keyboard alone, and by its button", () =>
  visit({}, async ({ page, server }) => {
    await logIn(page);
    await page.keyboard.press("Control+k");
    await page.getByRole("dialog", { name: "Find and do" }).waitFor();
    await shot(page, "palette");
    await page.keyboard.type("attk gul");
    await page.getByRole("option", { name: "Attack: a herring gull" }).waitFor();
    await page.keyboard.press("Enter");
    await server.heardLine("kill gull");
    assert.equal(await look(page, "document.activeElement.id"), "line");

    await page.keyboard.press("Control+k");
    await page.keyboard.type("tell tomas");
    await page.keyboard.press("Enter");
    assert.equal(await line(page).inputValue(), "tell Tomas ");
    await page.keyboard.press("Control+k");
    await page.keyboard.type("dark light");
    await page.keyboard.press("Enter");
    assert.equal(await page.locator("html").getAttribute("data-theme"), "light");

    await page.getByRole("button", { name: "Find" }).click();
    const chosen = page.locator("#palette-list [aria-selected=true]");
    const first = await chosen.textContent();
    await page.keyboard.press("ArrowDown");
    assert.notEqual(await chosen.textContent(), first);
    const active = await page.locator("#palette-input").getAttribute("aria-activedescendant");
    assert.equal(await chosen.getAttribute("id"), active);
    await page.keyboard.press("Escape");
    await page.locator("#palette").waitFor({ state: "hidden" });
    await page.keyboard.press("Control+k");
    await page.keyboard.type("go to talk");
    await page.keyboard.press("Enter");
    assert.equal(await look(page, "document.activeElement.id"), "head-chat");
  }));

/** The 8 of the number pad with its digits on; the short name of that key means an arrow. */
const pressEight = async (page: Page): Promise<void> => {
  const session = await page.context().newCDPSession(page);
  const key = { code: "Numpad8", key: "8", isKeypad: true };
  await session.send("Input.dispatchKeyEvent", { ...key, type: "keyDown", text: "8" });
  await session.send("Input.dispatchKeyEvent", { ...key, type: "keyUp" });
};

const makeMacro = async (
  page: Page,
  number: number,
  key: string,
  command: string,
): Promise<void> => {
  await page.locator("#add-macro").click();
  const row = page.getByRole("group", { name: `macro ${number}` });
  await row.getByLabel("Key").selectOption(key);
  await row.getByLabel("Command").fill(command);
};

test("[WC44] macros and triggers work at once and after a reload, and never without end", () =>
  visit({}, async ({ page, server }) => {
    await logIn(page);
    await openSettings(page, "Macros and keys");
    await makeMacro(page, 1, "F3", "flee");
    await makeMacro(page, 2, "Numpad8", "north");
    await page.locator("#settings summary").getByText("Triggers").click();
    await page.locator("#add-trigger").click();
    const row = page.getByRole("group", { name: "trigger 1" });
    await row.getByLabel("When a line has").fill("you are * hungry");
    await row.getByLabel("Send").fill("eat bread");
    await row.getByLabel("Notify me").check();
    await done(page);
    await line(page).focus();
    await page.keyboard.press("F3");
    await server.heardLine("flee");
    await pressEight(page);
    await server.heardLine("north");
    await line(page).fill("get ");
    await pressEight(page);
    assert.equal(await line(page).inputValue(), "get 8");

    for (let times = 0; times < 8; times += 1) server.world(say("system", "You are very hungry."));
    await page.getByText("it rests for a few seconds").first().waitFor();
    await page.locator("#caption").getByText("You are very hungry.").waitFor();
    await shot(page, "trigger");
    assert.equal(await page.locator(".hit").count(), 8);
    await type(page, "look");
    await server.heardLine("look");
    const sent = server.received.filter((message) => message.text === "eat bread");
    assert.equal(sent.length, 3);

    server.received.length = 0;
    await page.reload();
    await logIn(page);
    await page.keyboard.press("F3");
    await server.heardLine("flee");
    server.world(say("system", "You are a little hungry."));
    await server.heardLine("eat bread");
  }));

test("[WC45] what is muted is neither shown nor spoken; settings leave as a file and return", () =>
  visit({ acceptDownloads: true }, async ({ page, server }) => {
    await logIn(page);
    await openSettings(page, "What is shown and spoken");
    await page.locator("#shown-emote").selectOption("off");
    await page.locator("#spoken-chat").selectOption("off");
    await page.locator("#settings summary").getByText("Files").click();
    const coming = page.waitForEvent("download");
    await page.locator("#export-settings").click();
    const file = await (await coming).path();
    const broken = { name: "x.json", mimeType: "application/json", buffer: Buffer.from("{}") };
    await page.locator("#import-file").setInputFiles(broken);
    await page.getByText("This is not a settings file of this game.").waitFor();
    assert.equal(await page.locator("#shown-emote").inputValue(), "off");
    await shot(page, "settings-files");
    await page.locator("#shown-emote").selectOption("full");
    await page.locator("#import-file").setInputFiles(file);
    await page.getByText("Settings taken over: 0 macros, 0 triggers.").waitFor();
    assert.equal(await page.locator("#shown-emote").inputValue(), "off");
    await done(page);
    server.world(say("emote", "Tomas dances."), say("chat", "Tomas sings."), say("room", "Rain."));
    await page.locator("#log").getByText("Tomas sings.").waitFor();
    await page.locator("#polite").getByText("Rain.").waitFor({ state: "attached" });
    assert.equal(await page.locator("#log").getByText("Tomas dances.").count(), 0);
    assert.equal(await page.locator("#polite").getByText("Tomas sings.").count(), 0);
  }));

test("[WC46] sounds are off at first, and each one shows its caption", () =>
  visit({}, async ({ page, server }) => {
    await logIn(page);
    server.world(say("tell", 'Tomas tells you, "one"'));
    await page.locator("#log").getByText("one").waitFor();
    assert.ok(await page.locator("#caption").isHidden());
    await openSettings(page);
    await page.locator("#set-sound").check();
    await page.locator("#try-sound").click();
    await page.locator("#caption").getByText("This is how it sounds.").waitFor();
    await done(page);
    server.world(say("tell", 'Tomas tells you, "two"'));
    await page.locator("#caption").getByText('Tomas tells you, "two"').waitFor();
    server.world(say("combat", "You have been slain by a herring gull!"));
    await page.locator("#caption[data-cue=death]").waitFor();
    await shot(page, "caption");
    const danger = page.locator("#assertive").getByText("You have been slain by a herring gull!");
    await danger.waitFor({ state: "attached" });
  }));

test("[WC47] the session is saved as text, without the password", () =>
  visit({ acceptDownloads: true }, async ({ page, server }) => {
    await logIn(page);
    server.world(out("item", waresText));
    await type(page, "look");
    await server.heardLine("look");
    await page.keyboard.press("Control+k");
    await page.keyboard.type("session as text");
    const coming = page.waitForEvent("download");
    await page.keyboard.press("Enter");
    const download = await coming;
    assert.match(download.suggestedFilename(), /^ambon-Mira-\d{4}-\d\d-\d\d\.txt$/);
    const text = await readFile(await download.path(), "utf8");
    assert.match(text, /^\d\d:\d\d:\d\d Market Square$/m);
    assert.match(text, /^\d\d:\d\d:\d\d a brass lamp, Price 12, Stock 3$/m);
    assert.match(text, /^\d\d:\d\d:\d\d › look$/m);
    assert.ok(!text.includes(PASSWORD));
  }));

const OVERFLOW = "document.documentElement.scrollWidth - innerWidth";
/** Characters of the widest line of text, by the width of a zero. */
const LINE_CHARACTERS = `(() => {
  const entry = document.querySelector(".entry p");
  const probe = document.createElement("span");
  probe.textContent = "0".repeat(100);
  probe.style.cssText = "position: absolute; white-space: nowrap";
  entry.append(probe);
  const zero = probe.getBoundingClientRect().width / 100;
  probe.remove();
  return Math.max(...[...document.querySelectorAll(".entry")]
    .map((node) => node.getBoundingClientRect().width)) / zero;
})()`;

test("[WC48, WC49] it fits from 320 to 3840 pixels, and only a scrolling table stops Tab", () =>
  visit({}, async ({ page, server }) => {
    await logIn(page);
    const prose = "The tide has gone out and left the harbour to its own devices. ".repeat(12);
    server.world(say("room", prose), out("item", waresText));
    const box = page.locator("#log .table-box");
    await box.waitFor();
    for (const [width, height] of [
      [320, 640],
      [768, 1024],
      [1280, 800],
      [1920, 1080],
      [3840, 2160],
    ] as const) {
      await page.setViewportSize({ width, height });
      assert.equal(await look(page, OVERFLOW), 0, `${width}`);
      assert.ok((await look<number>(page, LINE_CHARACTERS)) <= 80, `${width}`);
      assert.equal(await box.getAttribute("tabindex"), null, `${width}`);
      await shot(page, `width-${width}`);
    }
    const wide = [
      {
        t: "table",
        caption: "Wide",
        columns: [{ label: "A" }, { label: "B" }],
        rows: [[["o".repeat(24)], ["x".repeat(24)]]],
      },
    ] as const;
    await page.setViewportSize(PHONE);
    server.world(out("item", wide));
    const scrolling = page.getByRole("group", { name: "Wide" });
    await scrolling.waitFor();
    assert.equal(await scrolling.getAttribute("tabindex"), "0");
    await page.setViewportSize({ width: 3840, height: 2160 });
    await scrolling.waitFor({ state: "detached" });
    assert.equal(await box.last().getAttribute("tabindex"), null);
  }));

test("[WC51] doll, counter, tells, group and unseen talk", () =>
  visit({}, async ({ page, server }) => {
    await logIn(page);
    const things = page.getByRole("region", { name: "Things" });
    await things.getByText("Free: head, neck, hands, finger, offhand, legs, feet.").waitFor();
    await things.getByRole("button", { name: "Remove: a wool coat" }).click();
    await server.heardLine("remove coat");
    await things.getByText("a heel of bread").click();
    await things.getByRole("button", { name: "Sell: a heel of bread" }).click();
    await server.heardLine("sell bread");
    await page.getByRole("button", { name: "What is for sale?" }).click();
    await server.heardLine("list");
    await page.getByRole("button", { name: "Buy…" }).click();
    assert.equal(await line(page).inputValue(), "buy ");
    await page.getByRole("region", { name: "Place" }).getByText("Tomas").click();
    await page.getByRole("button", { name: "Tell: Tomas" }).click();
    assert.equal(await line(page).inputValue(), "tell Tomas ");
    await line(page).fill("");

    const info = { lvl: 3, hp: 20, mhp: 50, mn: 1, mmn: 1, room: 1001 };
    const members = [{ name: "Mira" }, { name: "Tomas", info }];
    server.world(roomAt({}), data("Group", { leader: "Mira", members }));
    await page.getByRole("button", { name: "What is for sale?" }).waitFor({ state: "hidden" });
    await page.locator("#head-people").click();
    const group = page.getByRole("list", { name: "My group" });
    await group.getByText("Mira (you), leads").waitFor();
    await group.getByText("Tomas, here, 20 of 50 hit points").click();
    await group.getByRole("button", { name: /^Kick: Tomas/ }).click();
    await server.heardLine("group kick Tomas");

    await page.locator("#head-chat").click();
    const gossip = { channel: "gossip", talker: "Tomas", text: "Tomas: anyone?" };
    server.world(data("Comm.Channel.Text", gossip), data("Comm.Channel.Text", gossip));
    await page.getByRole("button", { name: "Talk (2 new)" }).waitFor();
    await page.locator("#head-chat").click();
    await page.getByRole("button", { name: "Talk", exact: true }).waitFor();
    await shot(page, "group");
  }));
