/**
 * Everything in one process: gateway, engine and store, joined by the local bus. The same parts as
 * in the split roles; only the transports differ.
 *
 * Start: settings, content, store, engine, admin port, then the players' doors; `ready` is printed
 * last. Stop (SIGTERM, SIGINT, or a shutdown from inside): players are told, doors close, the last
 * cut is written, the store closes. A second signal ends the process at once.
 */

import process from "node:process";
import { webPages } from "@ambon/app-web/pages";
import { localLink } from "@ambon/bus/local-bus";
import { readConfig } from "@ambon/config/adapter/read-config";
import type { Config } from "@ambon/config/load";
import { Snowflake } from "@ambon/coordination/snowflake";
import type { EngineHost } from "@ambon/engine/adapter/engine-host";
import type { Log } from "@ambon/kernel/ports";
import { DirectoryLockError } from "@ambon/persistence/adapter/directory-lock";
import { StoreOpenError } from "@ambon/persistence/adapter/yaml-state";
import { YamlStore } from "@ambon/persistence/adapter/yaml-store";
import { StoreUnavailableError } from "@ambon/persistence/store";
import { GatewayHost } from "@ambon/session/adapter/gateway-host";
import { ListenError, listen } from "@ambon/session/adapter/listen";
import { TlsFilesError } from "@ambon/session/adapter/tls-credentials";
import { listenWeb } from "@ambon/session/adapter/web-listener";
import { Gateway } from "@ambon/session/gateway";
import { adminServer } from "@ambon/telemetry/adapter/admin-server";
import { jsonLog } from "@ambon/telemetry/adapter/json-log";
import { PrometheusMetrics } from "@ambon/telemetry/adapter/prometheus";
import { adminCalls } from "./admin-calls.ts";
import { ContentError, ContentLibrary } from "./content.ts";
import { GameFacts, withMssp } from "./mssp.ts";
import { makeEngineHost, openRecordings } from "./parts.ts";
import { secretOf } from "./secret.ts";
import { openTelnetDoors, type TelnetPorts } from "./telnet-doors.ts";
import { RUNTIME, VERSION } from "./version.ts";

const USAGE = `Usage: ambon standalone

Runs the whole game in this process. Settings come from ambon.yaml and from AMBON_… variables;
docs/configuration.md lists them. Prints one JSON line with "event":"ready" when players can come.`;

const ENGINE_LINK = "local";
const GATEWAY_LINK = "gateway-1";
/** Farewells get this long to leave before sockets are closed. */
const LAST_WORDS_MS = 200;
/** In one process no other holder of node id 0 exists. */
const NODE_ID = 0;
const FOREVER_MS = 2 ** 41 - 1;
/** Exit code after a broken invariant (EX_SOFTWARE). */
const INVARIANT_BROKE = 70;
/** Exit code of a process that was told to stop a second time. */
const TWICE_SIGNALLED = 130;

/** Errors whose message is for the operator. */
const SENTENCES = [
  DirectoryLockError,
  StoreOpenError,
  StoreUnavailableError,
  ListenError,
  TlsFilesError,
];

export interface StandaloneIo {
  out(line: string): void;
  err(line: string): void;
}

/** A sentence for the operator; exit code 1, no stack trace. */
const sentence = (error: unknown): string | undefined => {
  if (error instanceof ContentError) {
    return `The world cannot be loaded:\n${error.problems.map((one) => `  ${one}`).join("\n")}`;
  }
  if (error instanceof Error && SENTENCES.some((kind) => error instanceof kind)) {
    return error.message;
  }
  if (error instanceof Error && "code" in error && typeof error.code === "string") {
    return error.message;
  }
  return undefined;
};

class Standalone {
  readonly #config: Config;
  readonly #log: Log;
  readonly #io: StandaloneIo;
  readonly #metrics = new PrometheusMetrics();
  readonly #closers: (() => Promise<void>)[] = [];
  #engine: EngineHost | undefined;
  #gateway: GatewayHost | undefined;
  #unready: string | undefined = "The server is starting.";
  #stopping = false;
  #end: (code: number) => void = () => undefined;

  constructor(config: Config, io: StandaloneIo) {
    this.#config = config;
    this.#io = io;
    this.#log = jsonLog("standalone", config.logLevel);
  }

  /** Resolves with the exit code when the server has ended. */
  async run(): Promise<number> {
    const ended = new Promise<number>((resolve) => {
      this.#end = resolve;
    });
    try {
      await this.#start();
    } catch (error) {
      await this.#closeAll();
      const problem = sentence(error);
      if (problem === undefined) throw error;
      this.#log.event("error", "start_refused", { problem });
      this.#io.err(problem);
      return 1;
    }
    return ended;
  }

