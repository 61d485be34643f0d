/** `npm start`: wiring only. */

import process from "node:process";
import { run } from "./standalone.ts";

const code = await run(process.argv.slice(2), {
  out: (line) => void process.stdout.write(`${line}\n`),
  err: (line) => void process.stderr.write(`${line}\n`),
});
process.exit(code);
