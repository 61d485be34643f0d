/**
 * All commands and how a typed word finds one: exact name beats alias beats unique prefix.
 * Ambiguous and unknown words are answered helpfully.
 */

import { assert } from "@ambon/kernel/assert";
import { suggest } from "@ambon/kernel/did-you-mean";
import type { Command } from "./command.ts";
import { compileGrammar, type Grammar } from "./grammar.ts";

export interface Entry {
  readonly command: Command;
  readonly grammar: Grammar;
}

export type Lookup =
  | { readonly found: "one"; readonly entry: Entry }
  | { readonly found: "many"; readonly names: readonly string[] }
  | { readonly found: "none"; readonly near: readonly string[] };

export class CommandTable {
  readonly entries: readonly Entry[];
  readonly #exact = new Map<string, Entry>();
  readonly #prefixes = new Map<string, Entry[]>();

  /** Throws AssertionError when two commands claim one word. */
  constructor(commands: readonly Command[]) {
    this.entries = commands.map((command) => ({ command, grammar: compileGrammar(command.args) }));
    for (const entry of this.entries) this.#claim(entry.command.name, entry);
    for (const entry of this.entries) {
      for (const alias of entry.command.aliases ?? []) this.#claim(alias, entry);
      if (entry.command.noAbbreviation !== true) this.#index(entry);
    }
  }

  /** `word` in any case; staff commands do not exist for players. */
  find(word: string, staff: boolean): Lookup {
    const lower = word.toLowerCase();
    const exact = this.#exact.get(lower);
    if (exact !== undefined && (staff || exact.command.staff !== true)) {
      return { found: "one", entry: exact };
    }
    const some = this.#allowed(this.#prefixes.get(lower) ?? [], staff);
    const [first] = some;
    if (first !== undefined && some.length === 1) return { found: "one", entry: first };
    if (some.length > 1) {
      return { found: "many", names: some.map((entry) => entry.command.name) };
    }
    const names = this.#allowed(this.entries, staff).map((entry) => entry.command.name);
    return { found: "none", near: suggest(lower, names) };
  }

  /** What this person may type, in table order. */
  visible(staff: boolean): readonly Entry[] {
    return this.#allowed(this.entries, staff);
  }

  #allowed(entries: readonly Entry[], staff: boolean): readonly Entry[] {
    return staff ? entries : entries.filter((entry) => entry.command.staff !== true);
  }

  #claim(word: string, entry: Entry): void {
    assert(!this.#exact.has(word), `two commands are called ${word}`);
    this.#exact.set(word, entry);
  }

  #index(entry: Entry): void {
    const { name } = entry.command;
    for (let length = 1; length < name.length; length += 1) {
      const prefix = name.slice(0, length);
      const known = this.#prefixes.get(prefix);
      if (known === undefined) this.#prefixes.set(prefix, [entry]);
      else known.push(entry);
    }
  }
}
