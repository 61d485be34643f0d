// `npm start`, `npm test` and `bun run soak` (also with bun in the place of npm): installs what is
// missing, then runs the program. Usage: node tools/bootstrap.mjs start|test|soak [arguments]

import { ensureInstalled, giveUp } from "./install.mjs";
import { launch } from "./launch.mjs";

const programs = {
  start: "apps/standalone/src/main.ts",
  test: "tools/test.ts",
  soak: "tools/soak.ts",
};

const [name = "", ...args] = process.argv.slice(2);
if (!Object.hasOwn(programs, name)) {
  giveUp(`say what to run: node tools/bootstrap.mjs ${Object.keys(programs).join("|")}`);
}
ensureInstalled();
launch(programs[name], args);
