/** What is written straight from the tree or kept reads as if it were laid out anew. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { line, styled, table } from "./build.ts";
import { draw } from "./draw.ts";
import { keep, keptText } from "./kept.ts";
import { blockLines, cellsFor } from "./layout.ts";
import type { StyledLine } from "./span.ts";
import { anyMarkup } from "./testing/arbitrary.ts";
import { NO_COLOURS, paletteFor } from "./theme.ts";
import type { Block } from "./tree.ts";

const PALETTE = paletteFor(256);
const RESET = "\u001b[0m";
// biome-ignore lint/suspicious/noControlCharactersInRegex: escape sequences are what we look for
const PIECES = /(\u001b\[[0-9;]+m)|([^\u001b])/g;
const width = fc.integer({ min: 0, max: 90 });
const base = fc.constantFrom("", PALETTE.channel);

type Cells = readonly (readonly [paint: string, unit: string])[];

/** Each unit of the text with the sequence that it is shown under. */
const cellsOf = (ansi: string): Cells => {
  const cells: [string, string][] = [];
  let active = "";
  for (const [, sequence, unit] of ansi.matchAll(PIECES)) {
    if (sequence !== undefined) active = sequence === RESET ? "" : sequence;
    else if (unit !== undefined) cells.push([unit === "\n" ? "" : active, unit]);
  }
  return cells;
};

const expected = (lines: readonly StyledLine[], tint: string): Cells =>
  lines.flatMap((spans): Cells => {
    const cells = spans.flatMap(({ text, paint }) => {
      const open = paint === "" ? tint : PALETTE[paint];
      return Array.from({ length: text.length }, (_, at) => [open, text.charAt(at)] as const);
    });
    return [...cells, ["", "\n"]];
  });

test("[MU20] every block is drawn as its layout says", () => {
  fc.assert(
    fc.property(anyMarkup, width, base, (markup, cells, tint) => {
      for (const block of markup) {
        const lines = blockLines(block, cellsFor(cells));
        assert.deepEqual(cellsOf(draw([block], cells, PALETTE, tint)), expected(lines, tint));
      }
    }),
    { numRuns: 300 },
  );
  const exact = line(styled("exit", "12345"), "67890");
  assert.equal(draw([exact], 10, NO_COLOURS, ""), "1234567890\n");
});

test("[MU21] a kept block reads like a new one, in any order of terminals", () => {
  const drawings = fc.array(fc.tuple(width, fc.boolean(), base), { maxLength: 30 });
  fc.assert(
    fc.property(anyMarkup, drawings, (markup, terminals) => {
      const copies = markup.map((block) => keep({ ...block }));
      for (const [cells, colours, tint] of terminals) {
        const palette = colours ? PALETTE : NO_COLOURS;
        assert.equal(draw(copies, cells, palette, tint), draw(markup, cells, palette, tint));
      }
    }),
  );
});

test("[MU21] a kept block is laid out once per terminal, and few renderings are kept", () => {
  let asked = 0;
  const text = (block: Block, cells: number): string =>
    keptText(block, { width: cells, palette: PALETTE, base: "" }, () => {
      asked += 1;
      return `${cells}`;
    });
  const block = keep(table("Who", [{ label: "Name" }], []));
  for (const cells of [80, 40, 80, 40]) assert.equal(text(block, cells), `${cells}`);
  assert.equal(asked, 2);
  for (let cells = 100; cells < 108; cells += 1) text(block, cells);
  asked = 0;
  text(block, 107);
  assert.equal(asked, 0);
  text(block, 80);
  assert.equal(asked, 1);
  text({ ...block }, 80);
  text({ ...block }, 80);
  assert.equal(asked, 3);
});
