/** Starts a server on a core of its own and waits until it serves. */

import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { writeRingWorld } from "./ring.ts";

export type ServerKind = "game" | "floor";

export interface Server {
  readonly kind: ServerKind;
  readonly pid: number;
  readonly telnetPort: number;
  readonly adminPort: number | null;
  stop(): Promise<void>;
}

/** Limits that this load would hit; printed with the results. */
export const RAISED_LIMITS: Readonly<Record<string, string>> = {
  AMBON_LIMITS_LINES_PER_SECOND: "0",
  AMBON_LIMITS_LOGINS_PER_MINUTE: "0",
};

export const SERVER_CORE = "0";
export const SWARM_CORE = "1";
const READY_MS = 60_000;
const STOP_MS = 20_000;
const root = join(import.meta.dirname, "..");
const SCRIPTS: Readonly<Record<ServerKind, string>> = {
  game: join(root, "apps", "standalone", "src", "main.ts"),
  floor: join(root, "bench", "floor.ts"),
};

/**
 * Starts the server with the ring world and an empty data directory. `flags` go to the runtime,
 * `env` to the server.
 */
export const startServer = async (
  kind: ServerKind,
  flags: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Server> => {
  const directory = mkdtempSync(join(tmpdir(), "ambon-bench-"));
  writeRingWorld(join(directory, "content"));
  const argv = ["-c", SERVER_CORE, process.execPath, ...flags, SCRIPTS[kind]];
  const child = spawn("taskset", argv, {
    cwd: directory,
    env: { ...process.env, ...RAISED_LIMITS, ...serverEnv(directory), ...env },
    stdio: ["ignore", "pipe", "inherit"],
  });
  const stop = async (): Promise<void> => {
    await ended(child);
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    const { telnetPort, adminPort } = await readyLine(child, kind);
    return { kind, pid: child.pid ?? 0, telnetPort, adminPort: adminPort ?? null, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

const serverEnv = (directory: string): Record<string, string> => ({
  AMBON_HOST: "127.0.0.1",
  AMBON_TELNET_PORT: "0",
  AMBON_WEB_PORT: "0",
  AMBON_ADMIN_PORT: "0",
  AMBON_DATA_DIR: join(directory, "data"),
  AMBON_CONTENT_DIR: join(directory, "content"),
  AMBON_LOG_LEVEL: "warn",
  AMBON_SEED: "1",
});

interface Ready {
  readonly event?: string;
  readonly telnetPort: number;
  readonly adminPort?: number;
}

const readyLine = (child: ChildProcess, kind: ServerKind): Promise<Ready> =>
  new Promise((resolve, reject) => {
    const fail = (why: string): void => reject(new Error(`The ${kind} server ${why}.`));
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
