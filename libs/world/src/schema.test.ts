// Goal: every way to get a key or a value wrong is answered with its position and a way out.
import { deepEqual, equal } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { schemaDocument } from "./schema-markdown.ts";
import { complaints, fixtureFiles, inTown } from "./world-fixture.ts";

const AT = "zones/town.yaml:";

test("[WO20] unknown keys are refused with the nearest known one", () => {
  deepEqual(inTown("terrain: road", "terain: road"), [
    `${AT}22:5: error: room "gate" has an unknown key "terain" (did you mean "terrain"?)`,
  ]);
  deepEqual(inTown("north: gate", "northh: gate"), [
    `${AT}12:7: error: "exits" has an unknown key "northh" (did you mean "north"?)`,
  ]);
  deepEqual(inTown("{ mob: baker, room", "{ mob: baker, zzz: 1, room"), [
    `${AT}79:19: error: entry 1 of "spawns" has an unknown key "zzz" ` +
      "(known keys: mob, room, count, respawn)",
  ]);
});

test("[WO21] a missing required key is reported at what lacks it", () => {
  deepEqual(inTown("    title: North Gate\n", ""), [
    `${AT}18:3: error: room "gate" lacks the required key "title"`,
  ]);
  deepEqual(inTown("name: an oak door, ", ""), [
    `${AT}13:55: error: "door" lacks the required key "name"`,
  ]);
});

test("[WO22] values of a wrong type say what they must be", () => {
  deepEqual(inTown("num: 2", "num: two"), [
    `${AT}19:10: error: "num" must be a whole number, not "two"`,
  ]);
  deepEqual(inTown("num: 2", "num: '2'"), [
    `${AT}19:10: error: "num" must be a whole number, not "2" (write 2 without quotes)`,
  ]);
  deepEqual(inTown("title: North Gate", "title: 7"), [
    `${AT}20:12: error: "title" must be text, not the number 7 (put it in quotes: "7")`,
  ]);
  deepEqual(inTown("title: North Gate", "title:"), [
    `${AT}20:11: error: "title" is empty, it must be text (write a value or leave the key out)`,
  ]);
  deepEqual(inTown("fixed: true", "fixed: yes"), [
    `${AT}51:12: error: "fixed" must be true or false, not "yes" (write true)`,
  ]);
  deepEqual(inTown("flags: [safe]", "flags: safe"), [
    `${AT}10:12: error: "flags" must be a list of flags, not "safe" (write [safe])`,
  ]);
  deepEqual(inTown("exits: { south: square }", "exits: [south]"), [
    `${AT}23:12: error: "exits" must be a map of exits, not a list`,
  ]);
  deepEqual(inTown("tier: weak", "tier: weka"), [
    `${AT}74:11: error: "tier" must be one of weak, standard, elite, boss, not "weka" ` +
      '(did you mean "weak"?)',
  ]);
  deepEqual(inTown("north: gate", "north: North Gate"), [
    `${AT}12:14: error: "north" must be the id of a room, not "North Gate" ` +
      "(write it as name or zone:name)",
  ]);
});

test("[WO23] durations, shares and ranges are written in their units", () => {
  deepEqual(inTown("respawn: 90s", "respawn: 90x"), [
    `${AT}80:48: error: "respawn" must be a duration, not "90x" (write it as 90s, 5m or 1h)`,
  ]);
  deepEqual(inTown("respawn: 90s", "respawn: 0"), [
    `${AT}80:48: error: "respawn" must be from 1000 ms to 30 days, not 0 ms`,
  ]);
  deepEqual(inTown("chance: 12.5%", "chance: 0.5"), [
    `${AT}77:35: error: "chance" must be a share, not the number 0.5 (write 50%)`,
  ]);
  deepEqual(inTown("chance: 12.5%", "chance: 120%"), [
    `${AT}77:35: error: "chance" must be from 0% to 100%, not 120%`,
  ]);
  deepEqual(inTown("damage: 2-5", "damage: 5-2"), [
    `${AT}43:13: error: "damage" ends below its start: 5-2 (write 2-5)`,
  ]);
  deepEqual(inTown("damage: 2-5", "damage: 2-5000"), [
    `${AT}43:13: error: "damage" must lie from 0 to 1000, not 2-5000`,
  ]);
  deepEqual(inTown("damage: 2-5", "damage: lots"), [
    `${AT}43:13: error: "damage" must be a range, not "lots" (write it as 2-5)`,
  ]);
  for (const written of ["90000", "90 s", "90000ms"]) {
    deepEqual(inTown("respawn: 90s", `respawn: ${written}`), []);
  }
});

