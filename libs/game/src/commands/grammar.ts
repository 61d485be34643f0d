/**
 * The argument grammar of commands: a usage line that is also the parser.
 *
 *   <name>     one word, required          [name]     one word, may be missing
 *   <name...>  the rest, required          [name...]  the rest, may be missing
 *   (in|into)  a filler word, skipped when it is there
 *
 * A rest that something follows ends at the last filler: `put <item...> (in|into) <container...>`
 * reads "put short sword in old chest"; without the filler a required last part gets the last
 * word ("give 10 gold mira"). A word in double quotes counts as one.
 */

import { assert } from "@ambon/kernel/assert";

export type Arguments = Readonly<Record<string, string>>;

interface Part {
  readonly kind: "word" | "rest" | "filler";
  readonly name: string;
  readonly required: boolean;
  readonly words: readonly string[];
}

export interface Grammar {
  readonly usage: string;
  readonly parts: readonly Part[];
}

const PART = /^(?:<([a-z]+)(\.\.\.)?>|\[([a-z]+)(\.\.\.)?\]|\(([a-z|]+)\))$/;

/** Throws AssertionError on a usage line that is not in the grammar. */
export const compileGrammar = (usage: string): Grammar => {
  const parts = usage.split(" ").filter((word) => word !== "");
  return {
    usage,
    parts: parts.map((word): Part => {
      const match = PART.exec(word);
      assert(match !== null, `not in the argument grammar: ${word}`);
      const [, needed, neededRest, optional, optionalRest, fillers] = match;
      if (fillers !== undefined) {
        return { kind: "filler", name: "", required: false, words: fillers.split("|") };
      }
      const kind = neededRest !== undefined || optionalRest !== undefined ? "rest" : "word";
      const name = needed ?? optional ?? "";
      return { kind, name, required: needed !== undefined, words: [] };
    }),
  };
};

interface Cursor {
  rest: string;
}

const takeWord = (cursor: Cursor): string => {
  const quoted = /^"([^"]*)"\s*/.exec(cursor.rest);
  const match = quoted ?? /^(\S+)\s*/.exec(cursor.rest);
  if (match === null) return "";
  cursor.rest = cursor.rest.slice(match[0].length);
  return match[1] ?? "";
};

const unquote = (text: string): string => /^"([^"]*)"$/.exec(text)?.[1] ?? text;

/** A rest up to the filler that ends it; the cursor stands behind the filler. */
const takeRest = (cursor: Cursor, after: readonly Part[]): string => {
  const whole = cursor.rest;
  const [filler] = after;
  const words = filler?.kind === "filler" ? filler.words.join("|") : "";
  const parted = words === "" ? null : new RegExp(`^(.+)\\s(?:${words})\\s+(.+)$`, "i").exec(whole);
  const [, before = whole, rest = ""] =
    parted ?? (after.some((part) => part.required) ? /^(.+)\s(\S+)$/.exec(whole) : null) ?? [];
  cursor.rest = rest;
  return unquote(before.trim());
};

/** The named arguments, "" for what is missing; null when a required one is missing. */
export const parseArguments = (grammar: Grammar, text: string): Arguments | null => {
  const cursor: Cursor = { rest: text.trim() };
  const found: Record<string, string> = {};
  for (const [index, part] of grammar.parts.entries()) {
    if (part.kind === "filler") {
      const ahead = { rest: cursor.rest };
      const word = takeWord(ahead).toLowerCase();
      if (part.words.includes(word) && ahead.rest !== "") cursor.rest = ahead.rest;
      continue;
    }
    const after = grammar.parts.slice(index + 1);
    const value = part.kind === "rest" ? takeRest(cursor, after) : takeWord(cursor);
    if (part.required && value === "") return null;
    found[part.name] = value;
  }
  return found;
};
