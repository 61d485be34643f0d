/**
 * Runs one command of the test run: in a process group of its own, so that a timeout or Ctrl-C ends
 * everything it started; output of both streams in order, to a log file and in memory.
 */

import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { root } from "../tidy/files.ts";

/** What is kept of a command's output in memory; older output is in the log file only. */
const OUTPUT_CHARS_MAX = 4 << 20;

export type Command = {
  readonly argv: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  /** Path of the log file, from the root. */
  readonly logFile: string;
};

export type Ended = {
  readonly output: string;
  /** Exit code; null when a signal ended it. */
  readonly code: number | null;
  readonly timedOut: boolean;
  readonly elapsedMs: number;
};

const running = new Set<number>();

/** Ends every command that still runs, with everything that it started. */
export function killRunning(): void {
  for (const pid of running) killGroup(pid);
}

/** Environment of every command: the pinned tools first on PATH, and plain output. */
export function commandEnv(extra: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const { FORCE_COLOR: _, ...own } = process.env;
  const path = [join(root, "node_modules", ".bin"), own.PATH ?? ""].join(delimiter);
  return { ...own, PATH: path, NO_COLOR: "1", DENO_NO_UPDATE_CHECK: "1", ...extra };
}

/** Runs to the end or to the timeout. A program that cannot be started counts as code 127. */
export function runCommand(command: Command): Promise<Ended> {
  const startedMs = Date.now();
  const [program, ...args] = command.argv;
  const logPath = join(root, command.logFile);
  mkdirSync(dirname(logPath), { recursive: true });
  const log = createWriteStream(logPath);
  let output = "";
  let timedOut = false;
  const keep = (chunk: string): void => {
    log.write(chunk);
    output = (output + chunk).slice(-OUTPUT_CHARS_MAX);
  };
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: root,
      env: commandEnv(command.env),
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    if (child.pid !== undefined) running.add(child.pid);
    const timer = setTimeout(() => {
      timedOut = true;
      if (child.pid !== undefined) killGroup(child.pid);
    }, command.timeoutMs);
    const end = (code: number | null): void => {
      clearTimeout(timer);
      if (child.pid !== undefined) {
        // What the command left behind would disturb the next one.
        killGroup(child.pid);
        running.delete(child.pid);
      }
      log.end(() => resolve({ output, code, timedOut, elapsedMs: Date.now() - startedMs }));
    };
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", keep);
    child.on("error", (error) => {
      keep(`cannot run ${program}: ${error.message}\n`);
      end(127);
    });
    // "exit", not "close": a grandchild that holds the pipe must not hold up the run.
    child.on("exit", (code) => setImmediate(end, code));
  });
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // The group has ended already.
  }
}
