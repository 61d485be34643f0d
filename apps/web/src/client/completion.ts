/** Completion of the command line: commands for the first word, names at hand for the others. */

import type { CommandEntry } from "@ambon/data/packages";

/** Options shown at once. */
export const OPTIONS_MAX = 8;

export interface Option {
  /** The whole line after choosing this. */
  readonly line: string;
  readonly label: string;
  readonly detail: string;
}

export interface Vocabulary {
  readonly commands: readonly CommandEntry[];
  /** Keywords of things and names of people that are here, and the directions. */
  readonly words: readonly string[];
}

const unique = (words: readonly string[]): string[] => [...new Set(words)];

const byUse = (prefix: string, a: CommandEntry, b: CommandEntry): number => {
  const exact = Number(b.name === prefix) - Number(a.name === prefix);
  return exact === 0 ? a.name.length - b.name.length || (a.name < b.name ? -1 : 1) : exact;
};

const commandOptions = (prefix: string, vocabulary: Vocabulary): readonly Option[] =>
  vocabulary.commands
    .filter(({ name }) => name.startsWith(prefix))
    .toSorted((a, b) => byUse(prefix, a, b))
    .map(({ name, summary }) => ({ line: `${name} `, label: name, detail: summary }));

/** At most OPTIONS_MAX ways to go on from `line`; none for an empty word. */
export const completionsOf = (line: string, vocabulary: Vocabulary): readonly Option[] => {
  const start = line.lastIndexOf(" ") + 1;
  const head = line.slice(0, start);
  const prefix = line.slice(start).toLowerCase();
  if (prefix === "") return [];
  if (head.trim() === "") return commandOptions(prefix, vocabulary).slice(0, OPTIONS_MAX);
  return unique(vocabulary.words)
    .filter((word) => word.toLowerCase().startsWith(prefix) && word.toLowerCase() !== prefix)
    .slice(0, OPTIONS_MAX)
    .map((word) => ({ line: `${head}${word} `, label: word, detail: "" }));
};

/** The command that the line's first word names exactly, for its usage hint. */
export const commandIn = (
  line: string,
  commands: readonly CommandEntry[],
): CommandEntry | undefined => {
  const [word = ""] = line.trimStart().toLowerCase().split(" ");
  return commands.find(({ name }) => name === word);
};
