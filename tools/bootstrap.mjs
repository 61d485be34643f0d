// `npm start`, `npm test`, `bun run soak` and `bun run sim` (also with npm in the place of bun):
// installs what is missing, then runs the program.
// Usage: node tools/bootstrap.mjs start|test|soak|sim [arguments]

import { ensureInstalled, giveUp } from "./install.mjs";
import { launch } from "./launch.mjs";

const programs = new Map([
  ["start", "apps/standalone/src/main.ts"],
  ["test", "tools/test.ts"],
  ["soak", "tools/soak.ts"],
  ["sim", "libs/sim/src/adapter/main.ts"],
]);

const [name = "", ...args] = process.argv.slice(2);
const program = programs.get(name);
if (program === undefined) {
  giveUp(`say what to run: node tools/bootstrap.mjs ${[...programs.keys()].join("|")}`);
}
ensureInstalled();
launch(program, args);
