/**
 * The browser client as files in memory, ready to be served. Bundled and minified when a process
 * that serves it starts (some tens of milliseconds), so that no build artefact is kept anywhere.
 * Works on Bun, Node and Deno.
 *
 * Script and style are named by their content and may be cached for ever; the page that names
 * them is always asked for again, which costs a 304.
 */

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build, stop } from "esbuild";

export interface WebAsset {
  readonly body: Uint8Array;
  /** The same, compressed; null where that would not make it smaller. */
  readonly gzip: Uint8Array | null;
  readonly contentType: string;
  /** With its quotes, as it stands in the header. */
  readonly etag: string;
  readonly cacheControl: string;
}

/**
 * Headers for every answer with one of these files. No inline script or style, nothing from
 * elsewhere; `connect-src 'self'` covers the WebSocket of the same origin.
 */
export const WEB_SECURITY_HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; "),
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-opener-policy": "same-origin",
  "permissions-policy": "camera=(), microphone=(), geolocation=()",
};

const FOREVER = "public, max-age=31536000, immutable";
const ASK_AGAIN = "no-cache";
const SOURCES = join(import.meta.dirname, "client");

export const assetOf = (body: Uint8Array, contentType: string, cacheControl: string): WebAsset => {
  const packed = gzipSync(body, { level: 9 });
  return {
    body,
    gzip: packed.length < body.length ? packed : null,
    contentType,
    etag: `"${digest(body)}"`,
    cacheControl,
  };
};

const digest = (body: Uint8Array): string =>
  createHash("sha256").update(body).digest("base64url").slice(0, 16);

/** The parts of the client before they are named by their content. */
export interface WebSources {
  readonly script: Uint8Array;
  readonly style: Uint8Array;
  /** Without the list of what it keeps. */
  readonly worker: Uint8Array;
  readonly page: string;
  readonly offline: string;
  readonly icon: Uint8Array;
  readonly maskable: Uint8Array;
  readonly manifest: Uint8Array;
}

type Bundle = Pick<WebSources, "script" | "style" | "worker">;

const bundle = async (): Promise<Bundle> => {
  try {
    const entries = ["client/main.ts", "client/styles.css", "client/service-worker.ts"];
    const { outputFiles } = await build({
      entryPoints: entries.map((path) => join(import.meta.dirname, path)),
      outdir: SOURCES,
      write: false,
      bundle: true,
      minify: true,
      format: "esm",
      platform: "browser",
      target: ["es2023", "chrome115", "firefox115", "safari16.4"],
      legalComments: "none",
      logLevel: "silent",
    });
    const ending = (end: string): Uint8Array => {
      const file = outputFiles.find(({ path }) => path.endsWith(end));
      if (file === undefined) throw new Error(`the bundle of the browser client has no ${end}`);
      return file.contents;
    };
    return {
      script: ending("main.js"),
      style: ending("styles.css"),
      worker: ending("service-worker.js"),
    };
  } finally {
    // The bundler is a process of its own; it has nothing more to do.
    await stop();
  }
};

/** Rejects with the bundler's message when the sources do not build. */
export const loadWebSources = async (): Promise<WebSources> => {
  const [bundled, page, offline, icon, maskable, manifest] = await Promise.all([
    bundle(),
    readFile(join(SOURCES, "index.html"), "utf8"),
    readFile(join(SOURCES, "offline.html"), "utf8"),
    readFile(join(SOURCES, "icon.svg")),
    readFile(join(SOURCES, "icon-maskable.svg")),
    readFile(join(SOURCES, "manifest.webmanifest")),
  ]);
  return { ...bundled, page, offline, icon, maskable, manifest };
};

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The worker with what it keeps and under which version: a change of either is a new worker. */
const workerOf = (worker: Uint8Array, kept: ReadonlyMap<string, WebAsset>): WebAsset => {
  const shell = [...kept.keys()].sort();
  const version = digest(encode(shell.map((path) => `${path} ${kept.get(path)?.etag}`).join("\n")));
  const head = `const SHELL=${JSON.stringify(shell)},VERSION=${JSON.stringify(version)};\n`;
  const code = head + new TextDecoder().decode(worker);
  return assetOf(encode(code), "text/javascript; charset=utf-8", ASK_AGAIN);
};

/** All files by URL path: script and style under the name of their content. */
export const assetsOf = (sources: WebSources): ReadonlyMap<string, WebAsset> => {
  const scriptPath = `/client.${digest(sources.script)}.js`;
  const stylePath = `/client.${digest(sources.style)}.css`;
  const html = (page: string): WebAsset => {
    const named = page.replace("/client.js", scriptPath).replace("/client.css", stylePath);
    return assetOf(encode(named), "text/html; charset=utf-8", ASK_AGAIN);
  };
  const index = html(sources.page);
  const shell = new Map([
    [scriptPath, assetOf(sources.script, "text/javascript; charset=utf-8", FOREVER)],
    [stylePath, assetOf(sources.style, "text/css; charset=utf-8", FOREVER)],
    ["/offline.html", html(sources.offline)],
    ["/icon.svg", assetOf(sources.icon, "image/svg+xml", ASK_AGAIN)],
    ["/icon-maskable.svg", assetOf(sources.maskable, "image/svg+xml", ASK_AGAIN)],
    ["/manifest.webmanifest", assetOf(sources.manifest, "application/manifest+json", ASK_AGAIN)],
  ]);
  return new Map([
    ["/", index],
    ["/index.html", index],
    ...shell,
    ["/sw.js", workerOf(sources.worker, shell)],
  ]);
};

/** All files of the browser client by URL path (`/`, `/client.<hash>.js`, …). */
export const loadWebAssets = async (): Promise<ReadonlyMap<string, WebAsset>> =>
  assetsOf(await loadWebSources());
