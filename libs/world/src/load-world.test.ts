// Goal: each kind of problem is reported where it is, in words a builder can act on; a good world
// comes out whole. Method: a small good world, broken in one place at a time.
import { deepEqual, equal, match, ok, throws } from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { FILE_CHARS_MAX, PROBLEMS_MAX } from "./limits.ts";
import { isLoaded, loadWorld } from "./load-world.ts";
import { complaints, type Edit, fixtureFiles } from "./world-fixture.ts";

function loaded(...edits: readonly Edit[]) {
  const result = loadWorld(fixtureFiles(...edits));
  if (!isLoaded(result)) throw new Error(JSON.stringify(result.problems, undefined, 1));
  return result.world;
}

test("[WO1] a good world comes out whole and without remarks", () => {
  const world = loaded();
  deepEqual(complaints(fixtureFiles()), []);
  equal(world.name, "Testland");
  equal(world.startRoom, "town:square");
  equal(world.respawnRoom, "town:square");
  deepEqual([...world.zones.keys()], ["moor", "town"]);
  deepEqual([...world.races.keys(), ...world.classes.keys()], ["human", "fighter"]);
  deepEqual(world.help, [
    { keywords: ["death"], title: "Death", body: ["You wake up.", "It costs."] },
  ]);
  deepEqual(world.zones.get("moor")?.levels, { min: 3, max: 3 });
  deepEqual(world.zones.get("town")?.spawns[1], {
    mob: "town:rat",
    room: "town:gate",
    count: 2,
    respawnMs: 90_000,
  });
  deepEqual(world.zones.get("town")?.placements, [
    { item: "town:chest", room: "town:gate", count: 1, respawnMs: 600_000 },
    { item: "town:sword", inside: "town:chest", count: 2, respawnMs: 0 },
  ]);
  deepEqual(world.shops.get("town:oven"), {
    id: "town:oven",
    name: "The Warm Oven",
    room: "town:bakery",
    keeper: "town:baker",
    stock: [{ item: "town:bread", max: 5, restockMs: 60_000 }],
    buyPermille: 1000,
    sellPermille: 500,
    buys: ["consumable"],
  });
  deepEqual(world.classes.get("fighter")?.kit, ["town:sword"]);
  equal(world.classes.get("fighter")?.threatPermille, 1500);
});

test("[WO1] items and mobs carry their defaults and what their kind and tier give", () => {
  const world = loaded();
  const sword = world.items.get("town:sword");
  equal(sword?.slot, "weapon");
  deepEqual(sword?.damage, { min: 2, max: 5 });
  deepEqual(sword?.bonus, { strength: 1, crit: 20 });
  deepEqual(world.items.get("town:chest")?.container, {
    capacity: 3,
    closed: true,
    locked: true,
    key: "town:bun_key",
  });
  const rat = world.mobs.get("town:rat");
  equal(rat?.hp, 6);
  equal(rat?.fleePermille, 200);
  deepEqual(rat?.patrol, ["town:square", "town:gate"]);
  deepEqual(rat?.loot, [{ item: "town:bread", chancePermille: 125 }]);
  equal(world.mobs.get("town:baker")?.fleePermille, 0);
});

test("[WO2] what was loaded cannot be changed", () => {
  const room = loaded().rooms.get("town:square");
  ok(room);
  throws(() => Object.assign(room, { title: "Mine" }), TypeError);
  throws(() => Object.assign(room.exits, { up: { to: "town:gate" } }), TypeError);
});

test("[WO3] missing, unknown and doubled files are named with what to do", () => {
  const files = fixtureFiles();
  const without = files.filter(({ path }) => path !== "races.yaml" && path !== "help.yaml");
  deepEqual(complaints(without), [
    "races.yaml:1:1: error: this file is missing (docs/builder-schema.md lists what it holds)",
  ]);
  deepEqual(complaints([...files, { path: "zones/x.yml", text: "a: 1" }]), [
    "zones/x.yml:1:1: error: this file is not part of a world (rename it to zones/x.yaml)",
  ]);
  deepEqual(complaints([...files, { path: "helps.yaml", text: "a: 1" }]), [
    'helps.yaml:1:1: error: this file is not part of a world (did you mean "help.yaml"?)',
  ]);
  deepEqual(complaints([...files, { path: "help.yaml", text: "[]" }]), [
    "help.yaml:1:1: error: the file was given twice",
  ]);
  deepEqual(complaints([]), [
    "classes.yaml:1:1: error: this file is missing (docs/builder-schema.md lists what it holds)",
    "races.yaml:1:1: error: this file is missing (docs/builder-schema.md lists what it holds)",
    "world.yaml:1:1: error: this file is missing (docs/builder-schema.md lists what it holds)",
    "zones:1:1: error: there is no zone (add zones/ZONE.yaml)",
  ]);
});

