import assert from "node:assert/strict";
import { test } from "node:test";
import { KEYS } from "./keys.ts";
import { MACRO_KEYS, macroOf, readMacro, withoutDoubles } from "./macros.ts";

const none = { shiftKey: false, ctrlKey: false, altKey: false, metaKey: false };
const macro = (key: string, command: string) => ({ key, command, begin: false });
const press = (key: string, code = key) => ({ ...none, key, code });

test("[WC32] no macro can have a key of the page or one that browsing needs", () => {
  for (const key of [...Object.keys(KEYS), "F5", "F7", "F11", "F12", "Shift+F10", "a", "Enter"]) {
    assert.ok(!MACRO_KEYS.includes(key), key);
    assert.equal(readMacro({ key, command: "look" }), undefined);
  }
});

test("[WC32] a key press finds its macro; modifiers of the browser are left alone", () => {
  const macros = [macro("", "rest"), macro("F3", "flee"), macro("Shift+F3", "look")];
  assert.equal(macroOf(macros, press("F3"), true)?.command, "flee");
  assert.equal(macroOf(macros, { ...press("F3"), shiftKey: true }, true)?.command, "look");
  assert.equal(macroOf(macros, { ...press("F3"), ctrlKey: true }, true), undefined);
  assert.equal(macroOf(macros, press(""), false), undefined);
});

test("[WC32] the number pad walks only while nothing is being typed", () => {
  const macros = [macro("Numpad8", "north")];
  assert.equal(macroOf(macros, press("8", "Numpad8"), false)?.command, "north");
  assert.equal(macroOf(macros, press("8", "Numpad8"), true), undefined);
  assert.equal(macroOf(macros, press("8", "Digit8"), false), undefined);
});

test("[WC32] a macro needs one clean line, and a key is given once", () => {
  assert.deepEqual(readMacro({ key: "F3", command: " flee " }), macro("F3", "flee"));
  for (const command of ["", "  ", "a\nb", "x".repeat(201), 7]) {
    assert.equal(readMacro({ key: "F3", command }), undefined);
  }
  const kept = withoutDoubles([macro("F3", "a"), macro("F3", "b"), macro("", "c"), macro("", "d")]);
  assert.deepEqual(
    kept.map(({ command }) => command),
    ["a", "c", "d"],
  );
});
