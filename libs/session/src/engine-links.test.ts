// Goal: whoever is new is served by an engine that is near and has room; nobody is forgotten.

import assert from "node:assert/strict";
import { test } from "node:test";
import { ALIKE_PLAYERS, EngineLinks } from "./engine-links.ts";

/** Engines with their regions, and how many players each has. */
const linked = (
  engines: Readonly<Record<string, string>>,
  players: Readonly<Record<string, number>> = {},
): EngineLinks => {
  const links = new EngineLinks({
    region: "fra",
    regionOf: (engine) => engines[engine] ?? "",
    playersAt: (engine) => players[engine] ?? 0,
  });
  for (const engine of Object.keys(engines)) links.set(engine, true);
  return links;
};

const picked = (links: EngineLinks, times = 12): readonly string[] =>
  [...new Set(Array.from({ length: times }, () => links.pick() ?? "none"))].sort();

test("[SE116] engines of the own region come first, each in turn; far ones only without them", () => {
  const links = linked({ a: "fra", b: "iad", c: "fra" });
  assert.deepEqual(picked(links), ["a", "c"]);
  links.set("a", false);
  assert.deepEqual(picked(links), ["c"]);
  links.set("c", false);
  assert.deepEqual(picked(links), ["b"]);
  links.set("b", false);
  assert.deepEqual(picked(links), ["none"]);
  links.set("b", true);
  links.set("c", true);
  assert.deepEqual(picked(links), ["c"]);
});

test("[SE116] of near engines those with few players come first, and such that are alike in turn", () => {
  const players = { a: 0, b: ALIKE_PLAYERS, c: ALIKE_PLAYERS + 1, d: 0 };
  const links = linked({ a: "fra", b: "fra", c: "fra", d: "iad" }, players);
  assert.deepEqual(picked(links), ["a", "b"]);
  players.a = 1000;
  players.b = 1250;
  players.c = 1251;
  assert.deepEqual(picked(links), ["a", "b"]);
  assert.deepEqual(picked(linked({ a: "fra", b: "fra" }), 2), ["a", "b"]);
});

test("[SE116] where nothing is known of players each engine has its turn", () => {
  const links = new EngineLinks({ region: "fra" });
  for (const engine of ["a", "b", "c"]) links.set(engine, true);
  assert.deepEqual(picked(links, 3), ["a", "b", "c"]);
});

test("[SE113] for a session that is somewhere all engines are asked, the far and the busy ones too", () => {
  const links = linked({ a: "fra", b: "iad", c: "fra" }, { c: 1000 });
  const asked = new Set(Array.from({ length: 6 }, () => links.next("a")));
  assert.deepEqual([...asked].sort(), ["b", "c"]);
});
