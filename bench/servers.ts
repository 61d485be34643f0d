/**
 * The servers that are compared, each with the ring world and an empty data directory, all its
 * processes on one core: the bare floor, the game in one process, and the game as leasing, engine
 * and gateway.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeRingWorld } from "./ring.ts";
import { type Ports, type RoleName, type ServerProcess, startProcess } from "./server-process.ts";

export const SERVER_KINDS = ["floor", "game", "split"] as const;
export type ServerKind = (typeof SERVER_KINDS)[number];

export interface Server {
  readonly kind: ServerKind | "engines";
  /** In the order in which they were started. */
  readonly processes: readonly ServerProcess[];
  /** The telnet port of the process that has one. */
  readonly telnetPort: number;
  stop(): Promise<void>;
}

export interface ServerOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** For the runtime of each process. */
  readonly flags?: (role: RoleName) => readonly string[];
}

/** Limits that this load would hit; printed with the results. */
export const RAISED_LIMITS: Readonly<Record<string, string>> = {
  AMBON_LIMITS_LINES_PER_SECOND: "0",
  AMBON_LIMITS_LOGINS_PER_MINUTE: "0",
  // A crowd is to stay in its rooms, not to be shared out among instances of the zone.
  AMBON_LIMITS_ZONE_PLAYERS: "10000",
};

export const HOST = "127.0.0.1";
const ENGINE = "engine-1";
const ROLES: Readonly<Record<ServerKind, readonly RoleName[]>> = {
  floor: ["floor"],
  game: ["standalone"],
  split: ["leasing", "engine", "gateway"],
};

export const startServer = async (
  kind: ServerKind,
  { env = {}, flags = () => [] }: ServerOptions = {},
): Promise<Server> => {
  const directory = mkdtempSync(join(tmpdir(), "ambon-bench-"));
  writeRingWorld(join(directory, "content"));
  const processes: ServerProcess[] = [];
  const stop = async (): Promise<void> => {
    for (const one of processes.toReversed()) await one.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    const ports: Partial<Record<RoleName, Ports>> = {};
    for (const role of ROLES[kind]) {
      const all = { ...envOf(role, directory, ports), ...env };
      const started = await startProcess({ role, directory, env: all, flags: flags(role) });
      ports[role] = started.ports;
      processes.push(started);
    }
    const telnetPort = processes.at(-1)?.ports.telnetPort ?? 0;
    return { kind, processes, telnetPort, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

/** What every process of a server is told. */
export const processEnv = (directory: string, name: string): Readonly<Record<string, string>> => ({
  ...RAISED_LIMITS,
  AMBON_HOST: HOST,
  AMBON_TELNET_PORT: "0",
  AMBON_WEB_PORT: "0",
  AMBON_ADMIN_PORT: "0",
  AMBON_SECRET: "the bench has a secret that nobody keeps",
  AMBON_DATA_DIR: join(directory, `data-${name}`),
  AMBON_CONTENT_DIR: join(directory, "content"),
  AMBON_LOG_LEVEL: "warn",
  AMBON_SEED: "1",
});

const envOf = (
  role: RoleName,
  directory: string,
  ports: Partial<Record<RoleName, Ports>>,
): Record<string, string> => ({
  ...processEnv(directory, role),
  AMBON_LINK_PORT: "0",
  AMBON_ENGINE_ID: ENGINE,
  AMBON_ENGINES: `${ENGINE}=http://${HOST}:${ports.engine?.linkPort ?? 1}`,
  AMBON_LEASING_URL: `http://${HOST}:${ports.leasing?.linkPort ?? 1}`,
});
