/** Runs one command of a player: finds it, checks who and when, parses, calls. */

import { series, styled } from "@ambon/markup/build";
import type { ZoneContext } from "../context.ts";
import { refuse, tell } from "../output.ts";
import type { PlayerEntity } from "../state.ts";
import { parseArguments } from "./grammar.ts";
import type { CommandTable, Entry } from "./table.ts";

const TALK_MARKS: Readonly<Record<string, string>> = { "'": "say", '"': "say", ":": "emote" };

const split = (line: string): { readonly word: string; readonly rest: string } => {
  const mark = TALK_MARKS[line.charAt(0)];
  if (mark !== undefined) return { word: mark, rest: line.slice(1).trim() };
  const cut = line.search(/\s/);
  return cut < 0
    ? { word: line, rest: "" }
    : { word: line.slice(0, cut), rest: line.slice(cut + 1).trim() };
};

const usageOf = (entry: Entry): string => `${entry.command.name} ${entry.grammar.usage}`.trim();

const refuseUnknown = (
  z: ZoneContext,
  me: PlayerEntity,
  word: string,
  near: readonly string[],
): void => {
  const shown = word.length > 30 ? `${word.slice(0, 30)}…` : word;
  if (near.length === 0) {
    refuse(z, me, `There is no command "${shown}". Type `, styled("key", "help"), " for a list.");
    return;
  }
  const names = near.map((name) => styled("key", name));
  refuse(z, me, `There is no command "${shown}". Did you mean `, ...series(names), "?");
};

/** The reason why this command may not run now; undefined = it may. */
const obstacle = (z: ZoneContext, me: PlayerEntity, entry: Entry): string | undefined => {
  const { command } = entry;
  if (command.peaceful === true && me.live.target !== null) {
    return "Not while you are fighting. Win, or flee first.";
  }
  if (command.classA === true && !z.state.storeAvailable) {
    return (
      "The world's memory is out of reach just now, so nothing can change hands. " +
      "Try again shortly."
    );
  }
  return undefined;
};

/** Anything a player does wrong is answered with class `error` and changes nothing. */
export const dispatch = (
  z: ZoneContext,
  table: CommandTable,
  me: PlayerEntity,
  line: string,
): void => {
  const { word, rest } = split(line);
  const lookup = table.find(word, me.state.staff);
  if (lookup.found === "none") return refuseUnknown(z, me, word, lookup.near);
  if (lookup.found === "many") {
    const names = lookup.names.slice(0, 8).map((name) => styled("key", name));
    return refuse(z, me, `"${word}" could be `, ...series(names), ". Type a little more of it.");
  }
  const { entry } = lookup;
  const reason = obstacle(z, me, entry);
  if (reason !== undefined) return refuse(z, me, reason);
  const args = parseArguments(entry.grammar, rest);
  if (args === null) {
    return tell(z, me, "error", "How to use it: ", styled("key", usageOf(entry)));
  }
  entry.command.run(z, me, args, table);
};
