import assert from "node:assert/strict";
import { test } from "node:test";
import { heading, line, link, list, map, meter, named, styled, table } from "@ambon/markup/build";
import type { Inline, Markup } from "@ambon/markup/tree";
import fc from "fast-check";
import { MARKUP_DEPTH_MAX, MARKUP_NODES_MAX, readMarkup } from "./markup-reader.ts";
import { inlineText } from "./markup-text.ts";

const whole: Markup = [
  heading("The Quay"),
  line("You see ", named("mob", "a gull"), " and ", link("look sea", styled("exit", "the sea"))),
  list("Here:", [[named("item", "a lamp")], ["a rope"]]),
  { t: "list", items: [["one"]] },
  table(
    "Wares",
    [{ label: "Thing" }, { label: "Price", align: "right" }],
    [[["lamp"], [styled("gold", "5")]]],
  ),
  meter("Health", 8, 10),
  map(["o-@"], ["west: the shore"]),
];

test("[WC2] a well-formed tree comes back unchanged", () => {
  assert.deepEqual(readMarkup(JSON.parse(JSON.stringify(whole))), whole);
});

test("[WC2] unknown blocks, styles and kinds keep their text", () => {
  const read = readMarkup([
    { t: "poem", kids: ["roses"] },
    {
      t: "line",
      kids: [
        { t: "style", style: "glitter", kids: ["shine"] },
        { t: "name", kind: "ship", text: "the Petrel" },
        { t: "blink", kids: ["on"] },
        { t: "link", kids: ["nowhere"] },
        17,
      ],
    },
  ]);
  assert.deepEqual(read, [
    line("roses"),
    line(styled("value", "shine"), "the Petrel", styled("value", "on"), styled("value", "nowhere")),
  ]);
});

test("[WC2] nesting and size are bounded", () => {
  let deep: unknown = "bottom";
  for (let level = 0; level < MARKUP_DEPTH_MAX + 5; level += 1) {
    deep = { t: "style", style: "dim", kids: ["x", deep] };
  }
  const [block] = readMarkup([{ t: "line", kids: [deep] }]);
  assert.ok(block?.t === "line");
  assert.equal(inlineText(block.kids), "x".repeat(MARKUP_DEPTH_MAX));
  const row = { t: "line", kids: Array.from({ length: 1_999 }, () => "y") };
  const read = readMarkup(Array.from({ length: 100 }, () => row));
  assert.equal(countOf(read), MARKUP_NODES_MAX);
});

const countOf = (markup: Markup): number =>
  markup.reduce((sum, block) => sum + 1 + (block.t === "line" ? block.kids.length : 0), 0);

test("[WC2] any value gives markup whose inlines have text", () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
      for (const block of readMarkup([value, { t: "line", kids: value }])) {
        if (block.t === "line") assert.equal(typeof inlineText(block.kids as Inline[]), "string");
      }
    }),
  );
});
