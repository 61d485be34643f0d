// Goal: a bot's own answer is found wherever the network cuts it, and nothing else is.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { AnswerWatch } from "./answer-watch.ts";
import { PROMPT_MARKS } from "./telnet-login.ts";

const [GA = "", EOR = ""] = PROMPT_MARKS;

const cutAt = (text: string, cuts: readonly number[]): string[] => {
  const borders = [0, ...cuts.map((cut) => cut % (text.length + 1)), text.length];
  borders.sort((left, right) => left - right);
  return borders.slice(1).map((end, at) => text.slice(borders[at] ?? 0, end));
};

test("[SW4] an answer is complete with the mark after its needle, however it is cut", () => {
  const text = `Mira waves.\r\n> ${GA}Bo says, "b9x1z"\r\nYou say, "b1x1z"\r\n> `;
  fc.assert(
    fc.property(fc.array(fc.nat(200), { maxLength: 8 }), fc.constantFrom(GA, EOR), (cuts, mark) => {
      const watch = new AnswerWatch(PROMPT_MARKS, false);
      watch.expect(["b1x1z"]);
      const early = cutAt(text, cuts).map((chunk) => watch.feed(chunk));
      assert.ok(early.every((complete) => !complete));
      assert.equal(watch.feed(mark.slice(0, 1)), false);
      assert.equal(watch.feed(mark.slice(1)), true);
    }),
  );
});

test("[SW4] a mark before the needle does not complete it; without marks the needle does", () => {
  const marked = new AnswerWatch(PROMPT_MARKS, false);
  marked.expect(["Exits: "]);
  assert.equal(marked.feed(`> ${GA}Exits: east.`), false);
  const unmarked = new AnswerWatch([], false);
  unmarked.expect(["no way", "Exits: "]);
  assert.equal(unmarked.feed("Exi"), false);
  assert.equal(unmarked.feed("ts: east."), true);
});

test("[SW4] what was expected before is forgotten", () => {
  const watch = new AnswerWatch([], false);
  watch.expect(["first"]);
  assert.equal(watch.feed("fir"), false);
  watch.expect(["second"]);
  assert.equal(watch.feed("st"), false);
  assert.equal(watch.feed("second"), true);
});

test("[SW4] a captured answer is whole from its needle on, and bounded", () => {
  const answer = `Exits: east, west.\r\nA rat.\r\n> ${GA}`;
  fc.assert(
    fc.property(fc.array(fc.nat(200), { maxLength: 8 }), (cuts) => {
      const watch = new AnswerWatch(PROMPT_MARKS, true);
      watch.expect(["Exits: "]);
      for (const chunk of cutAt(`A Hall\r\n${answer}`, cuts)) watch.feed(chunk);
      assert.equal(watch.text, answer);
    }),
  );
  const long = new AnswerWatch(PROMPT_MARKS, true);
  long.expect(["Exits: "]);
  long.feed(`Exits: ${"x".repeat(100_000)}`);
  assert.equal(long.text.length, 8192);
});
