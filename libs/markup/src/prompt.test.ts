import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { type Audience, audienceKey, renderFor } from "./audience.ts";
import { text } from "./build.ts";
import { LOOK } from "./gallery.ts";
import { checkPromptTemplate, DEFAULT_PROMPT, fillPrompt, MAX_PROMPT_TEMPLATE } from "./prompt.ts";
import { renderAnsi } from "./render-ansi.ts";
import { renderPlain } from "./render-plain.ts";
import { renderScreenReader } from "./render-screen-reader.ts";
import { anyText } from "./testing/arbitrary.ts";

const VALUES = {
  hp: 80,
  maxHp: 100,
  mana: 5,
  maxMana: 9,
  gold: 57,
  level: 3,
  xpToLevel: 420,
  room: "Market Square",
  enemy: "a grey rat (hurt)",
};

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what we look for
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/;

test("[MU17] placeholders", () => {
  assert.equal(fillPrompt(DEFAULT_PROMPT, VALUES), "80/100hp 5/9m> ");
  assert.equal(
    fillPrompt("%g %x %l %r: %e>", VALUES),
    "57 420 3 Market Square: a grey rat (hurt)>",
  );
  assert.equal(fillPrompt("100%% %q %", VALUES), "100% %q %");
  assert.equal(fillPrompt("%%h", VALUES), "%h");
  assert.equal(fillPrompt("", VALUES), "");
  assert.equal(fillPrompt("> ", VALUES), "> ");
  assert.equal(fillPrompt("%h %r", { room: "%h" }), "? %h");
});

test("[MU1] [MU17] no template and no value brings a control character", () => {
  fc.assert(
    fc.property(anyText, anyText, (template, room) => {
      assert.doesNotMatch(fillPrompt(`%r${template}`, { ...VALUES, room }), CONTROL);
    }),
  );
});

test("[MU18] templates are bounded and clean", () => {
  const longest = "x".repeat(MAX_PROMPT_TEMPLATE);
  assert.deepEqual(checkPromptTemplate(longest), { ok: true, value: longest });
  assert.deepEqual(checkPromptTemplate("%h\u001b[5m> "), { ok: true, value: "%h> " });
  assert.deepEqual(checkPromptTemplate(`${longest}y`), {
    ok: false,
    error: "That prompt has 121 characters; at most 120 are possible.",
  });
});

test("[MU19] each mode has its renderer, equal keys equal bytes", () => {
  const at = (mode: Audience["mode"], width = 60): string =>
    renderFor(LOOK, "room", { mode, width });
  assert.equal(at("plain"), renderPlain(LOOK, 60));
  assert.equal(at("screenReader"), renderScreenReader(LOOK));
  const ansi = { width: 60, outputClass: "room" } as const;
  assert.equal(at("ansi16"), renderAnsi(LOOK, { ...ansi, depth: 16 }));
  assert.equal(at("ansi256"), renderAnsi(LOOK, { ...ansi, depth: 256 }));
  assert.equal(at("truecolor"), renderAnsi(LOOK, { ...ansi, depth: "truecolor" }));
  const key = (mode: Audience["mode"], width: number): string => audienceKey({ mode, width });
  assert.equal(key("screenReader", 40), key("screenReader", 80));
  assert.equal(at("screenReader", 40), at("screenReader", 80));
  assert.notEqual(key("plain", 40), key("plain", 80));
  assert.notEqual(key("ansi16", 40), key("ansi256", 40));
  assert.equal(
    renderFor(text("x"), "error", { mode: "ansi16", width: 80 }),
    "\u001b[0;33mx\u001b[0m\n",
  );
});
