/** What an order of `ambon player` is, and what all of them use. */

import type { PlayerService } from "@ambon/engine/adapter/player-service";
import type { ListedPlayer } from "@ambon/engine/player-orders";
import { OperatorError } from "@ambon/kernel/operator-error";
import type { CommandIo } from "../command-io.ts";
import type { Terminal } from "../terminal.ts";

/** What a verb may be told by flags and values. */
export type Words = Readonly<Record<string, string | boolean | undefined>>;

export interface VerbContext {
  readonly io: CommandIo;
  readonly terminal: Terminal;
  readonly players: PlayerService;
  readonly flags: Words;
}

export interface PlayerVerbSpec {
  /** Behind `ambon player`. */
  readonly usage: string;
  readonly help: string;
  /** How many words it takes. */
  readonly words: number;
  readonly flags: Readonly<Record<string, "flag" | "value">>;
  run(context: VerbContext, words: readonly string[]): Promise<number>;
}

/** Throws OperatorError when it is not confirmed. `expected`: what has to be typed. */
export const confirm = async (
  { terminal, flags }: VerbContext,
  question: string,
  expected = "yes",
): Promise<void> => {
  if (flags.yes === true) return;
  if (!terminal.isThere) throw new OperatorError(`${question} Add --yes to say so.`);
  const typed = await terminal.ask(`${question} Type ${expected} to go on: `);
  if (typed.trim().toLowerCase() !== expected.toLowerCase()) {
    throw new OperatorError("Nothing was changed.");
  }
};

/** A name; some rows have lost theirs. */
export const said = ({ id, name }: ListedPlayer): string => name ?? `(no name, id ${id})`;
