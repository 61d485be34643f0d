import assert from "node:assert/strict";
import { test } from "node:test";
import { heading, line, link, list, map, meter, named, styled, table } from "@ambon/markup/build";
import { spokenText } from "./markup-text.ts";

test("[WC11] every block is told in words, one fact per line, without blank lines", () => {
  const spoken = spokenText([
    heading("The Quay"),
    line(""),
    line("Exits: ", link("north", styled("exit", "north")), "."),
    list("Here:", [[named("mob", "a gull")], [named("item", "a lamp")]]),
    table(
      "Wares",
      [{ label: "Thing" }, { label: "Price", align: "right" }, { label: "Stock" }],
      [
        [["lamp"], ["5"], ["2"]],
        [["rope"], ["3"]],
        [["net"], [""], ["1"]],
      ],
    ),
    meter("Health", 8, 10),
    map(["o-@"], ["You are at the Quay.", "west: the shore"]),
  ]);
  assert.equal(
    spoken,
    [
      "The Quay",
      "Exits: north.",
      "Here:",
      "a gull",
      "a lamp",
      "Wares",
      "lamp, Price 5, Stock 2",
      "rope, Price 3",
      "net, Stock 1",
      "Health 8 of 10",
      "You are at the Quay.",
      "west: the shore",
    ].join("\n"),
  );
});
