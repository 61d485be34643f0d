/** The whole table: every command has help and parses; none can be broken by what is typed. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { TestPlay } from "../testing/play.ts";
import { smallWorld } from "../testing/small-world.ts";
import { COMMANDS } from "./all.ts";
import { CATEGORIES } from "./command.ts";
import { compileGrammar, parseArguments } from "./grammar.ts";

const ENTRIES = COMMANDS.entries;
const NAMES = ENTRIES.map((entry) => entry.command.name);

test("[GK46] every command says in a sentence what it is for, in a known category", () => {
  for (const { command } of ENTRIES) {
    assert.match(command.summary, /^[A-Z].{3,}[^.]$/, command.name);
    assert.ok(CATEGORIES.includes(command.category), command.name);
    for (const words of command.help ?? []) assert.match(words, /[.!?]$/, command.name);
    assert.match(command.name, /^[a-z]+$/);
    assert.equal(command.category === "staff", command.staff === true, command.name);
  }
});

test("[GK46] every usage line is a grammar that takes what it asks for", () => {
  for (const { command, grammar } of ENTRIES) {
    const again = compileGrammar(command.args);
    assert.deepEqual(again, grammar, command.name);
    const filled = grammar.parts.map((part) => (part.kind === "filler" ? part.words[0] : "word"));
    assert.notEqual(parseArguments(grammar, filled.join(" ")), null, command.name);
  }
});

test("[GK47] the full name and every alias find their command", () => {
  for (const { command } of ENTRIES) {
    for (const word of [command.name, command.name.toUpperCase(), ...(command.aliases ?? [])]) {
      const found = COMMANDS.find(word, true);
      assert.equal(found.found === "one" && found.entry.command.name, command.name, word);
    }
  }
});

test("[GK47] exact name beats alias beats prefix: a prefix finds one, or all who share it", () => {
  const words = new Set(
    ENTRIES.flatMap(({ command }) => [command.name, ...(command.aliases ?? [])]),
  );
  const short = ENTRIES.filter(({ command }) => command.noAbbreviation !== true);
  for (const { command } of short) {
    for (let length = 1; length < command.name.length; length += 1) {
      const prefix = command.name.slice(0, length);
      if (words.has(prefix)) continue;
      const sharing = short
        .map((entry) => entry.command.name)
        .filter((name) => name.startsWith(prefix));
      const found = COMMANDS.find(prefix, true);
      const names =
        found.found === "one"
          ? [found.entry.command.name]
          : found.found === "many"
            ? found.names
            : [];
      assert.deepEqual(names, sharing, prefix);
    }
  }
});

const GARBAGE = [
  "",
  "all",
  "2.",
  "all.all",
  "0.sword",
  "999999999999999999999 x",
  "-5 gold",
  "mira",
  "bo",
  "a:hall",
  "constructor __proto__ toString",
  '"',
  '"" ""',
  "$1 ; ; %h {b} <b> \\u001b",
  "\u00e9\u00df\u6f22 \ud83d\ude00 \u0301\u0301",
  "x".repeat(900),
  "a ".repeat(300),
  "\u001b[2J\u0007\u0000\u202egnp \r\n\t",
] as const;

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get through
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

const textsOf = (value: unknown, into: string[]): void => {
  if (typeof value === "string") into.push(value);
  else if (Array.isArray(value)) for (const one of value) textsOf(one, into);
  else if (value !== null && typeof value === "object") textsOf(Object.values(value), into);
};

/** Types lines, in a fresh world whenever the player has left it; TestPlay throws on a fault. */
const tryLines = (lines: readonly string[], staff: boolean): void => {
  let play = new TestPlay(smallWorld());
  let mira = play.login("Mira", { staff });
  for (const line of lines) {
    if (mira.left !== undefined) {
      play = new TestPlay(smallWorld());
      mira = play.login("Mira", { staff });
    }
    play.effects.length = 0;
    mira.types(line);
    play.advance(200);
    const texts: string[] = [];
    for (const effect of play.effects) if (effect.e === "output") textsOf(effect.markup, texts);
    for (const text of texts) assert.doesNotMatch(text, UNSAFE, JSON.stringify([line, text]));
  }
};

for (const staff of [false, true]) {
  const who = staff ? "staff" : "a player";
  test(`[GK48] no command of ${who} is broken by missing or senseless arguments`, () => {
    for (const name of NAMES) {
      const lines = GARBAGE.map((garbage) => `${name} ${garbage}`.trim());
      tryLines(lines, staff);
    }
  });
}

test("[GK48] lines that are no command are harmless, too", () => {
  tryLines(GARBAGE, false);
});
