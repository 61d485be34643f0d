/**
 * The game apart, as real processes on one machine: leasing and Redis, engines, gateways, each by
 * its name (`engine-1`, `gateway-2`, `leasing-1`, `redis`). Ports and data directories stay the
 * same when a process is started again, as they do where somebody operates it.
 */

import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { steadyPort } from "@ambon/testing/adapter/free-port";
import { RedisServer } from "@ambon/testing/adapter/redis-server";
import { newDirectory, type RoleName, type Runtime, TestServer } from "./server.ts";

export interface ClusterOptions {
  /** How many of each; one if not given, and no Redis. */
  readonly gateways?: number;
  readonly engines?: number;
  readonly leasings?: number;
  /** Leasing keeps node ids in it. */
  readonly redis?: boolean;
  /** Of the links; "http" if not given. */
  readonly scheme?: "http" | "https";
  readonly runtimes?: Partial<Readonly<Record<RoleName, Runtime>>>;
  /** Settings of all processes, and of one role. */
  readonly env?: Readonly<Record<string, string>>;
  readonly envOf?: Partial<Readonly<Record<RoleName, Readonly<Record<string, string>>>>>;
  /** What gateways are told of the engines; their own addresses if not given. */
  readonly enginesAt?: (addresses: readonly EngineAt[]) => Promise<readonly EngineAt[]>;
}

export interface EngineAt {
  readonly id: string;
  readonly port: number;
}

/** Made for tests; no other server has it. */
export const CLUSTER_SECRET = "7d1f-heron-pier-9b40-amber-22c8";
const HOST = "127.0.0.1";
const ROLES = ["leasing", "engine", "gateway"] as const;

interface Place {
  readonly role: RoleName;
  readonly env: Readonly<Record<string, string>>;
  readonly dataDir: string;
  server: TestServer | undefined;
}

export class Cluster {
  readonly #options: ClusterOptions;
  readonly #places = new Map<string, Place>();
  redis: RedisServer | undefined;

  private constructor(options: ClusterOptions) {
    this.#options = options;
  }

  /** Everything is up and serves. */
  static async start(options: ClusterOptions = {}): Promise<Cluster> {
    const cluster = await Cluster.place(options);
    try {
      for (const role of ROLES) {
        await Promise.all(cluster.names(role).map((name) => cluster.again(name)));
      }
      await cluster.serves();
      return cluster;
    } catch (error) {
      await cluster.destroy();
      throw error;
    }
  }

  /** Each has its place, and only Redis runs: the others are started by `again`. */
  static async place(options: ClusterOptions = {}): Promise<Cluster> {
    const cluster = new Cluster(options);
    await cluster.#begin();
    return cluster;
  }

  /** A process by its name, running or ended. */
  get(name: string): TestServer {
    const server = this.#place(name).server;
    assert.ok(server !== undefined, `${name} was never started`);
    return server;
  }

  /** The names of a role's processes. */
  names(role: RoleName): readonly string[] {
    return [...this.#places].filter(([, place]) => place.role === role).map(([name]) => name);
  }

  async kill(name: string): Promise<void> {
    await (name === "redis" ? this.redis?.kill() : this.get(name).kill());
  }

  /** SIGTERM; resolves when it has ended in order. */
  async stop(name: string): Promise<void> {
    await (name === "redis" ? this.redis?.kill() : this.get(name).stop());
  }

  freeze(name: string): void {
    (name === "redis" ? this.redis : this.get(name))?.freeze();
  }

  thaw(name: string): void {
    (name === "redis" ? this.redis : this.get(name))?.thaw();
  }

  /**
   * Starts one that does not run, in its place, with some settings changed; resolves when it says
   * that it is ready.
   */
  async again(name: string, changed: Readonly<Record<string, string>> = {}): Promise<void> {
    if (name === "redis") await this.redis?.again();
    else await this.#start(name, changed);
  }

  async restart(name: string): Promise<void> {
    await this.stop(name);
    await this.again(name);
  }

  /** Waits until each process that runs serves. */
  async serves(withinMs?: number): Promise<void> {
    for (const { server } of this.#places.values()) await server?.serves(withinMs);
  }

  /** Ends in order, players' side first, and looks for faults in what was logged. */
  async end(): Promise<void> {
    for (const role of ROLES.toReversed()) {
      for (const name of this.names(role)) await this.stop(name);
    }
  }

  async destroy(): Promise<void> {
    for (const { server, dataDir } of this.#places.values()) {
      await server?.destroy();
      rmSync(dataDir, { recursive: true, force: true });
    }
    await this.redis?.kill();
  }

  async #begin(): Promise<void> {
    const { engines = 1, gateways = 1, leasings = 1, scheme = "http" } = this.#options;
    if (this.#options.redis === true) this.redis = await RedisServer.start();
    const redis = this.redis === undefined ? {} : { AMBON_REDIS_URL: this.redis.url };
    const leasingPorts = await this.#placeAll("leasing", leasings, () => redis);
    const enginePorts = await this.#placeAll("engine", engines, (id) => ({
      AMBON_ENGINE_ID: id,
      ...redis,
    }));
    const own = enginePorts.map((port, index) => ({ id: `engine-${index + 1}`, port }));
    const told = (await this.#options.enginesAt?.(own)) ?? own;
    const common = {
      AMBON_ENGINES: told.map(({ id, port }) => `${id}=${scheme}://${HOST}:${port}`).join(","),
      AMBON_LEASING_URL: leasingPorts.map((port) => `${scheme}://${HOST}:${port}`).join(","),
      ...redis,
    };
    await this.#placeAll("gateway", gateways, (id) => ({ ...common, AMBON_GATEWAY_ID: id }));
  }

  /** Gives the link ports; a gateway has players' ports instead. */
  async #placeAll(
    role: RoleName,
    count: number,
    envOf: (name: string) => Readonly<Record<string, string>>,
  ): Promise<number[]> {
    const ports: number[] = [];
    for (let index = 1; index <= count; index += 1) {
      const name = `${role}-${index}`;
      const port = await steadyPort();
      ports.push(port);
      const ownPorts =
        role === "gateway"
          ? { AMBON_TELNET_PORT: `${port}`, AMBON_WEB_PORT: `${await steadyPort()}` }
          : { AMBON_LINK_PORT: `${port}` };
      const { env, envOf: more } = this.#options;
      const all = { AMBON_SECRET: CLUSTER_SECRET, ...ownPorts, ...envOf(name), ...env };
      const place = { role, env: { ...all, ...more?.[role] }, dataDir: newDirectory() };
      this.#places.set(name, { ...place, server: undefined });
    }
    return ports;
  }

  async #start(name: string, changed: Readonly<Record<string, string>>): Promise<void> {
    const place = this.#place(name);
    const { role, dataDir } = place;
    const env = { ...place.env, ...changed };
    const runtime = this.#options.runtimes?.[role] ?? "bun";
    place.server = await TestServer.start({ role, runtime, env, dataDir });
  }

  #place(name: string): Place {
    const place = this.#places.get(name);
    assert.ok(place !== undefined, `there is no ${name}`);
    return place;
  }
}

/** A cluster for one story, gone after it. */
export const withCluster = async (
  options: ClusterOptions,
  story: (cluster: Cluster) => Promise<void>,
): Promise<void> => {
  const cluster = await Cluster.start(options);
  try {
    await story(cluster);
  } finally {
    await cluster.destroy();
  }
};
