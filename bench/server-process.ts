/** Starts one process of a server on a core of its own and waits until it serves. */

import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";

export type RoleName = "standalone" | "floor" | "leasing" | "engine" | "gateway";

export interface ServerProcess {
  readonly role: RoleName;
  readonly pid: number;
  /** What it said when it was ready: its ports. */
  readonly ports: Ports;
  stop(): Promise<void>;
}

export interface Ports {
  readonly telnetPort?: number;
  readonly adminPort?: number;
  readonly linkPort?: number;
}

export interface ProcessOptions {
  readonly role: RoleName;
  /** Where it runs. */
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
  /** For the runtime. */
  readonly flags: readonly string[];
}

export const SERVER_CORE = "0";
export const SWARM_CORE = "1";
const READY_MS = 60_000;
const STOP_MS = 20_000;
const root = join(import.meta.dirname, "..");

const scriptOf = (role: RoleName): string =>
  role === "floor" ? join(root, "bench", "floor.ts") : join(root, "apps", role, "src", "main.ts");

export const startProcess = async (options: ProcessOptions): Promise<ServerProcess> => {
  const { role, directory, env, flags } = options;
  const argv = ["-c", SERVER_CORE, process.execPath, ...flags, scriptOf(role)];
  const child = spawn("taskset", argv, {
    cwd: directory,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const stop = (): Promise<void> => ended(child);
  try {
    const ports = await readyLine(child, role);
    return { role, pid: child.pid ?? 0, ports, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

interface Ready extends Ports {
  readonly event?: string;
}

const readyLine = (child: ChildProcess, role: RoleName): Promise<Ready> =>
  new Promise((resolve, reject) => {
    const fail = (why: string): void => reject(new Error(`The ${role} ${why}.`));
    const timer = setTimeout(() => fail(`was not ready after ${READY_MS} ms`), READY_MS);
    child.on("error", (error) => fail(`cannot be started: ${error.message}`));
    child.on("exit", (code) => fail(`ended with code ${code} before it was ready`));
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on("line", (line) => {
      const message = parsed(line);
      if (message?.event === "ready") {
        clearTimeout(timer);
        resolve(message);
      } else console.error(line);
    });
  });

const parsed = (line: string): Ready | null => {
  try {
    return JSON.parse(line) as Ready;
  } catch {
    return null; // Not one of the server's own lines.
  }
};

const ended = (child: ChildProcess): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve();
    const timer = setTimeout(() => child.kill("SIGKILL"), STOP_MS);
    child.on("exit", () => {
      clearTimeout(timer);
      resolve();
    });
    child.kill("SIGTERM");
  });
