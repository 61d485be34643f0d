/** One tree of each kind, and the page of all their renderings that the golden test keeps. */

import { heading, line, link, list, map, meter, named, series, styled, table } from "./build.ts";
import { textOf } from "./plain-text.ts";
import { renderAnsi } from "./render-ansi.ts";
import { renderPlain } from "./render-plain.ts";
import { renderScreenReader } from "./render-screen-reader.ts";
import type { Markup } from "./tree.ts";

const LONG =
  "Stalls lean against the old ford wall, and the smell of bread fights the smell of fish. " +
  "A dry fountain marks the middle of the square.";

const exits = [
  line(
    "Exits: ",
    ...series([
      link("north", styled("exit", "north")),
      link("east", styled("exit", "east")),
      link("down", styled("exit", "down"), " (closed)"),
    ]),
    ".",
  ),
];

export const LOOK: Markup = [
  line(named("room", "Market Square")),
  line(LONG),
  ...exits,
  line(named("player", "Tomas"), " is here."),
  line(named("mob", "A grey rat"), " is here, ", styled("bad", "fighting you"), "."),
  line(named("item", "A brass lantern"), " lies here."),
];

export const SAY: Markup = [line(named("player", "Tomas"), ' says, "Anyone for the mines?"')];

export const GALLERY: readonly (readonly [string, Markup])[] = [
  ["say", SAY],
  ["look", LOOK],
  ["empty line", [line()]],
  ["heading", [heading("Equipment")]],
  [
    "list",
    [
      list("You carry", [
        [named("item", "a short sword"), " (", styled("good", "keen"), ")"],
        ["a letter that was folded many times and smells of salt, smoke and wet wool"],
      ]),
      list("", [["a bare item"]]),
    ],
  ],
  [
    "table",
    [
      table(
        "For sale",
        [{ label: "Item" }, { label: "Price", align: "right" }, { label: "Left", align: "right" }],
        [
          [[named("item", "a short sword")], [styled("gold", "12 gold")], ["3 left"]],
          [["a lantern of blue glass with a very long handle"], [styled("gold", "140")], ["1"]],
          [["rope"], ["2"], [""]],
        ],
      ),
    ],
  ],
  [
    "wide table",
    [
      table(
        "",
        ["Name", "Race", "Class", "Level", "Home", "Guild", "Title"].map((label) => ({ label })),
        [[["Mira"], ["Human"], ["Mage"], ["3"], ["Hollowford"], ["none"], ["Apprentice"]]],
      ),
    ],
  ],
  ["meter", [meter("HP", 80, 100), meter("Mana", 1, 90), meter("XP", 0, 0), meter("", 9, 9)]],
  [
    "map",
    [
      map(
        [" #-#", " |", "#-@-#"],
        ["You are in Market Square.", "North: Ford Gate.", "East: Bakery (door closed)."],
      ),
    ],
  ],
  ["wide letters", [line(named("player", "龍之介"), " raises a 🐉 banner: ", "勇気".repeat(12))]],
  ["decoration", [line("+------+ ===[ SALE ]=== !!!!! ╔══╗  two  spaces")]],
  ["unsafe", [line("red \u001b[31malert\u0007 \u202egnp.exe"), heading("a\nb")]],
];

const shown = (text: string): string => text.replaceAll("\u001b", "␛");

const section = (name: string, markup: Markup): string => {
  const parts: string[] = [`## ${name}`];
  for (const width of [40, 80]) parts.push(`# plain ${width}`, renderPlain(markup, width));
  for (const depth of [16, 256, "truecolor"] as const) {
    parts.push(`# ansi ${depth}`, shown(renderAnsi(markup, { depth, width: 80 })));
  }
  parts.push("# ansi 16, 40 wide, class error");
  parts.push(shown(renderAnsi(markup, { depth: 16, width: 40, outputClass: "error" })));
  parts.push("# screen reader", renderScreenReader(markup));
  parts.push("# one line", `${textOf(markup)}\n`);
  return parts.map((part) => (part.endsWith("\n") ? part : `${part}\n`)).join("");
};

/** All blocks in all renderers; ESC is shown as "␛". */
export const galleryPage = (): string =>
  GALLERY.map(([name, markup]) => section(name, markup)).join("\n");
