/** Serves a fixed set of files from memory: the browser client. */

import { Hono } from "hono";

export interface Asset {
  readonly type: string;
  readonly body: string | Uint8Array<ArrayBuffer>;
}

/** By path with its slash; `/` is answered with `/index.html`. */
export type Assets = ReadonlyMap<string, Asset>;

const HEADERS = {
  "cache-control": "no-cache",
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "content-security-policy":
    "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'",
} as const;

/** A Hono app, so that a caller can add routes of its own before it is served. */
export const pagesOf = (assets: Assets): Hono => {
  const app = new Hono();
  app.get("*", (context) => {
    const { path } = context.req;
    const asset = assets.get(path === "/" ? "/index.html" : path);
    if (asset === undefined) return context.text("There is no such page.", 404);
    return context.body(asset.body, 200, { ...HEADERS, "content-type": asset.type });
  });
  return app;
};
