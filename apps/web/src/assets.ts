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

const asset = (body: Uint8Array, contentType: string, cacheControl: string): WebAsset => {
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

interface Bundle {
  readonly script: Uint8Array;
  readonly style: Uint8Array;
}

const bundle = async (): Promise<Bundle> => {
  try {
    const { outputFiles } = await build({
      entryPoints: [join(SOURCES, "main.ts"), join(SOURCES, "styles.css")],
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
    return { script: ending("main.js"), style: ending("styles.css") };
  } finally {
    // The bundler is a process of its own; it has nothing more to do.
    await stop();
  }
};

/**
 * All files of the browser client by URL path (`/`, `/client.<hash>.js`, …).
 * Rejects with the bundler's message when the sources do not build.
 */
export const loadWebAssets = async (): Promise<ReadonlyMap<string, WebAsset>> => {
  const [{ script, style }, page, icon, manifest] = await Promise.all([
    bundle(),
    readFile(join(SOURCES, "index.html"), "utf8"),
    readFile(join(SOURCES, "icon.svg")),
    readFile(join(SOURCES, "manifest.webmanifest")),
  ]);
  const scriptPath = `/client.${digest(script)}.js`;
  const stylePath = `/client.${digest(style)}.css`;
  const html = page.replace("/client.js", scriptPath).replace("/client.css", stylePath);
  const index = asset(new TextEncoder().encode(html), "text/html; charset=utf-8", ASK_AGAIN);
  return new Map([
    ["/", index],
    ["/index.html", index],
    [scriptPath, asset(script, "text/javascript; charset=utf-8", FOREVER)],
    [stylePath, asset(style, "text/css; charset=utf-8", FOREVER)],
    ["/icon.svg", asset(icon, "image/svg+xml", ASK_AGAIN)],
    ["/manifest.webmanifest", asset(manifest, "application/manifest+json", ASK_AGAIN)],
  ]);
};
