/** From a typed line to commands: expansion, the table and the grammar. */

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Command } from "./command.ts";
import { expandLine } from "./expand.ts";
import { compileGrammar, parseArguments } from "./grammar.ts";
import { CommandTable } from "./table.ts";

test("[ZN9] aliases take words, are chained by semicolons and never expand themselves", () => {
  const aliases = { gs: "get sword;wield sword", x: "x;x", hi: "say hello $1, I am $2" };
  const expand = (line: string) => expandLine(line, aliases, ["look", "say old"], 16).commands;
  assert.deepEqual(expand("gs"), ["get sword", "wield sword"]);
  assert.deepEqual(expand("x"), ["x", "x"]);
  assert.deepEqual(expand("hi Bo Mira"), ["say hello Bo, I am Mira"]);
  assert.deepEqual(expand("!"), ["say old"]);
  assert.deepEqual(expand("!lo"), ["look"]);
  assert.match(expandLine("!kill", {}, [], 16).problem ?? "", /no earlier line/);
});

test("[ZN9] a line never becomes more than the bound of commands", () => {
  fc.assert(
    fc.property(fc.string(), fc.dictionary(fc.string(), fc.string()), (line, aliases) => {
      const { commands, cut } = expandLine(line, aliases, [], 16);
      assert(commands.length <= 16);
      assert(commands.length === 16 || !cut);
    }),
  );
  const many = Array(20).fill("look").join(";");
  const expansion = expandLine("l", { l: many }, [], 16);
  assert.equal(expansion.commands.length, 16);
  assert.equal(expansion.cut, true);
});

const command = (name: string, more: Partial<Command> = {}): Command => ({
  name,
  category: "looking",
  args: "",
  summary: name,
  run: () => undefined,
  ...more,
});

test("[ZN12] exact name beats alias beats unique prefix; staff commands are hidden", () => {
  const table = new CommandTable([
    command("look", { aliases: ["l"] }),
    command("lock"),
    command("loo"),
    command("quit", { noAbbreviation: true }),
    command("goto", { staff: true }),
  ]);
  const found = (word: string, staff = false): string => {
    const lookup = table.find(word, staff);
    if (lookup.found === "one") return lookup.entry.command.name;
    return lookup.found === "many" ? lookup.names.join("|") : "none";
  };
  assert.equal(found("LOO"), "loo");
  assert.equal(found("l"), "look");
  assert.equal(found("loc"), "lock");
  assert.equal(found("lo"), "look|lock|loo");
  assert.equal(found("qui"), "none");
  assert.equal(found("goto"), "none");
  assert.equal(found("got", true), "goto");
  assert.throws(() => new CommandTable([command("a"), command("b", { aliases: ["a"] })]));
});

test("[ZN12] the usage line is the parser", () => {
  const grammar = compileGrammar("<item> (in|into) <container...>");
  assert.deepEqual(parseArguments(grammar, "sword in old chest"), {
    item: "sword",
    container: "old chest",
  });
  assert.deepEqual(parseArguments(grammar, '"big sword" chest'), {
    item: "big sword",
    container: "chest",
  });
  assert.equal(parseArguments(grammar, "sword"), null);
  assert.throws(() => compileGrammar("<a b>"));
});
