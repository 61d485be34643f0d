/** Any tree there is, with far more trouble in its texts than chance would bring. */

import fc from "fast-check";
import { type Block, type Inline, type Markup, STYLES } from "../tree.ts";

const words = fc.constantFrom(
  ...["a rat", "sword", "the ", " of", "  ", "Zoë", "—", "unbreakable".repeat(6), "12 gold"],
  ...[
    "龍之介",
    "🐉",
    "👩\u200d🚀",
    "👍🏽",
    "🇩🇪🇫🇷",
    "e\u0301",
    "नमस्ते",
    "1\ufe0f\u20e3",
    "\ufe0f",
    "\u200d",
  ],
  ...[
    "\u001b[31m",
    "\u001b",
    "\u009b2J",
    "\u0007",
    "\n",
    "\r\n",
    "\t",
    "\u202e",
    "\ud83d",
    "\udc09",
  ],
  ...["-----", "=#=#=#", "!!!!!!", "....", "╔══╗", "▓▓", "[", "%h", "<b>"],
);
export const anyText = fc
  .array(fc.oneof({ weight: 5, arbitrary: words }, fc.string({ unit: "binary", maxLength: 6 })), {
    maxLength: 6,
  })
  .map((parts) => parts.join(""));

const inlines = fc.letrec<{ inline: Inline; kids: readonly Inline[] }>((tie) => ({
  inline: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    anyText,
    fc.record({
      t: fc.constant("name" as const),
      kind: fc.constantFrom("player", "mob", "item", "room", "channel"),
      text: anyText,
    }),
    fc.record({
      t: fc.constant("style" as const),
      style: fc.constantFrom(...STYLES),
      kids: tie("kids"),
    }),
    fc.record({ t: fc.constant("link" as const), command: anyText, kids: tie("kids") }),
  ),
  kids: fc.array(tie("inline"), { maxLength: 4 }),
}));

const number = fc.oneof(fc.integer({ min: -5, max: 200 }), fc.constantFrom(0, Number.NaN, 1e20));
const column = fc.record(
  { label: anyText, align: fc.constantFrom("left" as const, "right" as const) },
  { requiredKeys: ["label"] },
);

const block: fc.Arbitrary<Block> = fc.oneof(
  fc.record({ t: fc.constant("line" as const), kids: inlines.kids }),
  fc.record({ t: fc.constant("heading" as const), text: anyText }),
  fc.record(
    {
      t: fc.constant("list" as const),
      title: anyText,
      items: fc.array(inlines.kids, { maxLength: 4 }),
    },
    { requiredKeys: ["t", "items"] },
  ),
  fc.record({
    t: fc.constant("table" as const),
    caption: anyText,
    columns: fc.array(column, { maxLength: 6 }),
    rows: fc.array(fc.array(inlines.kids, { maxLength: 7 }), { maxLength: 3 }),
  }),
  fc.record({ t: fc.constant("meter" as const), label: anyText, value: number, max: number }),
  fc.record({
    t: fc.constant("map" as const),
    grid: fc.array(anyText, { maxLength: 3 }),
    words: fc.array(anyText, { maxLength: 3 }),
  }),
);

export const anyMarkup: fc.Arbitrary<Markup> = fc.array(block, { maxLength: 5 });
