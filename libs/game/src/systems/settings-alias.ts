/** Aliases and the history of typed lines (expand.ts uses both). */

import { limitsWith } from "@ambon/kernel/limits";
import { stripUnsafe } from "@ambon/kernel/sanitize";
import { list, styled } from "@ambon/markup/build";
import type { CommandTable } from "../commands/table.ts";
import type { ZoneContext } from "../context.ts";
import { refuse, show, tell } from "../output.ts";
import type { PlayerEntity } from "../state.ts";
import { shortName } from "./talk.ts";

const LIMITS = limitsWith();
const MAX_ALIAS_CHARS = 300;
const NAME = /^[a-z][a-z0-9]{0,15}$/;

const bodyOf = (me: PlayerEntity, name: string): string | undefined =>
  Object.hasOwn(me.state.aliases, name) ? me.state.aliases[name] : undefined;

const listAliases = (z: ZoneContext, me: PlayerEntity): void => {
  const names = Object.keys(me.state.aliases).sort();
  if (names.length === 0) return tell(z, me, "system", "You have no aliases yet.");
  const items = names.map((name) => [styled("key", name), `: ${bodyOf(me, name) ?? ""}`]);
  show(z, me, "system", [list("Your aliases:", items)]);
};

const refuseAlias = (
  z: ZoneContext,
  me: PlayerEntity,
  commands: CommandTable,
  name: string,
  body: string,
): boolean => {
  const { aliases } = me.state;
  if (!NAME.test(name)) {
    refuse(z, me, "An alias is called by up to 16 letters and digits, and begins with a letter.");
  } else if (commands.entries.some((entry) => entry.command.name === name)) {
    refuse(z, me, `${name} is a command, and commands come first. Choose another word.`);
  } else if (body.length > MAX_ALIAS_CHARS) {
    refuse(z, me, `That is too long: at most ${MAX_ALIAS_CHARS} characters.`);
  } else if (bodyOf(me, name) === undefined && Object.keys(aliases).length >= LIMITS.ALIASES) {
    refuse(z, me, `You have ${LIMITS.ALIASES} aliases, which is the most.`);
  } else return false;
  return true;
};

/** `alias` lists, `alias name` shows one, `alias name words` makes one. */
export const alias = (
  z: ZoneContext,
  me: PlayerEntity,
  commands: CommandTable,
  typed: string,
  text: string,
): void => {
  const name = typed.toLowerCase();
  const body = stripUnsafe(text).trim();
  if (name === "") return listAliases(z, me);
  if (body === "") {
    const known = bodyOf(me, name);
    if (known === undefined) return refuse(z, me, `You have no alias "${shortName(typed)}".`);
    return tell(z, me, "system", styled("key", name), `: ${known}`);
  }
  if (refuseAlias(z, me, commands, name, body)) return;
  z.setPlayer(me, "aliases", { ...me.state.aliases, [name]: body });
  tell(z, me, "system", styled("key", name), ` stands for: ${body}`);
};

export const unalias = (z: ZoneContext, me: PlayerEntity, typed: string): void => {
  const name = typed.toLowerCase();
  if (bodyOf(me, name) === undefined) {
    return refuse(z, me, `You have no alias "${shortName(typed)}".`);
  }
  const { [name]: _gone, ...rest } = me.state.aliases;
  z.setPlayer(me, "aliases", rest);
  tell(z, me, "system", `The alias ${name} is gone.`);
};

/** The lines that `!` can repeat, oldest first. */
export const showHistory = (z: ZoneContext, me: PlayerEntity): void =>
  show(z, me, "system", [
    list(
      "You have typed:",
      me.session.history.map((one) => [one]),
    ),
  ]);
