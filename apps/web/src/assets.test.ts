import assert from "node:assert/strict";
import { test } from "node:test";
import { gunzipSync } from "node:zlib";
import { assetsOf, loadWebAssets, loadWebSources, WEB_SECURITY_HEADERS } from "./assets.ts";

const TOTAL_MAX = 150 * 1024;

test("[WC19] the page names script and style by content, small, and nothing is inline", async () => {
  const assets = await loadWebAssets();
  const page = new TextDecoder().decode(assets.get("/")?.body);
  const named = [...page.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => `${path}`);
  assert.equal(named.filter((path) => /^\/client\.[\w-]{16}\.(js|css)$/.test(path)).length, 2);
  for (const path of named) assert.ok(assets.has(path), `${path} is served`);
  assert.doesNotMatch(page, /<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/);

  let total = 0;
  for (const [path, { body, gzip, etag, contentType, cacheControl }] of assets) {
    assert.match(etag, /^"[\w-]{16}"$/);
    assert.match(contentType, /^[a-z]+\/[\w+-]+/);
    assert.equal(cacheControl.includes("immutable"), path.startsWith("/client."));
    if (gzip !== null) assert.deepEqual(new Uint8Array(gunzipSync(gzip)), new Uint8Array(body));
    if (path !== "/index.html") total += (gzip ?? body).length;
  }
  assert.ok(total < TOTAL_MAX, `${total} bytes`);
});

test("[WC19] the worker knows its shell, and any change of that is another worker", async () => {
  const sources = await loadWebSources();
  const text = (body: Uint8Array | undefined): string => new TextDecoder().decode(body);
  const assets = assetsOf(sources);
  const [, list = "[]"] = /SHELL=(\[[^\]]*\])/.exec(text(assets.get("/sw.js")?.body)) ?? [];
  const shell = JSON.parse(list) as readonly string[];
  for (const path of shell) assert.ok(assets.has(path), path);
  assert.ok(!shell.includes("/") && !shell.includes("/sw.js"));
  assert.equal(shell.filter((path) => path.startsWith("/client.")).length, 2);
  const offline = text(assets.get("/offline.html")?.body);
  const named = [...offline.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => `${path}`);
  assert.ok(named.every((path) => path === "/" || shell.includes(path)));
  for (const part of ["script", "style", "icon", "manifest"] as const) {
    const changed = new Uint8Array([...sources[part], 10]);
    const next = assetsOf({ ...sources, [part]: changed });
    assert.notEqual(next.get("/sw.js")?.etag, assets.get("/sw.js")?.etag, part);
  }
  const manifest = JSON.parse(text(assets.get("/manifest.webmanifest")?.body));
  for (const { src } of manifest.icons) assert.ok(assets.has(src));
  assert.ok(manifest.icons.some(({ purpose }: { purpose: string }) => purpose === "maskable"));
});

test("[WC19] the same sources give the same names, and the policy allows no inline code", async () => {
  const [one, other] = [await loadWebAssets(), await loadWebAssets()];
  assert.deepEqual([...one.keys()], [...other.keys()]);
  assert.equal(one.get("/")?.etag, other.get("/")?.etag);
  const policy = WEB_SECURITY_HEADERS["content-security-policy"] ?? "";
  assert.match(policy, /default-src 'none'/);
  assert.doesNotMatch(policy, /unsafe|\*|data:/);
});
