/** `ambon`: every command of the server in one place. */

import process from "node:process";
import { COMMANDS, usage } from "./commands.ts";

const [, , ...words] = process.argv;

const find = (): { readonly name: string; readonly rest: readonly string[] } | undefined => {
  const two = words.slice(0, 2).join(" ");
  if (Object.hasOwn(COMMANDS, two)) return { name: two, rest: words.slice(2) };
  const one = words[0] ?? "";
  if (Object.hasOwn(COMMANDS, one)) return { name: one, rest: words.slice(1) };
  return undefined;
};

const io = {
  out: (line: string): void => {
    process.stdout.write(`${line}\n`);
  },
  err: (line: string): void => {
    process.stderr.write(`${line}\n`);
  },
};

const main = async (): Promise<number> => {
  const first = words[0];
  if (first === undefined || first === "--help" || first === "help" || first === "-h") {
    io.out(usage());
    return first === undefined ? 2 : 0;
  }
  const command = find();
  if (command === undefined) {
    io.err(`There is no command "${words.slice(0, 2).join(" ")}".`);
    io.err(usage());
    return 2;
  }
  const load = COMMANDS[command.name];
  return load === undefined ? 2 : (await load.load()).run(command.rest, io);
};

process.exitCode = await main();
