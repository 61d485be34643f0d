// Goal: a mix means what it says, and nonsense is refused with a sentence.

import assert from "node:assert/strict";
import { test } from "node:test";
import { seedPrng } from "@ambon/kernel/prng";
import fc from "fast-check";
import { drawKind, hasKind, KINDS, type Mix, parseMix } from "./mix.ts";

const read = (text: string): Mix => {
  const mix = parseMix(text);
  assert.ok(typeof mix !== "string", `refused: ${String(mix)}`);
  return mix;
};

test("[SW1] a mix gives each command its weight", () => {
  const mix = read("look=35, say=25,move=35,who=5");
  assert.equal(mix.total, 100);
  assert.deepEqual(mix.entries[1], { kind: "say", weight: 25 });
  assert.deepEqual([hasKind(mix, "say"), hasKind(mix, "fight")], [true, false]);
  assert.equal(hasKind(read("look=1,fight=0"), "fight"), false);
});

test("[SW1] what is no mix is refused with what is wrong", () => {
  const refusals: readonly (readonly [string, RegExp])[] = [
    ["", /names ""/],
    ["lok=3", /did you mean look/],
    ["dance=3", /use look, say/],
    ["look", /whole number.*"look="/],
    ["look=-1", /whole number/],
    ["look=1.5", /whole number/],
    ["look=1=2", /whole number/],
    ["look=1000001", /up to 1000000/],
    ["look=1,look=2", /look twice/],
    ["look=0,say=0", /weight 0/],
  ];
  for (const [text, reason] of refusals) {
    const result = parseMix(text);
    assert.ok(typeof result === "string", text);
    assert.match(result, reason);
  }
});

test("[SW2] the same seed draws the same commands, each as often as its weight says", () => {
  const mix = read("look=3,say=1,who=0");
  const draw = (): string[] => {
    const prng = seedPrng(7);
    return Array.from({ length: 4000 }, () => drawKind(mix, prng));
  };
  const drawn = draw();
  assert.deepEqual(drawn, draw());
  const looks = drawn.filter((kind) => kind === "look").length;
  assert.equal(drawn.filter((kind) => kind === "say").length, 4000 - looks);
  assert.ok(looks > 2900 && looks < 3100, String(looks));
});

test("[SW2] only commands with a weight are drawn", () => {
  const weights = fc.array(fc.nat(5), { minLength: KINDS.length, maxLength: KINDS.length });
  fc.assert(
    fc.property(weights, fc.nat(), (chosen, seed) => {
      fc.pre(chosen.some((weight) => weight > 0));
      const mix = read(KINDS.map((kind, at) => `${kind}=${chosen[at]}`).join(","));
      const kind = drawKind(mix, seedPrng(seed));
      assert.ok((chosen[KINDS.indexOf(kind)] ?? 0) > 0);
    }),
  );
});
