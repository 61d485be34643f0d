/** A browser with one page at a fake server, and the small steps that every story takes. */

import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { FakeServer, PASSWORD } from "./web-client.fixture.ts";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];
const WIDE = { width: 1280, height: 800 };
export const PHONE = { width: 360, height: 740 };

let browser: Browser | undefined;

export const launch = async (): Promise<void> => {
  const executablePath = process.env.AMBON_TEST_CHROMIUM ?? "/usr/bin/chromium";
  assert.ok(
    existsSync(executablePath),
    `no Chromium at ${executablePath}: apt-get install chromium`,
  );
  browser = await chromium.launch({ executablePath, args: FLAGS });
};

export const quit = async (): Promise<void> => {
  await browser?.close();
};

interface Visit {
  readonly page: Page;
  readonly server: FakeServer;
  readonly faults: readonly string[];
}

interface VisitOptions {
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly colorScheme?: "dark" | "light";
  readonly javaScriptEnabled?: boolean;
  readonly acceptDownloads?: boolean;
  readonly contrast?: "more";
}

/** A server and a page of their own for one test, which fails on any error of the page. */
export const visit = async (
  options: VisitOptions,
  story: (visit: Visit) => Promise<void>,
): Promise<void> => {
  const server = await FakeServer.start();
  assert.ok(browser !== undefined, "launch() comes first");
  const context = await browser.newContext({ viewport: WIDE, colorScheme: "dark", ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    // A refused socket is reported by the browser itself; the client handles it.
    const isRefusal = message.text().startsWith("WebSocket connection to");
    if (message.type() === "error" && !isRefusal) faults.push(message.text());
  });
  try {
    await page.goto(server.url);
    await story({ page, server, faults });
    assert.deepEqual(faults, []);
  } finally {
    await context.close();
    await server.stop();
  }
};

export const line = (page: Page) => page.locator("#line");

export const type = async (page: Page, words: string): Promise<void> => {
  await line(page).fill(words);
  await page.keyboard.press("Enter");
};

export const logIn = async (page: Page): Promise<void> => {
  await page.getByLabel("What is your name?").waitFor();
  await type(page, "Mira");
  await page.locator("#line[type=password]").waitFor();
  await type(page, PASSWORD);
  await page.locator("body[data-stage=world]").waitFor();
};

export const shot = async (page: Page, name: string): Promise<void> => {
  const directory = process.env.AMBON_SHOTS;
  if (directory !== undefined) await page.screenshot({ path: join(directory, `${name}.png`) });
};

/** Evaluates an expression in the page; the caller says what it is. */
export const look = <T>(page: Page, expression: string): Promise<T> => page.evaluate<T>(expression);
