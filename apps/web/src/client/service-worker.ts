/**
 * The service worker: keeps the shell (script, style, icons, offline page) of one version, named
 * by its content, and nothing else; no game text and no page of the server is ever kept. A new
 * build has another version: it is fetched whole, takes over at once, and drops the old one. That
 * is safe because a running page has loaded all of its parts and the next page comes fresh.
 */

import { answerFor, cacheName, outdated } from "./shell-cache.ts";

/** Put in front of the bundle by assets.ts. */
declare const SHELL: readonly string[];
declare const VERSION: string;

const OFFLINE = "/offline.html";

/** What this file needs of a ServiceWorkerGlobalScope; the page's library has other globals. */
interface Lasting extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface Fetching extends Lasting {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface WorkerScope {
  readonly location: Location;
  readonly clients: { claim(): Promise<void> };
  skipWaiting(): Promise<void>;
  addEventListener(type: "install" | "activate", listener: (event: Lasting) => void): void;
  addEventListener(type: "fetch", listener: (event: Fetching) => void): void;
}
const worker = globalThis as unknown as WorkerScope;

const install = async (): Promise<void> => {
  const cache = await caches.open(cacheName(VERSION));
  // Past the browser's own cache: what is kept must be of this version.
  await cache.addAll(SHELL.map((path) => new Request(path, { cache: "reload" })));
  await worker.skipWaiting();
};

const activate = async (): Promise<void> => {
  const names = await caches.keys();
  await Promise.all(outdated(names, VERSION).map((name) => caches.delete(name)));
  await worker.clients.claim();
};

const kept = async (request: Request): Promise<Response> => {
  const cache = await caches.open(cacheName(VERSION));
  return (await cache.match(request)) ?? fetch(request);
};

const page = async (request: Request): Promise<Response> => {
  try {
    return await fetch(request);
  } catch (error) {
    // No server: tell so in the player's words, or let the browser do it.
    const cache = await caches.open(cacheName(VERSION));
    const offline = await cache.match(OFFLINE);
    if (offline === undefined) throw error;
    return offline;
  }
};

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(activate()));
worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const answer = answerFor(request, worker.location.origin, SHELL);
  if (answer === "kept") event.respondWith(kept(request));
  else if (answer === "page") event.respondWith(page(request));
});
