import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { deedOf, KEYS, nextStop } from "./keys.ts";

const page = readFileSync(join(import.meta.dirname, "index.html"), "utf8");

test("[WC17] the help dialog lists every key that works everywhere, and no other", () => {
  const start = page.indexOf("Keys everywhere");
  const table = page.slice(start, page.indexOf("</dl>", start));
  const listed = [...table.matchAll(/<kbd>([^<]+)<\/kbd>/g)].map(([, key]) => `${key}`);
  assert.deepEqual(listed.sort(), Object.keys(KEYS).sort());
});

test("[WC17] keys with a modifier belong to the browser, except the listed Shift+F6", () => {
  const none = { shiftKey: false, ctrlKey: false, altKey: false, metaKey: false };
  assert.deepEqual(deedOf({ ...none, key: "F6" }), { do: "nextRegion" });
  assert.deepEqual(deedOf({ ...none, key: "F6", shiftKey: true }), { do: "previousRegion" });
  assert.equal(deedOf({ ...none, key: "F6", ctrlKey: true }), undefined);
  assert.equal(deedOf({ ...none, key: "a" }), undefined);
  assert.equal(deedOf({ ...none, key: "toString" }), undefined);
});

test("[WC17] the palette opens with Ctrl+K or Command+K, in either case", () => {
  const none = { shiftKey: false, ctrlKey: false, altKey: false, metaKey: false };
  assert.deepEqual(deedOf({ ...none, key: "k", ctrlKey: true }), { do: "palette" });
  assert.deepEqual(deedOf({ ...none, key: "K", metaKey: true }), { do: "palette" });
  assert.equal(deedOf({ ...none, key: "k" }), undefined);
  assert.equal(deedOf({ ...none, key: "k", ctrlKey: true, shiftKey: true }), undefined);
});

test("[WC17] the ring of regions goes round in both directions and can be entered from outside", () => {
  assert.deepEqual([nextStop(0, 1, 3), nextStop(2, 1, 3), nextStop(0, -1, 3)], [1, 0, 2]);
  assert.deepEqual([nextStop(-1, 1, 3), nextStop(-1, -1, 3)], [0, 2]);
});
