import assert from "node:assert/strict";
import { test } from "node:test";
import { answerFor, cacheName, outdated } from "./shell-cache.ts";

const ORIGIN = "https://game.example";
const SHELL = ["/client.abc.js", "/icon.svg", "/offline.html"];
const get = (path: string, mode = "no-cors") =>
  answerFor({ method: "GET", mode, url: new URL(path, ORIGIN).href }, ORIGIN, SHELL);

test("[WC39] only the shell is kept; sockets, other paths, methods and origins pass by", () => {
  assert.equal(get("/client.abc.js"), "kept");
  assert.equal(get("/client.def.js"), "network");
  assert.equal(get("/ws"), "network");
  assert.equal(get("/sw.js"), "network");
  assert.equal(get("/mssp.json"), "network");
  assert.equal(get("https://elsewhere.example/icon.svg"), "network");
  const post = { method: "POST", mode: "cors", url: `${ORIGIN}/icon.svg` };
  assert.equal(answerFor(post, ORIGIN, SHELL), "network");
});

test("[WC39] the page itself comes from the server, never from the cache", () => {
  assert.equal(get("/", "navigate"), "page");
  assert.equal(get("/index.html", "navigate"), "page");
  assert.equal(get("/metrics", "navigate"), "network");
  assert.equal(get("/"), "network");
});

test("[WC39] a new version drops our older caches and nobody else's", () => {
  const names = [cacheName("1"), cacheName("2"), "others"];
  assert.deepEqual(outdated(names, "2"), [cacheName("1")]);
});