test("[WO3] an empty list of races and a file beyond the bound are refused", () => {
  const files = fixtureFiles().filter(({ path }) => path !== "races.yaml");
  deepEqual(complaints([...files, { path: "races.yaml", text: "{}" }]), [
    "races.yaml:1:1: error: there is no race: nobody could make a character",
  ]);
  const long = { path: "races.yaml", text: "#".repeat(FILE_CHARS_MAX + 1) };
  equal(
    complaints([...files, long])[0],
    "races.yaml:1:1: error: the file is longer than 5242880 characters (split it)",
  );
});

test("[WO4] a zone is named like its file, and not like a part of the system", () => {
  const edit = { path: "zones/moor.yaml", from: "zone: moor", to: "zone: more" };
  deepEqual(complaints(fixtureFiles(edit)), [
    'zones/moor.yaml:1:7: error: the file is zones/moor.yaml, but its zone is "more" ' +
      "(write zone: moor, or rename the file)",
  ]);
  const text = "zone: commons\nname: C\ndescription: C.\nlevels: 1\nrooms: {}\n";
  deepEqual(complaints([...fixtureFiles(), { path: "zones/commons.yaml", text }]), [
    'zones/commons.yaml:1:1: error: zone id "commons" is reserved for the system (rename the file)',
    'zones/commons.yaml:1:7: error: zone "commons" has no rooms',
  ]);
});

test("[WO5] the start room is a room and names its zone", () => {
  const from = "startRoom: town:square";
  const path = "world.yaml";
  deepEqual(complaints(fixtureFiles({ path, from, to: "startRoom: square" })), [
    'world.yaml:2:12: error: "square" must name its zone, as zone:square ' +
      '(did you mean "town:square"?)',
  ]);
  const respawn = { path, from, to: `${from}\nrespawnRoom: town:inn` };
  deepEqual(complaints(fixtureFiles(respawn)), [
    'world.yaml:3:14: error: there is no room "town:inn"',
  ]);
});

test("[WO6] the hash follows the content, not line ends or the order of files", () => {
  const files = fixtureFiles();
  const hash = (list: typeof files): string => {
    const result = loadWorld(list);
    return isLoaded(result) ? result.world.contentHash : "";
  };
  match(hash(files), /^[0-9a-f]{16}$/);
  const windows = files.map(({ path, text }) => ({
    path,
    text: `\ufeff${text.replaceAll("\n", "\r\n")}`,
  }));
  equal(hash(windows.reverse()), hash(files));
  const edit = { path: "world.yaml", from: "Testland", to: "Testlands" };
  ok(hash(fixtureFiles(edit)) !== hash(files));
});

test("[WO7] all problems are collected, sorted, up to a bound", () => {
  const rooms = Array.from({ length: PROBLEMS_MAX + 50 }, (_, n) => `  r${n}: 5\n`).join("");
  const files = fixtureFiles({ path: "zones/moor.yaml", from: "rooms:\n", to: `rooms:\n${rooms}` });
  const found = complaints(files);
  equal(found.length, PROBLEMS_MAX + 1);
  equal(
    found[0],
    'zones/moor.yaml:6:7: error: room "r0" must be a map with the keys of room, not the number 5',
  );
  equal(found.at(-1), "zones/moor.yaml:1:1: note: 50 more problems are not listed");
});

test("[WO8] no text makes the loader throw", () => {
  const texts = fixtureFiles().map(({ text }) => text);
  const bits = ["\n", "  ", "- ", ": ", "{", "}", "[", "]", '"', "*a", "&a ", "|", "\u0000", "? "];
  const broken = fc
    .record({
      text: fc.constantFrom(...texts),
      cuts: fc.array(fc.tuple(fc.nat(4000), fc.nat(40), fc.constantFrom(...bits)), {
        maxLength: 4,
      }),
    })
    .map(({ text, cuts }) =>
      cuts.reduce((now, [at, less, bit]) => now.slice(0, at) + bit + now.slice(at + less), text),
    );
  const paths = fc.constantFrom(
    "world.yaml",
    "zones/town.yaml",
    "help.yaml",
    "zones/__proto__.yaml",
  );
  const any = fc.oneof(broken, fc.string({ unit: "binary", maxLength: 200 }));
  fc.assert(
    fc.property(fc.array(fc.record({ path: paths, text: any }), { maxLength: 3 }), (files) => {
      const given = fixtureFiles().filter(({ path }) => !files.some((file) => file.path === path));
      const result = loadWorld([...given, ...files]);
      ok(isLoaded(result) || result.problems.some(({ severity }) => severity === "error"));
      for (const { line, column } of result.problems) ok(line >= 1 && column >= 1);
    }),
    { numRuns: 80 },
  );
});
