/** A program that ends by itself: what it said and its exit code. */

import { spawn } from "node:child_process";
import { commandOf, ROOT, serverEnv, within } from "./server.ts";

export interface Said {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** User and group id to run as; needs root. */
  readonly id?: number;
  /** Piped into it; otherwise it has no input. */
  readonly input?: string;
}

const END_MS = 30_000;

/** Runs a file of the tree under Bun with a server's environment for this data directory. */
export const runFile = async (
  path: string,
  args: readonly string[],
  dataDir: string,
  { env = {}, id, input }: RunOptions = {},
): Promise<Said> => {
  const [program, ...before] = commandOf("bun", path);
  const child = spawn(program, [...before, ...args], {
    cwd: ROOT,
    env: serverEnv(dataDir, env),
    stdio: ["pipe", "pipe", "pipe"],
    ...(id === undefined ? {} : { uid: id, gid: id }),
  });
  // It may end before it has read everything.
  child.stdin.on("error", () => undefined);
  child.stdin.end(input);
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    out += text;
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    err += text;
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("close", (code) => resolve(code));
    child.once("error", reject);
  });
  try {
    const code = await within(ended, END_MS, () => `${path} goes on; it said:\n${out}${err}`);
    return { code, out, err };
  } finally {
    child.kill("SIGKILL");
  }
};
