/** What a character may be called in this game: the words of the command table are reserved. */

import { NameRules } from "@ambon/accounts/names";
import { COMMANDS } from "@ambon/game/commands/all";

/** Words that no character may be called. */
export const commandWords = (): string[] =>
  COMMANDS.entries.flatMap(({ command }) => [command.name, ...(command.aliases ?? [])]);

export const playerNames = (): NameRules => new NameRules(commandWords());
