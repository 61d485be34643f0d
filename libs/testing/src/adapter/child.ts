/** Scripts that tests run as other processes, on the runtime the tests run on. */

import { spawn } from "node:child_process";

/** The command line that runs a script file on the runtime the tests run on. */
export function runtimeCommand(script: string, args: readonly string[]): [string, ...string[]] {
  const isDeno = "Deno" in globalThis;
  const flags = isDeno ? ["run", "-A", "--no-check", "--quiet"] : [];
  return [process.execPath, ...flags, script, ...args];
}

export interface Child {
  readonly pid: number;
  readonly lines: () => readonly string[];
  /** Resolves when `count` lines came, or the child ended. */
  readonly untilLines: (count: number) => Promise<void>;
  /** SIGKILL if not given. */
  readonly kill: (signal?: NodeJS.Signals) => void;
  readonly ended: Promise<number | null>;
  readonly errors: () => string;
}

export interface ChildOptions {
  /** User and group id to run as; needs root. */
  readonly uid?: number;
  readonly cwd?: string;
  /** The whole environment; this process's own if not given. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** Starts a child and collects its lines. */
export function startChild(command: readonly string[], options: ChildOptions = {}): Child {
  const [file, ...args] = command;
  const ids = options.uid === undefined ? {} : { uid: options.uid, gid: options.uid };
  const child = spawn(file as string, args, {
    ...ids,
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.env === undefined ? {} : { env: options.env }),
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
  // Not child.kill: Deno then tells that signal as the end, whatever the child made of it.
  const kill = (signal: NodeJS.Signals = "SIGKILL"): void => {
    if (child.pid !== undefined && !over) process.kill(child.pid, signal);
  };
  return { pid: child.pid ?? 0, lines, untilLines, kill, ended, errors: () => errors };
}
