import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { MACROS_MAX } from "./macros.ts";
import { DEFAULT_PREFERENCES } from "./preferences.ts";
import {
  DEFAULT_PROFILE,
  importProfile,
  importText,
  PROFILE_CHARACTERS_MAX,
  PROFILE_FORMAT,
  PROFILE_VERSION,
  type Profile,
  profileText,
  storedProfile,
} from "./profile.ts";
import { TRIGGERS_MAX } from "./triggers.ts";

const mine: Profile = {
  preferences: { ...DEFAULT_PREFERENCES, theme: "light", sound: true, shown: { emote: "off" } },
  macros: [{ key: "F3", command: "flee", begin: false }],
  triggers: [
    { pattern: "tells you", on: "tell", highlight: true, notify: true, send: "" },
    { pattern: "hungry", on: "any", highlight: false, notify: false, send: "eat bread" },
  ],
};

test("[WC33] a settings file is read back as it was written", () => {
  assert.deepEqual(importProfile(profileText(mine)), { ok: true, profile: mine, dropped: 0 });
  assert.deepEqual(storedProfile(profileText(mine), null), mine);
});

test("[WC33] a file that is not ours, too new or too long is refused with a sentence", () => {
  const newer = profileText(mine).replace(`"version": ${PROFILE_VERSION}`, '"version": 99');
  const files = ["", "{", "[]", "7", '{"format":"other"}', " ".repeat(PROFILE_CHARACTERS_MAX + 1)];
  for (const file of [...files, newer]) {
    const read = importProfile(file);
    assert.ok(!read.ok);
    assert.match(read.why, /^This .*\.$/);
  }
});

test("[WC33] unusable entries are left out and counted, and everything stays in its bounds", () => {
  const file = {
    format: PROFILE_FORMAT,
    version: PROFILE_VERSION,
    preferences: { fontPx: 1e9, volume: -3, shown: { room: "off", error: "off", tide: "off" } },
    macros: [...Array(MACROS_MAX + 2).fill({ command: "look" }), { key: "Enter", command: "x" }, 7],
    triggers: [...Array(TRIGGERS_MAX + 3).fill({ pattern: "gull" }), { pattern: "(.*)+$", on: 1 }],
  };
  const read = importProfile(JSON.stringify(file));
  assert.ok(read.ok);
  assert.equal(read.profile.macros.length, MACROS_MAX);
  assert.equal(read.profile.triggers.length, TRIGGERS_MAX);
  assert.equal(read.dropped, 4 + 4);
  assert.deepEqual(read.profile.preferences.shown, { room: "off" });
  assert.equal(read.profile.preferences.volume, 0);
  assert.equal(
    importText(read),
    "Settings taken over: 40 macros, 50 triggers. 8 of the entries could not be used.",
  );
  assert.equal(
    importText({ profile: { ...mine, triggers: mine.triggers.slice(1) }, dropped: 0 }),
    "Settings taken over: 1 macro, 1 trigger.",
  );
});

test("[WC33] no file and no storage throws, and what is read can be written and read again", () => {
  const value = fc.oneof(
    fc.string(),
    fc.json(),
    fc
      .record({ preferences: fc.jsonValue(), macros: fc.jsonValue(), triggers: fc.jsonValue() })
      .map((v) => JSON.stringify({ format: PROFILE_FORMAT, version: PROFILE_VERSION, ...v })),
  );
  fc.assert(
    fc.property(value, (json) => {
      importProfile(json);
      const read = storedProfile(json, null);
      assert.deepEqual(storedProfile(profileText(read), null), read);
    }),
  );
  assert.deepEqual(storedProfile(null, null), DEFAULT_PROFILE);
});
