// Goal: links are written on the line on which they stand, and change nothing else.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { audienceKey, type RenderMode, renderFor } from "./audience.ts";
import { line, link, list, styled, table } from "./build.ts";
import { keep } from "./kept.ts";
import type { LinkForm } from "./link-form.ts";
import { renderPlain } from "./render-plain.ts";
import { anyMarkup } from "./testing/arbitrary.ts";
import type { Markup } from "./tree.ts";

const MARKED: LinkForm = { key: "marked", encode: (_command, text) => `\ue000${text}\ue001` };
const NAMED: LinkForm = { key: "named", encode: (command, text) => `{${command}|${text}}` };
const drawn: fc.Arbitrary<RenderMode> = fc.constantFrom("plain", "ansi16", "ansi256", "truecolor");

test("[MU22] without its links every rendering is what it was, and no link passes a line end", () => {
  const width = fc.integer({ min: 0, max: 90 });
  fc.assert(
    fc.property(anyMarkup, width, drawn, (markup, cells, mode) => {
      const bare = renderFor(markup, "room", { mode, width: cells });
      fc.pre(!/[\ue000\ue001]/.test(bare));
      const linked = renderFor(markup, "room", { mode, width: cells, links: MARKED });
      assert.equal(linked.replaceAll(/[\ue000\ue001]/g, ""), bare);
      for (const row of linked.split("\n")) {
        assert.match(row, /^[^\ue000\ue001]*(\ue000[^\ue000\ue001]+\ue001[^\ue000\ue001]*)*$/);
      }
    }),
    { numRuns: 400 },
  );
});

const plain = (markup: Markup, width: number): string => renderPlain(markup, width, NAMED);

test("[MU22] exits in a row, and a link that breaks becomes one on each line", () => {
  const exits = line("Exits: ", link("n", "north"), ", ", link("e", "east", " (shut)"), ".");
  assert.equal(plain([exits], 80), "Exits: {n|north}, {e|east (shut)}.\n");
  assert.equal(plain([exits], 14), "Exits: {n|north},\n{e|east (shut)}.\n");
  const long = line("Say ", link("look heron", "the tall heron"), " now");
  assert.equal(plain([long], 12), "Say {look heron|the tall}\n{look heron|heron} now\n");
});

test("[MU22] the outermost link wins, neighbours stay apart, and an empty one is nothing", () => {
  assert.equal(plain([line(link("a", "x", link("b", "y"), "z"))], 80), "{a|xyz}\n");
  assert.equal(plain([line(link("a", "x"), link("b", "y"))], 80), "{a|x}{b|y}\n");
  assert.equal(plain([line("x", link("a", ""), "y")], 80), "xy\n");
  const wide = line(link("a", "x", link("b", "y"), "z"), " and so on and on");
  assert.equal(plain([wide], 12), "{a|xyz} and so\non and on\n");
});

test("[MU22] in lists and tables too, with the colours inside", () => {
  const things = list("", [[link("get rope", "rope")]]);
  const stock = table("", [{ label: "Item" }], [[[link("buy rope", "rope")]]]);
  assert.equal(plain([things, stock], 80), "- {get rope|rope}\nItem\n----\n{buy rope|rope}\n");
  const red = [line(link("n", styled("bad", "north")), "!")];
  const audience = { mode: "ansi16", width: 80, links: NAMED } as const;
  assert.equal(renderFor(red, "room", audience), "{n|\u001b[0;1;31mnorth}\u001b[0m!\n");
});

test("[MU22] ears get the words alone, and a kept block is kept for each form", () => {
  const exits = keep(line("Go ", link("n", "north"), "."));
  const spoken = renderFor([exits], "room", { mode: "screenReader", width: 80, links: NAMED });
  assert.equal(spoken, "Go north.\n");
  assert.equal(plain([exits], 80), "Go {n|north}.\n");
  assert.equal(renderPlain([exits], 80), "Go north.\n");
  assert.equal(plain([exits], 80), "Go {n|north}.\n");
});

test("[MU19] the form of links is part of the audience, of ears it is not", () => {
  const key = (mode: RenderMode, links?: LinkForm): string =>
    audienceKey({ mode, width: 80, links });
  assert.notEqual(key("plain", NAMED), key("plain"));
  assert.notEqual(key("plain", NAMED), key("plain", MARKED));
  assert.equal(key("screenReader", NAMED), key("screenReader"));
});