test("[WO24] bounds are named with what was found", () => {
  deepEqual(inTown("level: 3\n", "level: 300\n"), [
    `${AT}73:12: error: "level" must be from 1 to 100, not 300`,
  ]);
  deepEqual(inTown("title: North Gate", `title: ${"x".repeat(81)}`), [
    `${AT}20:12: error: "title" has 81 characters, at most 80 fit`,
  ]);
  const words = Array.from({ length: 13 }, (_, n) => `w${n}`).join(", ");
  deepEqual(inTown("keywords: [bread, loaf]", `keywords: [${words}]`), [
    `${AT}55:15: error: "keywords" has 13 entries, at most 12 fit`,
  ]);
  const rooms = Array.from({ length: 2000 }, (_, n) => `  r${n}: {}\n`).join("");
  const edit = { path: "zones/moor.yaml", from: "rooms:\n", to: `rooms:\n${rooms}` };
  const found = complaints(fixtureFiles(edit));
  equal(
    found.find((text) => text.includes("2002")),
    'zones/moor.yaml:6:3: error: "rooms" has 2002 entries, at most 2000 fit',
  );
});

test("[WO25] text that terminals obey or that hides things is refused", () => {
  deepEqual(inTown("description: It drips.", 'description: "It \\e[31m drips."'), [
    `${AT}17:22: error: "description" holds the control character U+001B at place 4 (remove it)`,
  ]);
  deepEqual(inTown("title: North Gate", "title: North\u202eGate"), [
    `${AT}20:12: error: "title" holds the control character U+202E at place 6 (remove it)`,
  ]);
  deepEqual(inTown("title: North Gate", 'title: "North\\tGate"'), [
    `${AT}20:12: error: "title" holds the control character U+0009 at place 6 (use spaces)`,
  ]);
  deepEqual(inTown("title: North Gate", 'title: "North\\nGate"'), [
    `${AT}20:12: error: "title" must stay on one line`,
  ]);
  deepEqual(inTown("title: North Gate", 'title: "\\ud800Gate"'), [
    `${AT}20:12: error: "title" holds the control character U+D800 at place 1 (remove it)`,
  ]);
  deepEqual(inTown("title: North Gate", "title: Nördliches Tor 🏰"), []);
});

test("[WO26] ids and keywords are words that can be typed and are not taken", () => {
  deepEqual(inTown("keywords: [bread, loaf]", "keywords: [all, Loaf, two words]"), [
    `${AT}55:16: error: entry 1 of "keywords" "all" is reserved: commands give it another ` +
      "meaning (choose another word)",
    `${AT}55:21: error: entry 2 of "keywords" "Loaf" cannot be typed as a keyword (write loaf)`,
    `${AT}55:27: error: entry 3 of "keywords" "two words" cannot be typed as a keyword ` +
      "(one word, letters, digits, - and ')",
  ]);
  deepEqual(inTown("  oven:\n", "  Oven 1:\n"), [
    `${AT}85:3: error: shop id "Oven 1" must be lower-case letters, digits, _ and -, a letter first`,
  ]);
});

test("[WO27] the key tables of the builder documentation are those of the schema", () => {
  const path = new URL("../../../docs/builder-schema.md", import.meta.url);
  equal(readFileSync(path, "utf8"), schemaDocument());
  equal(schemaDocument().includes("| `num` | whole number 1 to 2147483647 | required |"), true);
});
