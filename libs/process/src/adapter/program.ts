/** What every main.ts gives its command: the words of this process and its streams. */

import process from "node:process";
import type { ProcessIo } from "./role-process.ts";

const io: ProcessIo = {
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
};

/** Resolves with the exit code; main.ts exits with it. */
export const program = (
  run: (args: readonly string[], io: ProcessIo) => Promise<number>,
): Promise<number> => run(process.argv.slice(2), io);
