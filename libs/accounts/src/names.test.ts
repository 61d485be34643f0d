// Goal: every mistake in a name or password gets its own sentence, and nothing else gets through.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { NameRules } from "./names.ts";
import { normalPassword, passwordMistake } from "./passwords.ts";
import { sayWait } from "./say-wait.ts";

const rules = new NameRules(["look", "North", "GOSSIP"]);
const problemOf = (typed: string): string => {
  const checked = rules.check(typed);
  return checked.ok ? "none" : `${checked.error.code}: ${checked.error.message}`;
};

test("[AC1] a name is 2 to 16 letters and is stored as Hero", () => {
  for (const typed of ["hero", "HERO", "hErO", "  Hero "]) {
    assert.deepEqual(rules.check(typed), { ok: true, value: "Hero" });
  }
  assert.deepEqual(rules.check("Bo"), { ok: true, value: "Bo" });
  assert.deepEqual(rules.check("Abcdefghijklmnop"), { ok: true, value: "Abcdefghijklmnop" });
});

test("[AC2] each mistake in a name has its own sentence", () => {
  const cases: readonly (readonly [string, string])[] = [
    ["", "badName: Please type a name."],
    ["A", "badName: A name has at least 2 letters: please choose a longer one."],
    [
      "Abcdefghijklmnopq",
      "badName: A name has at most 16 letters (yours has 17): please choose a shorter one.",
    ],
    ["Hero7", "badName: A name has no digits: please use letters only."],
    ["٣hero", "badName: A name has no digits: please use letters only."],
    ["Sir Hero", "badName: A name is one word: please leave the spaces out."],
    ["Zoë", "badName: A name has only the letters A to Z, so that everybody can type it."],
    ["Неrо", "badName: A name has only the letters A to Z, so that everybody can type it."],
    ["He-ro", "badName: A name has letters only: please leave signs and punctuation out."],
    ["he\u001b[2Jro", "badName: A name has no digits: please use letters only."],
    ["he\u0000ro", "badName: A name has letters only: please leave signs and punctuation out."],
  ];
  for (const [typed, problem] of cases) assert.equal(problemOf(typed), problem);
});

test("[AC3] words of staff, dialogue, protocols and commands are reserved in any case", () => {
  for (const word of [
    "Admin",
    "GOD",
    "mssp-request",
    "ScreenReader",
    "quit",
    "Who",
    "new",
    "guest",
  ]) {
    assert.match(
      problemOf(word),
      /^reservedName: .* is a word the game uses itself\. Please choose/,
    );
  }
  for (const command of ["look", "LOOK", "north", "Gossip"]) {
    assert.match(problemOf(command), /^reservedName/);
  }
  assert.equal(problemOf("Looker"), "none");
});

test("[AC1] whatever is typed, an accepted name is a capital and small letters", () => {
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.string({ unit: "binary" })), (typed) => {
      const checked = rules.check(typed);
      if (checked.ok) assert.match(checked.value, /^[A-Z][a-z]{1,15}$/);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not come back
      else assert.doesNotMatch(checked.error.message, /[\u0000-\u001f\u007f-\u009f]/);
    }),
  );
});

test("[AC4] each mistake in a password has its own sentence", () => {
  assert.equal(passwordMistake("correct horse", "Hero"), undefined);
  assert.equal(passwordMistake("пароль-12", "Hero"), undefined);
  assert.match(passwordMistake("1234567", "Hero") ?? "", /at least 8 characters/);
  assert.match(passwordMistake("🐉🐉🐉🐉", "Hero") ?? "", /at least 8 characters/);
  assert.match(passwordMistake("x".repeat(73), "Hero") ?? "", /at most 72 bytes/);
  assert.match(passwordMistake("ж".repeat(37), "Hero") ?? "", /at most 72 bytes/);
  assert.equal(passwordMistake("ж".repeat(36), "Hero"), undefined);
  assert.match(passwordMistake("pass\tword", "Hero") ?? "", /no control characters/);
  assert.match(passwordMistake("HeroHero", "heroHERO") ?? "", /Your name is easy to guess/);
});

test("[AC4] a password typed with composed or combining accents is the same", () => {
  assert.equal(normalPassword("caf\u00e9"), normalPassword("cafe\u0301"));
});

test("[AC5] waiting times are told in words, never too short", () => {
  const said = [0, 1, 1000, 1001, 59_500, 60_000, 120_000, 121_000, 7_200_000, 172_800_000];
  assert.deepEqual(said.map(sayWait), [
    "1 second",
    "1 second",
    "1 second",
    "2 seconds",
    "60 seconds",
    "60 seconds",
    "2 minutes",
    "3 minutes",
    "2 hours",
    "2 days",
  ]);
});
