/**
 * A player in a page of headless Chromium against a real server. Every wait is for a condition of
 * the page; a page that reports an error of its own fails the story. With AMBON_SHOTS set to a
 * directory, `shot` leaves pictures for human eyes there.
 */

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Locator,
  type Page,
} from "playwright-core";
import { type Character, PASSWORD } from "./telnet-player.ts";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
export const WIDE = { width: 1280, height: 800 };
export const PHONE = { width: 360, height: 740 };
const DEADLINE_MS = 15_000;

/** Debian's Chromium, or the one that AMBON_TEST_CHROMIUM names. */
export const launchBrowser = async (): Promise<Browser> => {
  const executablePath = process.env.AMBON_TEST_CHROMIUM ?? "/usr/bin/chromium";
  assert.ok(
    existsSync(executablePath),
    `no Chromium at ${executablePath}: apt-get install chromium`,
  );
  return chromium.launch({ executablePath, args: FLAGS });
};

/** What the page gets before its own script; its policy lets us bring no code later. */
interface Helpers {
  /** The log from an entry on, with the line breaks that are seen. */
  readonly readLog: (since: number) => string;
  /** Pixels of the log below what is seen. */
  readonly logBelow: () => number;
}

const HELPERS = `globalThis.logBelow = () => {
    const log = document.querySelector("#log");
    return log.scrollHeight - log.scrollTop - log.clientHeight;
  };
  globalThis.readLog = (since) =>
  [...(document.querySelector("#log")?.children ?? [])]
    .slice(since)
    .map((entry) => entry.innerText)
    .join("\\n");`;

export class BrowserPlayer {
  readonly page: Page;
  /** What the page itself complained about. */
  readonly faults: string[] = [];
  readonly #context: BrowserContext;

  private constructor(context: BrowserContext, page: Page) {
    this.#context = context;
    this.page = page;
    page.setDefaultTimeout(DEADLINE_MS);
    page.on("pageerror", (error) => this.faults.push(error.message));
    page.on("console", (message) => {
      // A refused socket is reported by the browser itself; the client handles it.
      const isRefusal = message.text().startsWith("WebSocket connection to");
      if (message.type() === "error" && !isRefusal) this.faults.push(message.text());
    });
  }

  /** A page of its own, as a browser that was never here. */
  static async visit(
    browser: Browser,
    webPort: number,
    options: BrowserContextOptions = {},
  ): Promise<BrowserPlayer> {
    const context = await browser.newContext({ viewport: WIDE, colorScheme: "dark", ...options });
    await context.addInitScript({ content: HELPERS });
    const player = new BrowserPlayer(context, await context.newPage());
    await player.page.goto(`http://127.0.0.1:${webPort}/`);
    return player;
  }

  get line(): Locator {
    return this.page.locator("#line");
  }

  get log(): Locator {
    return this.page.getByRole("log", { name: "Game text" });
  }

  /** A panel by its heading: Character, Place, Things, Talk, People, Commands. */
  panel(name: string): Locator {
    return this.page.getByRole("region", { name, exact: true });
  }

  /** Evaluates an expression in the page; the caller says what it gives. */
  look<T>(expression: string): Promise<T> {
    return this.page.evaluate<T>(expression);
  }

  /** Everything in the log from entry `since` on, as it is read. */
  async transcript(since = 0): Promise<string> {
    return this.look(`readLog(${since})`);
  }

  entries(): Promise<number> {
    return this.look(`document.querySelector("#log").childElementCount`);
  }

  /** Waits until the log from entry `since` on matches, and gives the match. */
  async expect(pattern: RegExp, since: number): Promise<RegExpExecArray> {
    try {
      await this.page.waitForFunction(
        ([source, flags, from]) =>
          new RegExp(source, flags).test((globalThis as unknown as Helpers).readLog(from)),
        [pattern.source, pattern.flags, since] as const,
      );
    } catch (error) {
      throw new Error(`no ${pattern}; read instead:\n${await this.transcript(since)}`, {
        cause: error,
      });
    }
    const match = pattern.exec(await this.transcript(since));
    assert.ok(match !== null, `${pattern} was there and is gone`);
    return match;
  }

  /** Waits until the last of the log is in view. */
  async atEnd(): Promise<void> {
    await this.page.waitForFunction(() => (globalThis as unknown as Helpers).logBelow() < 2);
  }

  /** Does something and waits for what it brings to the log. */
  async after(deed: () => Promise<void>, pattern: RegExp): Promise<RegExpExecArray> {
    const since = await this.entries();
    await deed();
    return this.expect(pattern, since);
  }

