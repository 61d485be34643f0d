import assert from "node:assert/strict";
import { test } from "node:test";
import { text } from "@ambon/markup/build";
import type { OutputClass } from "@ambon/markup/tree";
import { cueOf } from "./cues.ts";
import type { ServerMessage } from "./protocol.ts";
import { type GameState, INITIAL_STATE, reduce } from "./state.ts";

const out = (c: OutputClass, words: string): ServerMessage => ({ t: "out", c, m: text(words) });
const vitals = (hp: number): ServerMessage => ({
  t: "data",
  update: { p: "Char.Vitals", v: { hp, maxhp: 100, mp: 1, maxmp: 1, string: "" } },
});
const level = (value: number): ServerMessage => ({
  t: "data",
  update: {
    p: "Char.Status",
    v: {
      level: value,
      xp: 1,
      xptnl: 1,
      gold: 0,
      race: "",
      class: "",
      fighting: false,
      opponent: "",
      opponenthp: 0,
    },
  },
});
const cues = (...messages: readonly ServerMessage[]): readonly (string | undefined)[] => {
  let state: GameState = { ...INITIAL_STATE, name: "Mira" };
  return messages.map((message) => {
    const before = state;
    state = reduce(before, message);
    return cueOf(before, state, message)?.name;
  });
};

test("[WC35] a tell from somebody sounds, my own does not, nor does talk", () => {
  const heard = [
    out("tell", 'Tomas tells you, "hi"'),
    out("tell", 'You tell Tomas, "hi"'),
    out("tell", "Mira waves."),
    out("chat", "Tomas gossips"),
  ];
  assert.deepEqual(cues(...heard), ["tell", undefined, undefined, undefined]);
});

test("[WC35] low hit points sound on the way down, a level only when it was risen to", () => {
  assert.deepEqual(cues(vitals(80), vitals(24), vitals(20), vitals(60), vitals(10)), [
    undefined,
    "low",
    undefined,
    undefined,
    "low",
  ]);
  assert.deepEqual(cues(level(3), level(3), level(4)), [undefined, undefined, "level"]);
});

test("[WC35] my death sounds; words of players about one do not", () => {
  const line = "You have been slain by a guard!";
  assert.deepEqual(cues(out("combat", line), out("chat", line)), ["death", undefined]);
});
