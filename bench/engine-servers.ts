/**
 * Engines that share one world through Postgres, behind one gateway, all on the core of servers;
 * Postgres runs where it likes. One engine has the same store and the same world. Of two each has
 * one of the zones.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { steadyPort } from "@ambon/testing/adapter/free-port";
import { PostgresServer } from "@ambon/testing/adapter/postgres-server";
import { type Layout, RING_ZONES, writeRingWorld } from "./ring.ts";
import { type RoleName, type ServerProcess, startProcess } from "./server-process.ts";
import { HOST, processEnv, type Server } from "./servers.ts";

export interface EngineServers extends Server {
  readonly engines: readonly ServerProcess[];
}

type Env = Readonly<Record<string, string>>;

const idOf = (engine: number): string => `engine-${engine + 1}`;

/** `flags` are for the runtime of each process. */
export const startEngines = async (
  count: number,
  layout: Layout,
  flags: (role: RoleName) => readonly string[] = () => [],
): Promise<EngineServers> => {
  const directory = mkdtempSync(join(tmpdir(), "ambon-bench-"));
  writeRingWorld(join(directory, "content"), layout);
  const postgres = await PostgresServer.start();
  const processes: ServerProcess[] = [];
  const stop = async (): Promise<void> => {
    for (const one of processes.toReversed()) await one.stop();
    await postgres.destroy();
    rmSync(directory, { recursive: true, force: true });
  };
  const start = async (role: RoleName, name: string, own: Env): Promise<ServerProcess> => {
    const env = { ...processEnv(directory, name), ...own };
    const started = await startProcess({ role, directory, env, flags: flags(role) });
    processes.push(started);
    return started;
  };
  try {
    const urls: string[] = [];
    while (urls.length < count) urls.push(`http://${HOST}:${await steadyPort()}`);
    const AMBON_ENGINES = urls.map((url, at) => `${idOf(at)}=${url}`).join(",");
    const shared = { AMBON_ENGINES, AMBON_DATABASE_URL: await postgres.database() };
    const leasing = await start("leasing", "leasing", { AMBON_LINK_PORT: "0" });
    const engines = await Promise.all(
      urls.map((url, at) => start("engine", idOf(at), { ...shared, ...engineEnv(url, at, count) })),
    );
    const AMBON_LEASING_URL = `http://${HOST}:${leasing.ports.linkPort}`;
    const gateway = await start("gateway", "gateway", { AMBON_ENGINES, AMBON_LEASING_URL });
    const telnetPort = gateway.ports.telnetPort ?? 0;
    return { kind: "engines", processes, engines, telnetPort, stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

const engineEnv = (url: string, at: number, count: number): Env => ({
  AMBON_ENGINE_ID: idOf(at),
  AMBON_LINK_PORT: new URL(url).port,
  ...(count === 1 ? {} : { AMBON_ADVERTISE_URL: url }),
  ...(count === 2 ? { AMBON_ZONES: `${RING_ZONES[at]}${at === 0 ? ",@commons" : ""}` } : {}),
});
