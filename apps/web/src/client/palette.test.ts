import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
  fuzzyScore,
  PALETTE_MAX,
  type PaletteEntry,
  paletteEntries,
  searchPalette,
} from "./palette.ts";
import { type GameState, INITIAL_STATE } from "./state.ts";

const command = (name: string, usage = name) => ({ name, usage, summary: "", category: "x" });
const state: GameState = {
  ...INITIAL_STATE,
  stage: "world",
  name: "Mira",
  people: ["Mira", "Tomas"],
  room: {
    num: 1,
    name: "Square",
    desc: "",
    area: "",
    zone: "",
    environment: "",
    terrain: "",
    coords: "",
    exits: { n: 2, e: 3 },
    doors: { e: "closed" },
    details: [],
  },
  roomItems: [{ id: "1", name: "a brass lamp", attrib: "t", keyword: "lamp" }],
  commands: [command("look"), command("say", "say <text>")],
};
const acts = (query: string) =>
  searchPalette(paletteEntries(state, [{ key: "F3", command: "flee", begin: false }]), query).map(
    ({ act }) => (act.do === "page" ? act.deed : `${act.do} ${act.text}`),
  );

test("[WC34] commands, ways, things, people, macros and settings are found by a few letters", () => {
  assert.equal(acts("get lamp")[0], "send get lamp");
  assert.equal(acts("gtlmp")[0], "send get lamp");
  assert.equal(acts("north")[0], "send north");
  assert.equal(acts("open east")[0], "send open east");
  assert.equal(acts("tell tom")[0], "begin tell Tomas ");
  assert.equal(acts("say")[0], "begin say ");
  assert.equal(acts("look")[0], "send look");
  assert.equal(acts("flee")[0], "send flee");
  assert.equal(acts("sound")[0], "sound");
  assert.equal(acts("dark light")[0], "theme");
  assert.deepEqual(acts("qqq"), []);
});

test("[WC34] before the world only the page itself can be used", () => {
  const entries = paletteEntries({ ...state, stage: "login" }, []);
  assert.ok(entries.every(({ act }) => act.do === "page"));
});

test("[WC34] the start of a word, letters in a row and short names come first", () => {
  const score = (query: string, label: string): number => fuzzyScore(query, label) ?? -1;
  assert.ok(score("lo", "look") > score("lo", "hello"));
  assert.ok(score("look", "look") > score("look", "look for a way"));
  assert.ok(score("gl", "get lamp") > score("gl", "gull"));
  assert.equal(fuzzyScore("kool", "look"), null);
  assert.equal(fuzzyScore("", "look") !== null, true);
});

test("[WC34] at most so many entries show, and any search is answered", () => {
  const entries = Array.from(
    { length: 100 },
    (_, at): PaletteEntry => ({ label: `look ${at}`, detail: "", act: { do: "send", text: "l" } }),
  );
  fc.assert(
    fc.property(fc.string(), (query) => {
      assert.ok(searchPalette(entries, query).length <= PALETTE_MAX);
    }),
  );
  assert.equal(searchPalette(entries, "").length, PALETTE_MAX);
});
