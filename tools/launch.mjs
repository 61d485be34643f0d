// Runs one of the project's TypeScript programs under the pinned bun, as if it had been called
// itself: same arguments, same streams, same signals, same exit code.

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { giveUp, pinnedBun, root } from "./install.mjs";

const SIGNAL_EXIT_BASE = 128;

/** Starts `program` (a path from the root) and ends this process the way that one ends. */
export function launch(program, args) {
  const path = join(root, program);
  if (!existsSync(path)) giveUp(`${program} is not in this checkout`);
  const child = spawn(pinnedBun, [path, ...args], { stdio: "inherit" });
  child.on("error", (error) => giveUp(`cannot run ${pinnedBun}: ${error.message}`));
  forwardSignals(child);
  child.on("exit", (code, signal) => {
    process.exit(signal ? SIGNAL_EXIT_BASE + constants.signals[signal] : (code ?? 1));
  });
}

function forwardSignals(child) {
  for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  // A terminal sends Ctrl-C to the whole process group: the child has it already, and a second one
  // would mean "stop at once" to a server that is just saving.
  process.on("SIGINT", () => {
    if (!process.stdin.isTTY) child.kill("SIGINT");
  });
}
