import assert from "node:assert/strict";
import { test } from "node:test";
import { text } from "@ambon/markup/build";
import type { Markup } from "@ambon/markup/tree";
import type { ClientProfile } from "./profile.ts";
import { type OutputFrame, RenderCache } from "./render-cache.ts";

const profile = (width: number): ClientProfile => ({
  audience: { mode: "plain", width, links: undefined },
  encoding: "utf-8",
  brief: false,
});
const WIDE = profile(120);
const NARROW = profile(40);

const frame = (markup: Markup, change: Partial<OutputFrame> = {}): OutputFrame => ({
  f: "output",
  channels: [1],
  class: "system",
  markup,
  ...change,
});

const long = (): Markup => text("A name among many others in a long list. ".repeat(100));

test("[SE126] what is long and shown again is rendered once for each kind of client from then on", () => {
  const cache = new RenderCache();
  const markup = long();
  const first = cache.bytesOf(frame(markup), WIDE);
  assert.deepEqual(cache.bytesOf(frame(markup), WIDE), first);
  assert.deepEqual(cache.bytesOf(frame(markup), WIDE), first);
  assert.equal(cache.counts.texts, 2);
  assert.notDeepEqual(cache.bytesOf(frame(markup), NARROW), first);
  assert.equal(cache.counts.texts, 3);
  const json = cache.outputJson(frame(markup));
  assert.equal(cache.outputJson(frame(markup)), json);
  assert.equal(cache.counts.jsons, 1);
});

test("[SE126] another class, another short form or another object is another output", () => {
  const cache = new RenderCache();
  const markup = long();
  for (let times = 0; times < 2; times += 1) cache.bytesOf(frame(markup), WIDE);
  const inChat = cache.outputJson(frame(markup, { class: "chat" }));
  assert.match(inChat, /^"c":"chat"/);
  const briefly = cache.outputJson(frame(markup, { brief: text("In short.") }));
  assert.match(briefly, /In short/);
  const { texts } = cache.counts;
  cache.bytesOf(frame(long()), WIDE);
  assert.equal(cache.counts.texts, texts + 1);
});
