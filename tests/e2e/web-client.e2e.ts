/**
 * The browser client in real headless Chromium against a small server that speaks `v1.ambon`.
 * Every wait is for a condition of the page or for a message at the server. With AMBON_SHOTS set
 * to a directory, screenshots for human eyes are left there.
 */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { text } from "@ambon/markup/build";
import { data, mapText, out, PASSWORD, roomText, say, waresText } from "./web-client.fixture.ts";
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

test("[WC20] the login dialogue hides the password, and it stays nowhere", () =>
  visit({}, async ({ page, server }) => {
    await page.getByLabel("What is your name?").waitFor();
    await shot(page, "login");
    assert.equal(await look(page, "document.activeElement.id"), "line");
    assert.equal(await line(page).getAttribute("autocomplete"), "username");
    await type(page, "Mira");
    await page.locator("#line[type=password]").waitFor();
    assert.equal(await line(page).getAttribute("autocomplete"), "current-password");
    assert.equal(await page.locator("#username").inputValue(), "Mira");
    assert.equal(await page.locator("#line-label").textContent(), "Password");
    await type(page, "wrong");
    await page.locator("#log").getByText("That is not the password.").waitFor();
    await line(page).fill(PASSWORD);
    await page.keyboard.press("ArrowUp");
    assert.equal(await line(page).inputValue(), PASSWORD);
    await page.keyboard.press("Enter");
    await server.heardLine(PASSWORD);
    await page.locator("body[data-stage=world]").waitFor();
    assert.equal(await line(page).getAttribute("type"), "text");
    assert.equal(await line(page).getAttribute("autocomplete"), "off");
    assert.equal(await line(page).inputValue(), "");
    await page.keyboard.press("ArrowUp");
    assert.equal(await line(page).inputValue(), "");
    await type(page, "look");
    const stored = "JSON.stringify([{ ...localStorage }, { ...sessionStorage }])";
    const everything = `${stored} + document.documentElement.outerHTML`;
    const all = await look<string>(page, everything);
    assert.ok(all.includes("look"));
    assert.ok(!all.includes(PASSWORD) && !all.includes("wrong"));
  }));

test("[WC21] output is real HTML, and links, exits and actions send their command", () =>
  visit({}, async ({ page, server }) => {
    await logIn(page);
    const log = page.getByRole("log", { name: "Game text" });
    await log.getByRole("heading", { name: "Market Square" }).waitFor();
    await log.getByRole("button", { name: "south" }).click();
    await server.heardLine("south");
    const left = page.locator("#left");
    await left.getByRole("button", { name: "north", exact: true }).click();
    await server.heardLine("north");
    await left.getByRole("button", { name: "east: closed door" }).click();
    await server.heardLine("open east");
    const up = left.getByRole("button", { name: "up: no way" });
    assert.equal(await up.getAttribute("aria-disabled"), "true");
    await left.getByText("a herring gull").click();
    await left.getByRole("button", { name: "Attack: a herring gull" }).click();
    await server.heardLine("kill gull");
    const right = page.locator("#right");
    await right.getByText("a tin helmet").click();
    await right.getByRole("button", { name: "Wear: a tin helmet" }).click();
    await server.heardLine("wear helmet");
    server.world(out("item", waresText));
    const wares = log.getByRole("table", { name: "Oddy’s Everything" });
    await wares.getByRole("columnheader", { name: "Price" }).waitFor();
    assert.equal(await wares.getByRole("row").count(), 3);
    await log.getByText("› wear helmet").waitFor();
  }));

test("[WC22] a phone has no sideways scroll, a drawer for panels and buttons to hit", () =>
  visit({ viewport: PHONE }, async ({ page, server }) => {
    const overflow = "document.documentElement.scrollWidth - innerWidth";
    await page.getByLabel("What is your name?").waitFor();
    assert.equal(await look(page, overflow), 0);
    await shot(page, "phone-login");
    await logIn(page);
    server.world(out("item", waresText), out("room", mapText), say("chat", "o".repeat(200)));
    await page.getByRole("table").waitFor();
    await shot(page, "phone");
    for (const id of ["character", "room", "things", "chat", "people", "commands"]) {
      const dock = page.locator(`#dock-${id}`);
      await dock.click();
      await page.locator(`#body-${id}`).waitFor();
      assert.equal(await dock.getAttribute("aria-expanded"), "true");
      assert.equal(await page.locator(".panel:visible").count(), 1);
      if (id === "room") await shot(page, "phone-room");
      if (id === "commands") await shot(page, "phone-commands");
      if (id === "things") await shot(page, "phone-things");
      for (const width of [360, 320]) {
        await page.setViewportSize({ ...PHONE, width });
        assert.equal(await look(page, overflow), 0, `${id} at ${width}`);
        assert.deepEqual(await look(page, SMALL_TARGETS), [], `${id} at ${width}`);
        assert.ok(await look<boolean>(page, LINE_IN_VIEW));
      }
    }
    await page.locator("#head-commands").click();
    assert.equal(await page.locator(".panel:visible").count(), 0);
    assert.equal(await look(page, "document.activeElement.id"), "dock-commands");
    await page.setViewportSize({ width: 360, height: 320 });
    // The line stands above the on-screen keyboard.
    await page.waitForFunction(LINE_IN_VIEW);
    await shot(page, "phone-keyboard");
  }));

