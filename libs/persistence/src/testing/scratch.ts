/** Directories and child processes for the tests of the YAML store. */

import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Runs `body` with an empty directory that is gone afterwards. */
export async function inScratch(body: (directory: string) => Promise<void>): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), "ambon-store-"));
  try {
    await body(directory);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** The command line that runs a script file on the runtime the tests run on. */
export function runtimeCommand(script: string, args: readonly string[]): [string, ...string[]] {
  const isDeno = "Deno" in globalThis;
  const flags = isDeno ? ["run", "-A", "--no-check", "--quiet"] : [];
  return [process.execPath, ...flags, script, ...args];
}

export interface Child {
  readonly lines: () => readonly string[];
  /** Resolves when `count` lines came, or the child ended. */
  readonly untilLines: (count: number) => Promise<void>;
  readonly kill: () => void;
  readonly ended: Promise<number | null>;
  readonly errors: () => string;
}

/** Starts a child and collects its lines. */
export function startChild(
  command: readonly string[],
  options: { readonly uid?: number; readonly cwd?: string } = {},
): Child {
  const [file, ...args] = command;
  const ids = options.uid === undefined ? {} : { uid: options.uid, gid: options.uid };
  const child = spawn(file as string, args, {
    ...ids,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let text = "";
  let errors = "";
  let wake = (): void => undefined;
  child.stdout.on("data", (bytes) => {
    text += String(bytes);
    wake();
  });
  child.stderr.on("data", (bytes) => {
    errors += String(bytes);
  });
  const lines = (): readonly string[] => text.split("\n").slice(0, -1);
  let over = false;
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      over = true;
      wake();
      resolve(code);
    });
  });
  const untilLines = async (count: number): Promise<void> => {
    while (lines().length < count && !over) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return { lines, untilLines, kill: () => child.kill("SIGKILL"), ended, errors: () => errors };
}
