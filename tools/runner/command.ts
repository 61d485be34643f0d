/**
 * Runs one command of the test run: in a process group of its own, so that a timeout or Ctrl-C ends
 * everything it started; output of both streams in order, to a log file and in memory.
 */

import { spawn } from "node:child_process";
import { createWriteStream, mkdirSync, type WriteStream } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { root } from "../tidy/files.ts";

/** What is kept of a command's output in memory; older output is in the log file only. */
const OUTPUT_CHARS_MAX = 4 << 20;
/** How long the output may stay open after the whole process group was killed. */
const CLOSE_GRACE_MS = 5000;

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
  /** Something it started left its process group and holds its output open still. */
  readonly escaped: boolean;
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
  const log = openLog(command.logFile);
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
    const pid = child.pid ?? 0;
    if (pid !== 0) running.add(pid);
    const timer = setTimeout(() => {
      timedOut = true;
      killGroup(pid);
    }, command.timeoutMs);
    const end = (code: number | null, escaped: boolean): void => {
      clearTimeout(timer);
      running.delete(pid);
      log.end(() => {
        resolve({ output, code, timedOut, escaped, elapsedMs: Date.now() - startedMs });
      });
    };
    for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", keep);
    child.on("error", (error) => {
      keep(`cannot run ${program}: ${error.message}\n`);
      end(127, false);
    });
    child.on("exit", (code) => {
      // What the command left behind would disturb the next one, and holds its output open. The
      // output is complete when it closes; something that escaped must not hold up the run.
      killGroup(pid);
      const grace = setTimeout(() => end(code, true), CLOSE_GRACE_MS);
      child.on("close", () => {
        clearTimeout(grace);
        end(code, false);
      });
    });
  });
}

function openLog(logFile: string): WriteStream {
  const path = join(root, logFile);
  mkdirSync(dirname(path), { recursive: true });
  return createWriteStream(path);
}

function killGroup(pid: number): void {
  if (pid === 0) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch {
    // The group has ended already.
  }
}
