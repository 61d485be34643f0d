/** docs/commands.md: the command table as a page. */

import { COMMANDS } from "./commands/all.ts";
import { CATEGORIES, type Category } from "./commands/command.ts";
import type { Entry } from "./commands/table.ts";
import { inCategory, usageOf } from "./systems/help.ts";

const TITLES: Readonly<Record<Category, string>> = {
  moving: "Moving",
  looking: "Looking",
  things: "Things",
  fighting: "Fighting",
  talking: "Talking",
  together: "Together",
  trading: "Trading",
  character: "Your character",
  comfort: "Comfort",
  staff: "Staff",
};

const ORIGIN = "Generated from libs/game by `bun libs/game/src/adapter/write-commands.ts`";

const code = (text: string): string => `\`${text}\``;

const notes = ({ command }: Entry): string[] => {
  const aliases = command.aliases ?? [];
  return [
    ...(aliases.length === 0 ? [] : [`Also: ${aliases.map(code).join(", ")}.`]),
    ...(command.peaceful === true ? ["Not while fighting."] : []),
    ...(command.noAbbreviation === true ? ["Must be typed in full."] : []),
  ];
};

const entryLines = (entry: Entry): string[] => {
  const { command } = entry;
  const more = [...(command.help ?? []), ...notes(entry)].join(" ");
  return [
    `### ${code(usageOf(entry))}`,
    "",
    `${command.summary}.`,
    ...(more ? ["", more] : []),
    "",
  ];
};

/** The whole page, ending with a line end. */
export const commandsPage = (): string => {
  const sections = CATEGORIES.flatMap((category) => {
    const entries = inCategory(COMMANDS.entries, category);
    if (entries.length === 0) return [];
    return [`## ${TITLES[category]}`, "", ...entries.flatMap(entryLines)];
  });
  return [
    "# Commands",
    "",
    `<!-- ${ORIGIN}: do not edit. -->`,
    "",
    "In `<these>` stands what is needed, in `[these]` what may be left out, in `(these)` words",
    "that may be typed but mean nothing; `...` takes the rest of the line. Every command may be",
    "shortened as long as it is clear which one is meant, unless it says otherwise. Several",
    "commands in a word of your own: `help alias`. In the game, `help` and a word tells all of",
    "this, too.",
    "",
    ...sections,
  ]
    .join("\n")
    .trimEnd()
    .concat("\n");
};
