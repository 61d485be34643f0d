/**
 * What every role of the server is as a process: settings in, one ready line out, an admin port, an
 * orderly end. The role itself only says what it opens and how it stops.
 *
 * Start: `--help` and wrong words are answered; settings are read; the role opens its parts, each
 * noted by `opened`; `ready` is printed last. What an operator can mend (a port in use, a directory
 * of another server, a world with mistakes) is a sentence on stderr and exit code 1, without a
 * stack trace.
 *
 * Stop (SIGTERM, SIGINT, or asked for from inside): `/readyz` says so, the role drains, all that
 * was opened is closed in reverse order. A second signal ends the process at once.
 */

import process from "node:process";
import { readConfig } from "@ambon/config/adapter/read-config";
import type { Config } from "@ambon/config/load";
import { listen } from "@ambon/kernel/adapter/listen";
import { OperatorError } from "@ambon/kernel/operator-error";
import type { Log } from "@ambon/kernel/ports";
import { type AdminCall, adminServer } from "@ambon/telemetry/adapter/admin-server";
import { jsonLog } from "@ambon/telemetry/adapter/json-log";
import { PrometheusMetrics } from "@ambon/telemetry/adapter/prometheus";
import { RUNTIME, VERSION } from "./version.ts";

export interface ProcessIo {
  out(line: string): void;
  err(line: string): void;
}

/** What a role gets while it starts. */
export interface RoleContext {
  readonly config: Config;
  readonly metrics: PrometheusMetrics;
  readonly log: Log;
  /** Notes what must be closed in the end, whatever happens: the last one is closed first. */
  opened(close: () => void | Promise<void>): void;
  /** Opens the admin port. Throws ListenError. */
  openAdmin(secret: string, calls: Readonly<Record<string, AdminCall>>): Promise<void>;
  /** Ends the process in order, as SIGTERM would. */
  stop(reason: string): void;
  /** Ends it at once: an invariant broke. */
  crash(): void;
}

/** What a role is once it serves. */
export interface RunningRole {
  /** For the ready line, beside the admin port: `telnetPort`, `linkPort` and the like. */
  readonly ports: Readonly<Record<string, number>>;
  /** The sentence that says why it does not serve now; undefined = it does. */
  unready?(): string | undefined;
  /** What it serves, as `/readyz` says it beside `ready`; undefined = nothing more to say. */
  serving?(): string | undefined;
  /**
   * Takes leave of everybody; true when all that had to be saved is saved. `reason` is that of an
   * order from inside; undefined = a signal: somebody else goes on, or this process will.
   */
  stop(reason: string | undefined): Promise<boolean>;
}

export interface Role {
  readonly name: "standalone" | "engine" | "gateway" | "leasing";
  readonly usage: string;
  start(context: RoleContext): Promise<RunningRole>;
}

/** Exit code after a broken invariant (EX_SOFTWARE). */
const INVARIANT_BROKE = 70;
/** Exit code of a process that was told to stop a second time. */
const TWICE_SIGNALLED = 130;
const STARTING = "The server is starting.";
const STOPPING = "The server is stopping.";

/** A sentence for the operator; undefined = a mistake of the program. */
const sentence = (error: unknown): string | undefined => {
  if (error instanceof OperatorError) return error.message;
  const isOfSystem = error instanceof Error && "code" in error && typeof error.code === "string";
  return isOfSystem ? error.message : undefined;
};

class RoleProcess {
  readonly #role: Role;
  readonly #io: ProcessIo;
  readonly #context: RoleContext;
  readonly #ended: Promise<number>;
  #end: (code: number) => void = () => undefined;
  #closers: (() => void | Promise<void>)[] = [];
  #adminPort = 0;
  #running: RunningRole | undefined;
  #stopping = false;

  constructor(role: Role, config: Config, io: ProcessIo) {
    this.#role = role;
    this.#io = io;
    this.#ended = new Promise<number>((resolve) => {
      this.#end = resolve;
    });
    const log = jsonLog(role.name, config.logLevel);
    const metrics = new PrometheusMetrics((what) =>
      log.event("error", "telemetry_defect", { what }),
    );
    this.#context = {
      config,
      metrics,
      log,
      opened: (close) => void this.#closers.push(close),
      openAdmin: (secret, calls) => this.#openAdmin(secret, calls),
      stop: (reason) => void this.#stop(reason),
      crash: () => this.#end(INVARIANT_BROKE),
    };
    metrics.gauge("build_info", 1, { runtime: RUNTIME, role: role.name, version: VERSION });
  }

  /** Resolves with the exit code when the process is to end. */
  async run(): Promise<number> {
    this.#watchSignals();
    try {
      return await Promise.race([this.#start(), this.#ended]);
    } catch (error) {
      await this.#closeAll();
      const problem = sentence(error);
      if (problem === undefined) throw error;
      this.#context.log.event("error", "start_refused", { problem });
      this.#io.err(problem);
      return 1;
    }
  }

  async #start(): Promise<number> {
    const { name } = this.#role;
    const running = await this.#role.start(this.#context);
    if (!this.#stopping) {
      this.#running = running;
      const ports = { ...running.ports, adminPort: this.#adminPort };
      this.#io.out(JSON.stringify({ event: "ready", role: name, ...ports }));
    }
    return this.#ended;
  }

  async #openAdmin(secret: string, calls: Readonly<Record<string, AdminCall>>): Promise<void> {
    const { config, metrics } = this.#context;
    const server = adminServer({
      metrics,
      unready: () => this.#unready(),
      serving: () => this.#running?.serving?.(),
      secret,
      calls,
    });
    this.#adminPort = await listen(server, {
      hostname: config.adminHost,
      port: config.adminPort,
      portKey: "AMBON_ADMIN_PORT",
      hostKey: "AMBON_ADMIN_HOST",
    });
    this.#context.opened(() => {
      server.close();
      server.closeAllConnections();
    });
  }

  #unready(): string | undefined {
    if (this.#stopping) return STOPPING;
    if (this.#running === undefined) return STARTING;
    return this.#running.unready?.();
  }

  #watchSignals(): void {
    // A file size limit (ulimit -f) is to be a refused write, not the end of the process.
    process.on("SIGXFSZ", () => undefined);
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      process.on(signal, () => {
        if (this.#stopping) this.#end(TWICE_SIGNALLED);
        else void this.#stop(undefined);
      });
    }
  }

  async #stop(reason: string | undefined): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    const saved = (await this.#running?.stop(reason)) ?? true;
    await this.#closeAll();
    this.#context.log.event("info", "stopped");
    this.#end(saved ? 0 : 1);
  }

  /** In the reverse order of opening. */
  async #closeAll(): Promise<void> {
    const closers = this.#closers.reverse();
    this.#closers = [];
    for (const close of closers) await close();
  }
}

/**
 * Runs a role until it ends. Exit code 0 = in order, 1 = it could not start or save, 2 = wrong
 * words, 70 = an invariant broke, 130 = it was told twice.
 */
export const runRole = async (
  role: Role,
  args: readonly string[],
  io: ProcessIo,
): Promise<number> => {
  if (args.includes("--help") || args.includes("-h")) {
    io.out(role.usage);
    return 0;
  }
  if (args.length > 0) {
    io.err(role.usage);
    return 2;
  }
  const config = readConfig();
  if (!config.ok) {
    for (const problem of config.error) io.err(problem);
    return 1;
  }
  return new RoleProcess(role, config.value, io).run();
};
