/** `ambon …` as an operator types it beside a server. */

import { runFile, type Said } from "./run-program.ts";
import type { TestServer } from "./server.ts";

const CLI = "apps/cli/src/main.ts";

export interface Beside {
  /** Piped into it. */
  readonly input?: string;
  /** What the server was configured with, as far as the command has to know it. */
  readonly env?: Readonly<Record<string, string>>;
}

export const ambonBeside = (
  server: TestServer,
  args: readonly string[],
  { input, env = {} }: Beside = {},
): Promise<Said> =>
  runFile(CLI, args, server.dataDir, {
    env: { AMBON_ADMIN_PORT: String(server.adminPort), ...env },
    ...(input === undefined ? {} : { input }),
  });
