/** Drawn renderings: kept ones, and what must hold for any tree at any width. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import fc from "fast-check";
import { line, link, list, map, meter, named, styled, table, text } from "./build.ts";
import { textWidth } from "./display-width.ts";
import { galleryPage } from "./gallery.ts";
import { renderAnsi } from "./render-ansi.ts";
import { renderPlain } from "./render-plain.ts";
import { anyMarkup } from "./testing/arbitrary.ts";
import { CLASS_PAINTS, type ColourDepth, paletteFor, TINTS } from "./theme.ts";
import { type Block, OUTPUT_CLASSES, STYLES } from "./tree.ts";

const DEPTHS: readonly ColourDepth[] = [16, 256, "truecolor"];
const depth = fc.constantFrom(...DEPTHS);
const outputClass = fc.constantFrom(...OUTPUT_CLASSES);
const width = fc.integer({ min: 0, max: 100 });
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what we look for
const SGR = /\u001b\[[0-9;]+m/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what we look for
const CONTROL = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/;

const linesOf = (out: string): readonly string[] => out.split("\n").slice(0, -1);

test("[MU4] the kept gallery of every block in every rendering", () => {
  const kept = readFileSync(new URL("../golden/gallery.txt", import.meta.url), "utf8");
  const hint = "run: bun libs/markup/src/adapter/write-golden.ts, and look at the diff";
  assert.equal(galleryPage(), kept.replaceAll("\r\n", "\n"), hint);
});

test("[MU5] any tree renders, and no line is too wide", () => {
  fc.assert(
    fc.property(anyMarkup, width, (markup, cells) => {
      const out = renderPlain(markup, cells);
      assert.ok(out === "" || out.endsWith("\n"));
      for (const one of linesOf(out)) {
        assert.ok(textWidth(one) <= Math.max(10, cells), `${textWidth(one)}: ${one}`);
      }
    }),
    { numRuns: 400 },
  );
});

test("[MU5] a block that this version does not know renders as nothing", () => {
  const unknown = { t: "hologram" } as unknown as Block;
  assert.equal(renderPlain([unknown, line("after")], 80), "after\n");
});

test("[MU6] lines break at spaces, words stay together across styles", () => {
  assert.equal(renderPlain(text("one two  three four"), 10), "one two\nthree four\n");
  const rat = text("You see the ", named("mob", "rat"), ".");
  assert.equal(renderPlain(rat, 15), "You see the\nrat.\n");
  assert.equal(renderPlain(text("abc defghijklmnopq r"), 10), "abc\ndefghijklm\nnopq r\n");
  assert.equal(renderPlain(text("  indented line here"), 12), "  indented\nline here\n");
  const items = list("Bag", [["a long wet rope"], ["x"]]);
  assert.equal(renderPlain([items], 10), "Bag\n- a long\n  wet rope\n- x\n");
  assert.equal(renderPlain([line()], 10), "\n");
});

test("[MU1] [MU7] ANSI without its escapes is the plain text, free of controls", () => {
  fc.assert(
    fc.property(anyMarkup, width, depth, outputClass, (markup, cells, colours, kind) => {
      const ansi = renderAnsi(markup, { depth: colours, width: cells, outputClass: kind });
      const bare = ansi.replace(SGR, "");
      assert.equal(bare, renderPlain(markup, cells));
      assert.doesNotMatch(bare, CONTROL);
    }),
    { numRuns: 300 },
  );
});

test("[MU8] no line leaves a colour on", () => {
  fc.assert(
    fc.property(anyMarkup, width, depth, outputClass, (markup, cells, colours, kind) => {
      const ansi = renderAnsi(markup, { depth: colours, width: cells, outputClass: kind });
      for (const one of linesOf(ansi)) {
        const last = one.match(SGR)?.at(-1);
        assert.ok(last === undefined || last === "\u001b[0m", one);
      }
    }),
  );
  assert.equal(renderAnsi(text(named("mob", "")), { depth: 16, width: 80 }), "\n");
});

test("[MU9] every paint has its own sequence at every depth", () => {
  for (const colours of DEPTHS) {
    const palette = paletteFor(colours);
    for (const style of STYLES) assert.equal(palette[style].match(SGR)?.length, 1);
    for (const paint of Object.keys(TINTS)) assert.ok(Object.hasOwn(palette, paint));
    assert.equal(palette[""], "");
  }
  for (const kind of OUTPUT_CLASSES) assert.ok(Object.hasOwn(CLASS_PAINTS, kind));
  assert.equal(paletteFor(256).bad, "\u001b[0;38;5;203m");
  assert.equal(paletteFor("truecolor").bad, "\u001b[0;38;2;255;95;95m");
});

test("[MU9] the innermost wins, a link shows its text, a class tints the rest", () => {
  const kids = [styled("bad", "hit ", named("mob", "rat")), link("n", " go ", "on")];
  const options = { depth: 16, width: 80 } as const;
  assert.equal(
    renderAnsi(text(...kids), options),
    "\u001b[0;1;31mhit \u001b[0;33mrat\u001b[0m go on\n",
  );
  assert.equal(
    renderAnsi(text("no ", ...kids), { ...options, outputClass: "tell" }),
    "\u001b[0;1;36mno \u001b[0;1;31mhit \u001b[0;33mrat\u001b[0;1;36m go on\u001b[0m\n",
  );
});

test("[MU10] columns align by cells, wrap inside, or become labelled lines", () => {
  const stock = table(
    "",
    [{ label: "Item" }, { label: "Gold", align: "right" }],
    [
      [["龍 sword"], ["12"]],
      [["a very long rope"], ["3"]],
    ],
  );
  assert.equal(
    renderPlain([stock], 16),
    "Item        Gold\n----------  ----\n龍 sword      12\na very long    3\nrope\n".replace(
      "a very long    3\nrope",
      "a very         3\nlong rope",
    ),
  );
  assert.equal(
    renderPlain([stock], 10),
    ["龍 sword", "  Gold: 12", "a very", "  long", "  rope", "  Gold: 3", ""].join("\n"),
  );
  assert.equal(renderPlain([table("Nothing", [], [])], 40), "Nothing\n");
});

test("[MU11] bars are empty only at nothing and full only at the whole", () => {
  const bar = (value: number, max: number): string => renderPlain([meter("HP", value, max)], 80);
  assert.equal(bar(80, 100), "HP [########--] 80/100\n");
  assert.equal(bar(1, 1000), "HP [#---------] 1/1000\n");
  assert.equal(bar(999, 1000), "HP [#########-] 999/1000\n");
  assert.equal(bar(1000, 1000), "HP [##########] 1000/1000\n");
  assert.equal(bar(0, 10), "HP [----------] 0/10\n");
  assert.equal(bar(-3, 10), "HP [----------] -3/10\n");
  assert.equal(bar(30, 10), "HP [##########] 30/10\n");
});

test("[MU12] a map that does not fit is told in words", () => {
  const grid = [" #-#-#-#-#-#", " |"];
  const around = map(grid, ["North: the gate."]);
  assert.equal(renderPlain([around], 12), " #-#-#-#-#-#\n |\n");
  assert.equal(renderPlain([around], 11), "North: the\ngate.\n");
});