  /** Types into the command line and sends; a phone has no key for that and taps `Send`. */
  async send(words: string): Promise<void> {
    await this.line.fill(words);
    await this.line.press("Enter");
  }

  /** Types a line and waits for its answer in the log. */
  async do(words: string, pattern: RegExp): Promise<RegExpExecArray> {
    return this.after(() => this.send(words), pattern);
  }

  /** Answers the question that the line asks now. */
  async answer(question: RegExp, words: string): Promise<void> {
    await this.asks(question);
    await this.send(words);
  }

  async asks(question: RegExp): Promise<void> {
    await this.page.locator("#line-label").filter({ hasText: question }).waitFor();
  }

  /** Makes a character and enters the world. */
  async create(name: string, character: Character = {}): Promise<void> {
    const password = character.password ?? PASSWORD;
    await this.answer(/^Name$/, name);
    await this.answer(/^Create \w+\? \(y\/n\)$/, "y");
    await this.answer(/^New password$/, password);
    await this.answer(/^Password again$/, password);
    await this.answer(/^Race$/, character.race ?? "1");
    await this.answer(/^Class$/, character.class ?? "1");
    await this.inWorld();
  }

  /** Enters the world with a character that exists. */
  async login(name: string, password = PASSWORD): Promise<void> {
    await this.answer(/^Name$/, name);
    await this.answer(/^Password$/, password);
    await this.inWorld();
  }

  async inWorld(): Promise<void> {
    await this.page.locator("body[data-stage=world]").waitFor();
    // On a phone the panel is there without being shown.
    const room = this.page.locator(".room-name").filter({ hasText: /./ });
    await room.waitFor({ state: "attached" });
  }

  /** Waits until both the place panel and the log have come to the room. */
  async arrives(title: string, deed: () => Promise<void>): Promise<void> {
    await this.after(deed, new RegExp(`^${title}$`, "m"));
    await this.page.locator(".room-name").getByText(title, { exact: true }).waitFor({
      state: "attached",
    });
  }

  /** Walks by the buttons of the place panel: "north The Beachcomber's Hut". */
  async clickWays(...steps: readonly string[]): Promise<void> {
    for (const [way, title] of steps.map(splitStep)) {
      const button = this.panel("Place").getByRole("button", { name: way, exact: true });
      await this.arrives(title, () => button.click());
    }
  }

  /** Walks by typing. */
  async typeWays(...steps: readonly string[]): Promise<void> {
    for (const [way, title] of steps.map(splitStep)) {
      await this.arrives(title, () => this.send(way));
    }
  }

  /** Opens a thing or a person of a panel and presses one of its buttons. */
  async act(panel: string, name: string, label: string, pattern: RegExp): Promise<void> {
    const entity = this.panel(panel).locator("details").filter({ hasText: name }).first();
    const button = entity.getByRole("button", { name: `${label}: `, exact: false });
    if (!(await button.first().isVisible())) await entity.locator("summary").click();
    await this.after(() => button.first().click(), pattern);
  }

  /** A meter's number. */
  async meter(name: string): Promise<number> {
    return Number(await this.page.getByRole("meter", { name }).getAttribute("aria-valuenow"));
  }

  /** From now on every number that a meter shows is kept, however short it stands. */
  async watchMeters(): Promise<void> {
    await this.look(`(() => {
      window.metersSeen = {};
      const keep = (node) => (window.metersSeen[node.ariaLabel] ??= []).push(
        Number(node.getAttribute("aria-valuenow")),
      );
      const meters = [...document.querySelectorAll("[role=meter]")];
      meters.forEach(keep);
      window.meterObserver?.disconnect();
      window.meterObserver = new MutationObserver((list) => list.forEach((one) => keep(one.target)));
      const options = { attributeFilter: ["aria-valuenow"] };
      for (const node of meters) window.meterObserver.observe(node, options);
    })()`);
  }

  /** What a meter has shown since `watchMeters`, in order. */
  metersSeen(name: string): Promise<number[]> {
    return this.look(`window.metersSeen[${JSON.stringify(name)}] ?? []`);
  }

  async shot(name: string): Promise<void> {
    const directory = process.env.AMBON_SHOTS;
    if (directory === undefined) return;
    await this.page.screenshot({ path: join(directory, `${name}.png`) });
  }

  async leave(): Promise<void> {
    await this.#context.close();
    assert.deepEqual(this.faults, []);
  }
}

const splitStep = (step: string): [string, string] => {
  const [way = "", title = ""] = step.split(/ (.*)/);
  return [way, title];
};