/** Visible controls under 24 px in a direction; links inside text are exempt (WCAG 2.5.8). */
const SMALL_TARGETS = `[...document.querySelectorAll("button, input, summary, select")]
  .filter((node) => node.checkVisibility() && !node.matches(".log .link"))
  .map((node) => [node.id || node.textContent, node.getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && (box.width < 24 || box.height < 24))
  .map(([name, box]) => name + " " + box.width + "x" + box.height)`;
const LINE_IN_VIEW = `(() => {
  const box = document.getElementById("line").getBoundingClientRect();
  return box.top >= 0 && box.bottom <= innerHeight && box.width > 100;
})()`;

test("[WC23] everything can be done by keyboard alone", () =>
  visit({}, async ({ page, server }) => {
    await page.getByLabel("What is your name?").waitFor();
    for (const words of ["Mira", PASSWORD]) {
      await page.keyboard.type(words);
      await page.keyboard.press("Enter");
      await server.heardLine(words);
    }
    await page.locator("body[data-stage=world]").waitFor();
    const focus = (): Promise<string> => look(page, "document.activeElement.id");

    await page.keyboard.type("lo");
    await page.getByRole("option", { name: "look" }).waitFor();
    await shot(page, "completion");
    await page.keyboard.press("Tab");
    assert.equal(await line(page).inputValue(), "look ");
    await page.keyboard.type("gu");
    await page.keyboard.press("Control+Space");
    await page.keyboard.press("Enter");
    assert.equal(await line(page).inputValue(), "look gull ");
    await page.keyboard.press("Enter");
    await server.heardLine("look gull ");

    await page.keyboard.type("draft");
    await page.keyboard.press("Escape");
    await page.keyboard.press("ArrowUp");
    assert.equal(await line(page).inputValue(), "look gull ");
    await page.keyboard.press("ArrowDown");
    assert.equal(await line(page).inputValue(), "draft");

    await page.keyboard.press("F2");
    assert.equal(await focus(), "log");
    await page.keyboard.press("F4");
    assert.equal(await focus(), "head-room");
    for (let steps = 0; (await focus()) !== "log" && steps < 5; steps += 1) {
      await page.keyboard.press("Shift+F6");
    }
    assert.equal(await focus(), "log");
    await page.keyboard.press("F9");
    assert.equal(await focus(), "head-chat");
    await page.keyboard.press("F1");
    await page.getByRole("dialog", { name: "How to play here" }).waitFor();
    await shot(page, "help");
    await page.keyboard.press("Escape");
    await page.locator("#help").waitFor({ state: "hidden" });
    await page.keyboard.press("Escape");
    assert.equal(await focus(), "line");

    await page.keyboard.press("F4");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await server.heardLine("north");
  }));

test("[WC24] a lost connection comes back by itself and the typed text with it", () =>
  visit({}, async ({ page, server }) => {
    await logIn(page);
    await line(page).fill("tell Tomas wait for me");
    server.isUp = false;
    server.cut();
    await page.locator("#connection[data-phase=waiting]").waitFor();
    await page.keyboard.press("Enter");
    await page.getByText("your line stays here").first().waitFor();
    assert.equal(await line(page).inputValue(), "tell Tomas wait for me");
    await shot(page, "lost");
    server.isUp = true;
    await page.locator("#connection[data-phase=open]").waitFor();
    await page.locator("body[data-stage=login]").waitFor();
    assert.equal(await line(page).inputValue(), "");
    await logIn(page);
    assert.equal(await line(page).inputValue(), "tell Tomas wait for me");
    await page.keyboard.press("Enter");
    await server.heardLine("tell Tomas wait for me");

    server.cut();
    await server.heard((message) => message.t === "hello");
    server.send({ t: "bye", reason: "takeover", message: "You are playing elsewhere now." });
    server.cut();
    await page.locator("#connection[data-phase=ended]").waitFor();
    await page.getByText("You are playing elsewhere now.").first().waitFor();
    await page.getByRole("button", { name: "Connect now" }).click();
    await page.getByLabel("What is your name?").waitFor();
  }));