  async #start(): Promise<void> {
    const config = this.#config;
    const log = this.#log;
    const startMs = performance.now();
    const library = new ContentLibrary(config.contentDir);
    const { zones, rooms, mobs, items } = library.current;
    const ms = Math.round(performance.now() - startMs);
    const counts = { zones: zones.size, rooms: rooms.size, mobs: mobs.size, items: items.size };
    log.event("info", "world_loaded", { ...counts, ms });
    const store = await YamlStore.open({
      directory: config.dataDir,
      report: ({ level, what, message }) => log.event(level, "store_report", { what, message }),
    });
    this.#closers.push(() => store.close());
    const recordings = openRecordings(config, log);
    if (recordings !== null) this.#closers.push(() => recordings.close());
    const secret = secretOf(config.dataDir, config.secret);
    const link = localLink({ gateway: GATEWAY_LINK, engine: ENGINE_LINK });
    const engine = await makeEngineHost({
      config,
      secret,
      library,
      store,
      link,
      recordings,
      metrics: this.#metrics,
      log,
      version: VERSION,
      onShutdown: (reason) => void this.#stop(reason, 0),
      crash: () => this.#end(INVARIANT_BROKE),
    });
    this.#engine = engine;
    await engine.start();
    const calls = adminCalls(engine, store);
    const admin = adminServer({
      metrics: this.#metrics,
      unready: () => this.#unready,
      secret,
      calls,
    });
    const adminPort = await listen(admin, {
      hostname: config.adminHost,
      port: config.adminPort,
      portKey: "AMBON_ADMIN_PORT",
      hostKey: "AMBON_ADMIN_HOST",
    });
    this.#closers.push(async () => {
      admin.close();
      admin.closeAllConnections();
    });
    const doors = await this.#openDoors(link, library);
    this.#metrics.gauge("build_info", 1, {
      runtime: RUNTIME,
      role: "standalone",
      version: VERSION,
    });
    this.#unready = undefined;
    this.#watchSignals();
    this.#io.out(JSON.stringify({ event: "ready", role: "standalone", ...doors, adminPort }));
  }

  async #openDoors(
    link: ReturnType<typeof localLink>,
    library: ContentLibrary,
  ): Promise<TelnetPorts & { webPort: number }> {
    const config = this.#config;
    const { limits, host: hostname } = config;
    const metrics = this.#metrics;
    const log = this.#log;
    const clock = { nowMs: () => Date.now() };
    const ids = new Snowflake({ node: NODE_ID, floorMs: 0, ceilingMs: FOREVER_MS });
    const facts = new GameFacts(config, () => library.current, clock.nowMs());
    const gateway = new Gateway({
      limits,
      metrics,
      log,
      mintSessionId: () => ids.next(clock.nowMs())?.toString(),
      version: VERSION,
      mssp: (players) => facts.table(players),
    });
    const host = new GatewayHost({
      gateway,
      inbound: link.inbound,
      outbound: link.outbound,
      engine: ENGINE_LINK,
      clock,
      metrics,
      log,
    });
    this.#gateway = host;
    const opened = (door: { close(): Promise<void> }): unknown =>
      this.#closers.push(() => door.close());
    const telnet = await openTelnetDoors({ config, host, metrics, log, opened });
    facts.ports = telnet;
    const pages = withMssp(await webPages(), () => gateway.msspTable());
    const port = config.webPort;
    const web = await listenWeb({ host, limits, log, metrics, hostname, port, pages });
    opened(web);
    return { ...telnet, webPort: web.port };
  }

  #watchSignals(): void {
    // A file size limit (ulimit -f) is to be a refused write, not the end of the process.
    process.on("SIGXFSZ", () => undefined);
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      process.on(signal, () => {
        if (this.#stopping) this.#end(TWICE_SIGNALLED);
        else void this.#stop("", 0);
      });
    }
  }

  async #stop(reason: string, code: number): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    this.#unready = "The server is stopping.";
    const saved = (await this.#engine?.stop(reason)) ?? true;
    this.#gateway?.put({ i: "shutdown", message: "The game is shutting down. See you soon!" });
    await new Promise((resolve) => setTimeout(resolve, LAST_WORDS_MS));
    await this.#closeAll();
    this.#log.event("info", "stopped");
    this.#end(saved ? code : 1);
  }

  /** In the reverse order of opening. */
  async #closeAll(): Promise<void> {
    for (const close of this.#closers.reverse()) await close();
    this.#closers.length = 0;
    this.#gateway?.stop();
  }
}

/** Exit code 0 = ended in order, 1 = could not start or save, 70 = an invariant broke. */
export async function run(args: readonly string[], io: StandaloneIo): Promise<number> {
  if (args.includes("--help") || args.includes("-h")) {
    io.out(USAGE);
    return 0;
  }
  if (args.length > 0) {
    io.err(USAGE);
    return 2;
  }
  const config = readConfig();
  if (!config.ok) {
    for (const problem of config.error) io.err(problem);
    return 1;
  }
  return new Standalone(config.value, io).run();
}
