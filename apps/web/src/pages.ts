/** Serves the browser client: cached by its content, compressed where the browser takes it. */

import { Hono } from "hono";
import { loadWebAssets, WEB_SECURITY_HEADERS, type WebAsset } from "./assets.ts";
import { cueFiles } from "./cue-files.ts";

const bodyOf = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => bytes as Uint8Array<ArrayBuffer>;

const answer = (request: Request, asset: WebAsset): Response => {
  const headers: Record<string, string> = {
    ...WEB_SECURITY_HEADERS,
    "content-type": asset.contentType,
    "cache-control": asset.cacheControl,
    etag: asset.etag,
    vary: "accept-encoding",
  };
  if (request.headers.get("if-none-match") === asset.etag) {
    return new Response(null, { status: 304, headers });
  }
  const packs = /\bgzip\b/.test(request.headers.get("accept-encoding") ?? "");
  if (packs && asset.gzip !== null) {
    return new Response(bodyOf(asset.gzip), {
      headers: { ...headers, "content-encoding": "gzip" },
    });
  }
  return new Response(bodyOf(asset.body), { headers });
};

/** A Hono app, so that a caller can add routes of its own before it is served. */
export const webPages = async (): Promise<Hono> => {
  const assets = new Map([...(await loadWebAssets()), ...cueFiles()]);
  const app = new Hono();
  app.get("*", (context) => {
    const { path } = context.req;
    const asset = assets.get(path) ?? (path === "/" ? assets.get("/index.html") : undefined);
    if (asset === undefined) return context.text("There is no such page.", 404);
    return answer(context.req.raw, asset);
  });
  return app;
};
