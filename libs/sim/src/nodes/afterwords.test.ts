import assert from "node:assert/strict";
import test from "node:test";
import type { EngineFrame } from "@ambon/bus/frames";
import { text } from "@ambon/markup/build";
import { Dice } from "../time/dice.ts";
import { Afterwords } from "./afterwords.ts";

const said = (words: string, ...channels: number[]): EngineFrame => ({
  f: "output",
  class: "chat",
  markup: text(words),
  channels,
});
const redirect = (channel: number): EngineFrame => ({
  f: "redirect",
  channel,
  engine: "e2",
  url: "",
  grant: "",
});

test("[SM28] behind a redirect the channel's newest line is said once more, and only that", () => {
  const words = new Afterwords(new Dice(1), 1000);
  assert.deepEqual(words.after("g1", [said("one", 4, 5), said("two", 4)]), []);
  assert.deepEqual(words.after("g2", [redirect(4)]), [], "another gateway's channel");
  assert.deepEqual(words.after("g1", [redirect(4)]), [said("two", 4)]);
  assert.deepEqual(words.after("g1", [redirect(4)]), [], "it was said already");
  assert.deepEqual(words.after("g1", [redirect(5)]), [said("one", 5)]);
});

test("[SM28] where that does not belong to a run nothing is said", () => {
  const words = new Afterwords(new Dice(1), 0);
  assert.deepEqual(words.after("g1", [said("one", 4), redirect(4)]), []);
});