test("[WC25] live regions speak in batches, danger apart, and the log is silent", () =>
  visit({}, async ({ page, server }) => {
    await logIn(page);
    const polite = page.locator("#polite");
    await polite.getByText("A herring gull watches your sandwich.").waitFor();
    assert.equal(await page.locator("#log").getAttribute("aria-live"), "off");
    assert.ok((await polite.locator("p").count()) < 6);
    server.world(
      say("combat_other", "Tomas hits the gull."),
      say("combat_other", "The gull hits Tomas."),
      say("combat_other", "Tomas misses."),
      out("combat", text("You hit the gull very hard."), text("You hit.")),
      say("tell", "Tomas tells you: help!"),
      data("Char.Vitals", { hp: 12, maxhp: 80, mp: 25, maxmp: 30, string: "" }),
    );
    const batch = polite.locator("p").last();
    await batch.getByText("Tomas tells you: help!").waitFor();
    assert.equal(
      await batch.textContent(),
      [
        "Tomas tells you: help!",
        "Tomas hits the gull.",
        "The gull hits Tomas.",
        "You hit.",
        "1 more blows by others.",
      ].join("\n"),
    );
    const danger = page.locator("#assertive").getByText("Danger: 12 of 80 hit points.");
    await danger.waitFor({ state: "attached" });
    await server.heard((message) => message.t === "ack" && Number(message.seq) >= 16);
  }));

test("[WC26] the log is bounded, stays at its end, and holds still for a reader", () =>
  visit({}, async ({ page, server }) => {
    await logIn(page);
    const many = Array.from({ length: 2_100 }, (_, index) => say("system", `line ${index}`));
    server.world(...many);
    await page.locator("#log").getByText("line 2099").waitFor();
    assert.equal(await page.locator("#log > *").count(), 2_000);
    const gap = "log.scrollHeight - log.scrollTop - log.clientHeight";
    assert.ok((await look<number>(page, gap)) < 2);
    await page.keyboard.press("PageUp");
    await page.keyboard.press("PageUp");
    await page.waitForFunction(`${gap} > 500`);
    server.world(say("tell", "Tomas tells you: look up"));
    await page.getByRole("button", { name: "New text below" }).waitFor();
    assert.ok((await look<number>(page, gap)) > 500);
    await page.getByRole("button", { name: "New text below" }).click();
    await page.waitForFunction(`${gap} < 2`);
  }));

test("[WC27] the page obeys its policy and shows its frame without the script", async () => {
  await visit({ javaScriptEnabled: false }, async ({ page }) => {
    await page.getByRole("heading", { name: "AmbonMUD" }).waitFor();
    await page.getByRole("log").waitFor();
    await page.getByRole("button", { name: "Send" }).waitFor();
  });
  await visit({}, async ({ page, server }) => {
    await logIn(page);
    server.world(out("room", [...roomText, ...mapText, ...waresText]));
    await page.getByRole("table").waitFor();
    const answer = await page.request.get(server.url);
    assert.match(answer.headers()["content-security-policy"] ?? "", /script-src 'self'/);
  });
});

test("[WC28] meters and maps have words, and settings outlive a reload", () =>
  visit({}, async ({ page, server }) => {
    await logIn(page);
    const health = page.getByRole("meter", { name: "Hit points" });
    assert.equal(await health.getAttribute("aria-valuetext"), "64 of 80");
    server.world(out("room", mapText));
    await page.getByText("Map in words").click();
    await page.locator("#log").getByText("west: Quay Street").waitFor();
    server.world(
      data("Comm.Channel.Text", {
        channel: "gossip",
        talker: "Tomas",
        text: 'Tomas gossips: "Anyone for the mines?"',
      }),
      data("Comm.Channel.Text", { channel: "say", talker: "Tomas", text: 'Tomas says: "Hello."' }),
      data("Char.Status", {
        level: 4,
        xp: 720,
        xptnl: 280,
        gold: 57,
        race: "Human",
        class: "Mage",
        fighting: true,
        opponent: "a herring gull",
        opponenthp: 40,
      }),
    );
    await page.getByRole("tab", { name: "gossip" }).click();
    await page.locator("#chat-box").getByText("Anyone for the mines?").waitFor();
    const foe = page.getByRole("meter", { name: "a herring gull" });
    assert.equal(await foe.getAttribute("aria-valuetext"), "40 percent");
    await shot(page, "dark");
    await page.locator("#open-settings").click();
    await page.locator("#set-theme").selectOption("light");
    await page.locator("#set-fontPx").fill("20");
    await page.locator("#set-screenReader").check();
    await server.heard((message) => message.t === "set" && message.screenReader === true);
    await shot(page, "settings");
    await page.getByRole("button", { name: "Done" }).click();
    await shot(page, "light");
    server.received.length = 0;
    await page.reload();
    await page.getByLabel("What is your name?").waitFor();
    const root = page.locator("html");
    assert.equal(await root.getAttribute("data-theme"), "light");
    assert.equal(await look(page, "getComputedStyle(document.documentElement).fontSize"), "20px");
    await logIn(page);
    // The wish of this browser goes to a character that has it not yet.
    await server.heard((message) => message.t === "set" && message.screenReader === true);
    server.world(out("room", mapText));
    await page.locator(".map-words").getByText("west: Quay Street").waitFor();
    assert.equal(await page.locator("#log pre").count(), 0);
  }));
