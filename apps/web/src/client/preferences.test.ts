import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { DEFAULT_LAYOUT, PANELS, readLayout } from "./panel-layout.ts";
import { DEFAULT_PREFERENCES, FONT_PX_MAX, FONT_PX_MIN } from "./preferences.ts";
import { profileText, storedProfile } from "./profile.ts";

const readPreferences = (json: string | null) => storedProfile(null, json).preferences;

test("[WC14] what was stored is read back", () => {
  const mine = { ...DEFAULT_PREFERENCES, theme: "light", fontPx: 20, screenReader: true } as const;
  const profile = { preferences: mine, macros: [], triggers: [] };
  assert.deepEqual(storedProfile(profileText(profile), null), profile);
  assert.deepEqual(readLayout('{"folded":["chat"]}'), { folded: ["chat"], drawer: null });
});

test("[WC14] nothing and nonsense mean the defaults, sizes stay in their bounds", () => {
  for (const json of [null, "", "{", "7", "[]", '{"theme":"pink","still":1}']) {
    assert.deepEqual(readPreferences(json), DEFAULT_PREFERENCES);
  }
  assert.equal(readPreferences('{"fontPx":900}').fontPx, FONT_PX_MAX);
  assert.equal(readPreferences('{"fontPx":-1}').fontPx, FONT_PX_MIN);
  assert.deepEqual(readLayout(null), DEFAULT_LAYOUT);
  assert.deepEqual(readLayout("{"), DEFAULT_LAYOUT);
});

test("[WC14] what version 1 stored is taken over", () => {
  const old = { theme: "dark", fontPx: 18, screenReader: true, othersFights: false };
  assert.deepEqual(readPreferences(JSON.stringify(old)), {
    ...DEFAULT_PREFERENCES,
    theme: "dark",
    fontPx: 18,
    screenReader: true,
    spoken: { combat_other: "off" },
  });
});

test("[WC14] no stored text throws, and only known panels are folded", () => {
  fc.assert(
    fc.property(fc.oneof(fc.json(), fc.string()), (json) => {
      storedProfile(json, json);
      assert.ok(readLayout(json).folded.every((id) => PANELS.includes(id)));
    }),
  );
});
