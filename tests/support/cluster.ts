/**
 * The game apart, as real processes on one machine: leasing, Redis and Postgres, engines, gateways,
 * each by its name (`engine-1`, `gateway-2`, `leasing-1`, `redis`, `postgres`). Ports and data
 * directories stay the same when a process is started again, as they do where somebody operates it.
 */

import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { steadyPort } from "@ambon/testing/adapter/free-port";
import { PostgresServer } from "@ambon/testing/adapter/postgres-server";
import { RedisServer } from "@ambon/testing/adapter/redis-server";
import { newDirectory, type RoleName, type Runtime, TestServer } from "./server.ts";

export interface ClusterOptions {
  /** How many of each; one if not given, and no Redis. */
  readonly gateways?: number;
  readonly engines?: number;
  readonly leasings?: number;
  /** Leasing keeps node ids in it. */
  readonly redis?: boolean;
  /** Engines keep rows in one database; more than one engine needs it. */
  readonly postgres?: boolean;
  /** "static" if not given: who knows whom is settled at the start. */
  readonly registry?: "static" | "redis";
  /** Of the links; "http" if not given. */
  readonly scheme?: "http" | "https";
  readonly runtimes?: Partial<Readonly<Record<RoleName, Runtime>>>;
  /** Settings of all processes, and of one role. */
  readonly env?: Readonly<Record<string, string>>;
  readonly envOf?: Partial<Readonly<Record<RoleName, Readonly<Record<string, string>>>>>;
  /** AMBON_ZONES of engines by their names. */
  readonly zones?: Readonly<Record<string, string>>;
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
  postgres: PostgresServer | undefined;
  /** The database of the engines; "" = files. */
  databaseUrl = "";

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
    const server = this.#at(name).server;
    assert.ok(server !== undefined, `${name} was never started`);
    return server;
  }

  /** The names of a role's processes. */
  names(role: RoleName): readonly string[] {
    return [...this.#places].filter(([, place]) => place.role === role).map(([name]) => name);
  }

  async kill(name: string): Promise<void> {
    await (this.#backing(name) ?? this.get(name)).kill();
  }

  /** SIGTERM; resolves when it has ended in order. */
  async stop(name: string): Promise<void> {
    await (this.#backing(name)?.kill() ?? this.get(name).stop());
  }

  freeze(name: string): void {
    (this.#backing(name) ?? this.get(name)).freeze();
  }

  thaw(name: string): void {
    (this.#backing(name) ?? this.get(name)).thaw();
  }

  /**
   * Starts one that does not run, in its place, with some settings changed; resolves when it says
   * that it is ready.
   */
  async again(name: string, changed: Readonly<Record<string, string>> = {}): Promise<void> {
    await (this.#backing(name)?.again() ?? this.#start(name, changed));
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
    await this.postgres?.destroy();
  }

  async #begin(): Promise<void> {
    const { engines = 1, gateways = 1, leasings = 1, registry = "static" } = this.#options;
    const redis = await this.#openRedis();
    const leasingPorts = await portsFor(leasings);
    for (const [at, port] of leasingPorts.entries()) this.#place("leasing", at, port, redis);
    const ports = await portsFor(engines);
    const own = ports.map((port, at) => ({ id: `engine-${at + 1}`, port }));
    const cluster = await this.#openPostgres(own);
    for (const [at, port] of ports.entries()) {
      const id = `engine-${at + 1}`;
      const zones = this.#options.zones?.[id];
      this.#place("engine", at, port, {
        ...{ AMBON_ENGINE_ID: id, AMBON_ADVERTISE_URL: this.#url(port), ...redis, ...cluster },
        ...(zones === undefined ? {} : { AMBON_ZONES: zones }),
      });
    }
    const told = (await this.#options.enginesAt?.(own)) ?? own;
    // A gateway of engines that find each other learns of the others from the first.
    const named = { AMBON_ENGINES: this.#list(registry === "redis" ? told.slice(0, 1) : told) };
    const known = {
      ...{ ...redis, ...cluster, ...named },
      AMBON_LEASING_URL: leasingPorts.map((port) => this.#url(port)).join(","),
    };
    for (const [at, port] of (await portsFor(gateways)).entries()) {
      const id = `gateway-${at + 1}`;
      const web = { AMBON_WEB_PORT: `${await steadyPort()}` };
      this.#place("gateway", at, port, { ...known, ...web, AMBON_GATEWAY_ID: id });
    }
  }

  async #openRedis(): Promise<Readonly<Record<string, string>>> {
    if (this.#options.redis !== true) return {};
    this.redis = await RedisServer.start();
    return { AMBON_REDIS_URL: this.redis.url };
  }

  /** What engines of one database are told of each other. */
  async #openPostgres(engines: readonly EngineAt[]): Promise<Readonly<Record<string, string>>> {
    const { postgres = false, registry = "static" } = this.#options;
    if (!postgres) return {};
    this.postgres = await PostgresServer.start();
    this.databaseUrl = await this.postgres.database();
    const env = { AMBON_DATABASE_URL: this.databaseUrl, AMBON_REGISTRY: registry };
    return registry === "redis" ? env : { ...env, AMBON_ENGINES: this.#list(engines) };
  }

  #url(port: number): string {
    return `${this.#options.scheme ?? "http"}://${HOST}:${port}`;
  }

  #list(engines: readonly EngineAt[]): string {
    return engines.map(({ id, port }) => `${id}=${this.#url(port)}`).join(",");
  }

  /** `port`: of a gateway its telnet port, else the link port. */
  #place(role: RoleName, at: number, port: number, own: Readonly<Record<string, string>>): void {
    const portKey = role === "gateway" ? "AMBON_TELNET_PORT" : "AMBON_LINK_PORT";
    const { env, envOf } = this.#options;
    const all = { AMBON_SECRET: CLUSTER_SECRET, [portKey]: `${port}`, ...own };
    const place = { role, env: { ...all, ...env, ...envOf?.[role] }, dataDir: newDirectory() };
    this.#places.set(`${role}-${at + 1}`, { ...place, server: undefined });
  }

  #backing(name: string): RedisServer | PostgresServer | undefined {
    if (name === "redis") return this.redis;
    return name === "postgres" ? this.postgres : undefined;
  }

  async #start(name: string, changed: Readonly<Record<string, string>>): Promise<void> {
    const place = this.#at(name);
    const { role, dataDir } = place;
    const env = { ...place.env, ...changed };
    const runtime = this.#options.runtimes?.[role] ?? "bun";
    place.server = await TestServer.start({ role, runtime, env, dataDir });
  }

  #at(name: string): Place {
    const place = this.#places.get(name);
    assert.ok(place !== undefined, `there is no ${name}`);
    return place;
  }
}

const portsFor = async (count: number): Promise<number[]> => {
  const ports: number[] = [];
  while (ports.length < count) ports.push(await steadyPort());
  return ports;
};

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
