/**
 * What a command is. Help, `Server.Commands`, completion and docs/commands.md all come from the
 * table of these; gateways know no commands.
 */

import type { ZoneContext } from "../context.ts";
import type { PlayerEntity } from "../state.ts";
import type { Arguments } from "./grammar.ts";
import type { CommandTable } from "./table.ts";

export const CATEGORIES = [
  "moving",
  "looking",
  "things",
  "fighting",
  "talking",
  "together",
  "trading",
  "character",
  "comfort",
  "staff",
] as const;
export type Category = (typeof CATEGORIES)[number];

export interface Command {
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly category: Category;
  /** Grammar of the arguments, also shown as usage; see grammar.ts. "" = none. */
  readonly args: string;
  /** One sentence without a full stop. */
  readonly summary: string;
  /** Paragraphs of the help page beyond the summary. */
  readonly help?: readonly string[];
  /** Staff only. */
  readonly staff?: boolean;
  /** Refused while fighting. */
  readonly peaceful?: boolean;
  /** Value moves between parties: refused while the store is away. */
  readonly classA?: boolean;
  /** Only the full name or an alias calls it, never a prefix (quit, shutdown). */
  readonly noAbbreviation?: boolean;
  /** `table` is the one that the command was found in: help and aliases ask it. */
  run(z: ZoneContext, me: PlayerEntity, args: Arguments, table: CommandTable): void;
}
