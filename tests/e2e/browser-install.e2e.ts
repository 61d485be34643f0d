/** The browser client as an app: it can be installed, tells when no server is there, updates. */

import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import type { Page } from "playwright-core";
import { assetsOf, loadWebSources } from "../../apps/web/src/assets.ts";
import { launch, logIn, look, quit, shot, visit } from "./web-client.visit.fixture.ts";

before(launch);
after(quit);

/** What the predicates below find in the page; the tests themselves have no such globals. */
interface PageScope {
  readonly navigator: { readonly serviceWorker: { readonly controller: object | null } };
  readonly isNewBuild?: boolean;
}

/** A promise of the page that the cache with this name is no more. */
const untilGone = (name: string): string => `new Promise((done) => {
  const check = () => caches.keys().then((names) =>
    names.includes("${name}") ? setTimeout(check, 20) : done());
  check();
})`;

const isControlled = (page: Page): Promise<unknown> =>
  page.waitForFunction(
    () => (globalThis as unknown as PageScope).navigator.serviceWorker.controller !== null,
  );

const KEPT = `caches.keys().then((names) => Promise.all(names.map(async (name) => {
  const kept = await (await caches.open(name)).keys();
  return [name, kept.map(({ url }) => new URL(url).pathname).sort()];
})))`;

const kept = (page: Page): Promise<[name: string, paths: string[]][]> => look(page, KEPT);

test("[WC50] the manifest has what a browser asks of an app", () =>
  visit({}, async ({ page, server }) => {
    const answer = await page.request.get(new URL("/manifest.webmanifest", server.url).href);
    const manifest = await answer.json();
    assert.equal(manifest.display, "standalone");
    assert.equal(manifest.start_url, "/");
    assert.ok(manifest.name !== "" && manifest.short_name !== "");
    const session = await page.context().newCDPSession(page);
    const { errors } = await session.send("Page.getAppManifest");
    assert.deepEqual(errors, []);
    await isControlled(page);
    const { installabilityErrors } = await session.send("Page.getInstallabilityErrors");
    // A context of a test is a private window, where nothing can be installed.
    const ids = installabilityErrors.map(({ errorId }) => errorId);
    assert.deepEqual(
      ids.filter((id) => id !== "in-incognito"),
      [],
    );
  }));

test("[WC50] without a server the page says so, and comes back with it", () =>
  visit({}, async ({ page, server, faults }) => {
    await isControlled(page);
    const [only, ...others] = await kept(page);
    assert.deepEqual(others, []);
    assert.ok(!only?.[1].includes("/") && only?.[1].includes("/offline.html"));
    server.isUp = false;
    server.cut();
    await page.goto(server.url);
    await page.getByRole("heading", { name: "No connection" }).waitFor();
    await shot(page, "offline");
    const colour = await look(page, "getComputedStyle(document.body).backgroundColor");
    assert.equal(colour, "rgb(20, 16, 11)", "the offline page has its style");
    server.isUp = true;
    await page.getByRole("link", { name: "Try again" }).click();
    await logIn(page);
    assert.deepEqual(
      faults.filter((fault) => !fault.includes("ERR_")),
      [],
    );
    (faults as string[]).length = 0;
  }));

test("[WC50] a new build takes over at the next visit and leaves nothing of the old one", () =>
  visit({}, async ({ page, server }) => {
    await isControlled(page);
    const [before] = await kept(page);
    const sources = await loadWebSources();
    const mark = new TextEncoder().encode("\nglobalThis.isNewBuild = true;\n");
    server.assets = assetsOf({ ...sources, script: new Uint8Array([...sources.script, ...mark]) });
    await page.reload();
    // The page is the new one at once; the worker follows.
    await page.waitForFunction(() => (globalThis as unknown as PageScope).isNewBuild === true);
    await look(page, untilGone(`${before?.[0]}`));
    const now = await kept(page);
    assert.equal(now.length, 1);
    assert.notEqual(now[0]?.[0], before?.[0]);
    const script = [...server.assets.keys()].find(
      (path) => path.endsWith(".js") && path !== "/sw.js",
    );
    assert.ok(now[0]?.[1].includes(script ?? ""));
    await page.reload();
    await logIn(page);
  }));
