/**
 * A role for the tests of the process around it: `main.ts MODE [WORDS…]`. It says on stdout
 * what is done with it.
 *
 * - `serve`: opens two parts and the admin port.
 * - `weary`: like `serve`, and soon ends by itself.
 * - `unsaved`: like `serve`, but says in the end that something is not saved.
 * - `refuse`: opens two parts, and then finds something that the operator can mend.
 * - `bug`: opens one part, and then throws what is a mistake of the program.
 * - `slow`: says `opening` and never gets any further.
 * - `stubborn`: never finishes to stop.
 * - `broken`: breaks an invariant while it starts.
 */

import process from "node:process";
import { OperatorError } from "@ambon/kernel/operator-error";
import { type Role, type RoleContext, type RunningRole, runRole } from "../adapter/role-process.ts";

const [mode, ...words] = process.argv.slice(2);
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const never = (): Promise<never> => new Promise(() => undefined);

const start = async ({ opened, openAdmin, stop, crash }: RoleContext): Promise<RunningRole> => {
  opened(() => print("first closed"));
  if (mode === "bug") throw new TypeError("nobody thought of this");
  opened(async () => print("second closed"));
  if (mode === "refuse") throw new OperatorError("The moon is full. Wait for another night.");
  await openAdmin("a secret of at least sixteen", {});
  if (mode === "broken") crash();
  if (mode === "slow" || mode === "broken") {
    print("opening");
    await never();
  }
  if (mode === "weary") setImmediate(() => stop("weary"));
  return {
    ports: { linkPort: 7 },
    unready: () => (mode === "unsaved" ? "The tide is low." : undefined),
    async stop(reason) {
      print(`stopping ${reason ?? "by a signal"}`);
      if (mode === "stubborn") await never();
      return mode !== "unsaved";
    },
  };
};

const role: Role = { name: "engine", usage: "Usage: a role for tests", start };
const code = await runRole(role, words, {
  out: print,
  err: (line) => void process.stderr.write(`${line}\n`),
});
process.exit(code);
