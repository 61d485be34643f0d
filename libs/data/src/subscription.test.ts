/** Core.Supports as clients really send it. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { BROWSER_PACKAGE_NAMES, PACKAGE_NAMES } from "./schema.ts";
import {
  changeSupports,
  MAX_SUPPORTS_ENTRIES,
  NO_SUPPORTS,
  type Supports,
  type SupportsVerb,
  versionNamed,
  wantedByBrowser,
  wantedByGmcp,
} from "./subscription.ts";

const after = (...acts: readonly (readonly [SupportsVerb, unknown])[]): Supports =>
  acts.reduce((state, [verb, payload]) => changeSupports(state, verb, payload), NO_SUPPORTS);

const wanted = (...acts: readonly (readonly [SupportsVerb, unknown])[]): readonly string[] =>
  wantedByGmcp(after(...acts), false);

const MUDLET = [
  ...["Char 1", "Char.Skills 1", "Char.Items 1", "Room 1", "IRE.Rift 1", "IRE.Composer 1"],
  ...["External.Discord 1", "Client.Media 1", "Char.Login 1"],
];

/** All packages below these modules, in the order of the schema. */
const below = (...modules: readonly string[]): string[] =>
  PACKAGE_NAMES.map((name) => name.toLowerCase()).filter((name) =>
    modules.some((module) => name.startsWith(`${module}.`)),
  );

const CHAR = below("char");
const ROOM = below("room");
const TALK = below("comm.channel");

test("[DA7] set replaces, add adds, remove takes away", () => {
  assert.deepEqual(wanted(), []);
  assert.deepEqual(wanted(["set", ["Char 1"]], ["set", ["Room 1"]]), ROOM);
  assert.deepEqual(wanted(["set", ["Char 1"]], ["add", ["Room 1"]]), below("char", "room"));
  assert.deepEqual(wanted(["set", ["Char 1", "Room 1"]], ["remove", ["Room"]]), CHAR);
  assert.deepEqual(wanted(["set", MUDLET], ["remove", ["Char 1"]]), ROOM);
  assert.deepEqual(wanted(["set", ["Char 1"]], ["remove", ["Char"]], ["add", ["Char 1"]]), CHAR);
  assert.deepEqual(wanted(["set", ["Char 1"]], ["set", []]), []);
});

test("[DA8] any case, whole subtrees, the nearest entry decides", () => {
  assert.deepEqual(wanted(["set", ["cHAR 1"]]), CHAR);
  assert.deepEqual(wanted(["set", ["Char.Items 1"]]), below("char.items"));
  const withoutItems = CHAR.filter((name) => !name.startsWith("char.items."));
  assert.deepEqual(wanted(["set", ["Char 1"]], ["remove", ["Char.Items"]]), withoutItems);
  assert.deepEqual(wanted(["add", ["Char 0", "Char.Vitals 1"]]), ["char.vitals"]);
  assert.deepEqual(wanted(["set", ["Cha 1", "Char.Vital 1", "Char.Vitals.Deep 1"]]), []);
});

test("[DA9] versions are on or off", () => {
  assert.deepEqual(wanted(["set", ["Group 1"]]), ["group"]);
  assert.deepEqual(wanted(["set", ["Group 2"]]), ["group"]);
  assert.deepEqual(wanted(["set", ["  Group  "]]), ["group"]);
  assert.deepEqual(wanted(["set", "Group 1"]), ["group"]);
  assert.deepEqual(wanted(["set", ["Group 0"]]), []);
});

test("[DA9] the version of a module is that of its own name", () => {
  const version = (...entries: string[]): number =>
    versionNamed(after(["set", entries]), "Char.Login");
  assert.equal(version("Char 1", "Char.Login 2"), 2);
  assert.equal(version("char.login"), 1);
  assert.equal(version("Char.Login one"), 1);
  assert.equal(version("Char 2"), 0);
  assert.equal(version("Char.Login 0"), 0);
});

test("[DA10] too many entries and nonsense are dropped and counted", () => {
  const many = Array.from({ length: 300 }, (_, index) => `Mod${index} 1`);
  const full = after(["set", many]);
  assert.equal(full.entries.size, MAX_SUPPORTS_ENTRIES);
  assert.equal(full.dropped, 44);
  const more = changeSupports(full, "add", ["Char 1", "Mod0 0", "Room 1", "Group 1"]);
  assert.equal(more.entries.size, MAX_SUPPORTS_ENTRIES);
  assert.equal(more.dropped, 46);
  assert.deepEqual(wantedByGmcp(more, true), ROOM);
  assert.equal(after(["set", [1, null, "", "a b c", "x".repeat(65), "é 1", "..", {}]]).dropped, 7);
});

test("[DA10] no payload throws, and the bound holds", () => {
  const verb = fc.constantFrom<SupportsVerb>("set", "add", "remove");
  const entry = fc.oneof(
    fc.string(),
    fc.constantFrom("Char 1", "char.items 0", "Room"),
    fc.anything(),
  );
  const act = fc.tuple(verb, fc.oneof(fc.array(entry, { maxLength: 20 }), fc.anything()));
  fc.assert(
    fc.property(fc.array(act, { maxLength: 8 }), fc.boolean(), (acts, hello) => {
      const state = after(...acts);
      assert.ok(state.entries.size <= MAX_SUPPORTS_ENTRIES);
      const known = PACKAGE_NAMES.map((name) => name.toLowerCase());
      for (const name of wantedByGmcp(state, hello)) assert.ok(known.includes(name));
    }),
  );
});

test("[DA11] talk is pushed to clients that said Hello and Char", () => {
  const mudlet = after(["set", MUDLET]);
  assert.deepEqual(CHAR.slice(0, 3), ["char.name", "char.vitals", "char.status"]);
  assert.ok(TALK.includes("comm.channel.text") && ROOM.includes("room.info"));
  assert.deepEqual(wantedByGmcp(mudlet, true), below("char", "room", "comm.channel"));
  assert.deepEqual(wantedByGmcp(mudlet, false), below("char", "room"));
  assert.deepEqual(wantedByGmcp(after(["set", ["Room 1"]]), true), ROOM);
  const refused = changeSupports(mudlet, "remove", ["Comm.Channel"]);
  assert.deepEqual(wantedByGmcp(refused, true), below("char", "room"));
  const asked = changeSupports(refused, "add", ["Comm.Channel 1"]);
  assert.deepEqual(wantedByGmcp(asked, true), below("char", "room", "comm.channel"));
});

test("[DA11] the browser gets every package of its own", () => {
  assert.deepEqual(
    wantedByBrowser(),
    BROWSER_PACKAGE_NAMES.map((name) => name.toLowerCase()),
  );
});

test("[DA17] the browser gets lists whole and none of their changes", () => {
  const browser = wantedByBrowser();
  for (const name of ["char.items.list", "room.players", "comm.channel.text"]) {
    assert.ok(browser.includes(name), name);
  }
  for (const name of ["char.items.add", "room.addplayer", "comm.channel.list", "char.worth"]) {
    assert.ok(!browser.includes(name), name);
  }
});
