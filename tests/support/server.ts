/**
 * A standalone server, or another role of one, as a child process, for tests that play on it: free
 * ports, a data directory of its own, its log read as events. Waits are for its lines and for its
 * end, never for a time.
 */

import assert from "node:assert/strict";
import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";

export type Runtime = "bun" | "node" | "deno";

export type RoleName = "standalone" | "engine" | "gateway" | "leasing";

export interface ServerOptions {
  readonly runtime?: Runtime;
  /** "standalone" if not given. */
  readonly role?: RoleName;
  /** Settings beside the ports and the data directory. */
  readonly env?: Readonly<Record<string, string>>;
  /** A data directory that was there before and stays; otherwise a new one that goes. */
  readonly dataDir?: string;
  /** User and group id to run as; needs root, and a data directory that is theirs. */
  readonly id?: number;
  /** Events of the log that would fail the test and are part of this one. */
  readonly expected?: readonly string[];
}

export interface LogEvent {
  readonly event: string;
  readonly level: string;
  readonly [field: string]: unknown;
}

/** How a server that was started ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export const ROOT = join(import.meta.dirname, "..", "..");
const BIN = join(ROOT, "node_modules", ".bin");
const READY_MS = 30_000;
const END_MS = 30_000;
const POLL_MS = 20;
/** These say that the product is broken, whatever the test looks at. */
const FAULTS: readonly string[] = [
  "handler_fault",
  "link_defect",
  "telemetry_defect",
  "gateway_crashed",
  "engine_crashed",
];

const FLAGS: Readonly<Record<Runtime, readonly string[]>> = {
  bun: [],
  node: [],
  deno: ["run", "--quiet", "--allow-all", "--no-lock"],
};

/** This process's environment without settings of its own for a server. */
export const cleanEnv = (): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).filter(
      (entry): entry is [string, string] =>
        !entry[0].startsWith("AMBON_") && entry[1] !== undefined,
    ),
  );

/** npm's `deno` is a script that passes no signals on; its first run puts the program beside it. */
const denoProgram = (): string => {
  const program = join(ROOT, "node_modules", "deno", "deno");
  if (!existsSync(program)) spawnSync(join(BIN, "deno"), ["--version"]);
  return program;
};

/** The command line that runs a file of the tree unbuilt. */
export const commandOf = (runtime: Runtime, path: string): [string, ...string[]] => {
  const program = runtime === "deno" ? denoProgram() : join(BIN, runtime);
  return [program, ...FLAGS[runtime], join(ROOT, path)];
};

/** What a server gets: any free ports, loopback only, and `env`. */
export const serverEnv = (
  dataDir: string,
  env: Readonly<Record<string, string>> = {},
): Record<string, string> => ({
  ...cleanEnv(),
  AMBON_HOST: "127.0.0.1",
  AMBON_TELNET_PORT: "0",
  AMBON_WEB_PORT: "0",
  AMBON_ADMIN_PORT: "0",
  AMBON_DATA_DIR: dataDir,
  ...env,
});

export const newDirectory = (): string => mkdtempSync(join(tmpdir(), "ambon-e2e-"));

/** Resolves with what `promise` gives, or rejects with `what` after `ms`. */
export const within = async <T>(
  promise: Promise<T>,
  ms: number,
  what: () => string,
): Promise<T> => {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(what())), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
};

export class TestServer {
  readonly dataDir: string;
  readonly events: LogEvent[] = [];
  /** Lines of stderr that are no events: sentences for the operator, or stack traces. */
  readonly sentences: string[] = [];
  readonly ended: Promise<Ended>;
  /** 0: it has none, here and below. */
  telnetPort = 0;
  telnetTlsPort = 0;
  webPort = 0;
  linkPort = 0;
  adminPort = 0;
  readonly #child: ChildProcess;
  readonly #options: ServerOptions;
  readonly #waiters = new Set<() => void>();
  readonly #ready: Promise<boolean>;

  private constructor(options: ServerOptions) {
    this.#options = options;
    this.dataDir = options.dataDir ?? newDirectory();
    const main = `apps/${options.role ?? "standalone"}/src/main.ts`;
    const [program, ...args] = commandOf(options.runtime ?? "bun", main);
    const child = spawn(program, args, {
      cwd: ROOT,
      env: serverEnv(this.dataDir, options.env),
      stdio: ["ignore", "pipe", "pipe"],
      ...(options.id === undefined ? {} : { uid: options.id, gid: options.id }),
    });
    this.#child = child;
    this.ended = new Promise((resolve) => {
      child.once("close", (code, signal) => resolve({ code, signal }));
    });
    createInterface({ input: child.stderr }).on("line", (line) => this.#take(line));
    this.#ready = new Promise((resolve) => {
      createInterface({ input: child.stdout }).once("line", (line) => {
        const ready = JSON.parse(line) as Record<string, unknown>;
        this.telnetPort = Number(ready.telnetPort ?? 0);
        this.telnetTlsPort = Number(ready.telnetTlsPort ?? 0);
        this.webPort = Number(ready.webPort ?? 0);
        this.linkPort = Number(ready.linkPort ?? 0);
        this.adminPort = Number(ready.adminPort);
        resolve(ready.event === "ready");
      });
      void this.ended.then(() => resolve(false));
    });
  }

  /** A server that serves; rejects with its own words when it does not come up. */
  static async start(options: ServerOptions = {}): Promise<TestServer> {
    const server = new TestServer(options);
    const said = (): string => `the server is not ready:\n${server.log()}`;
    try {
      assert.ok(await within(server.#ready, READY_MS, said), said());
      return server;
    } catch (error) {
      await server.destroy();
      throw error;
    }
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Everything on stderr, for messages. */
  log(): string {
    return [...this.events.map((event) => JSON.stringify(event)), ...this.sentences].join("\n");
  }

  /** The first event of the past or to come that is wanted. */
  async heard(name: string, wanted: (event: LogEvent) => boolean = () => true): Promise<LogEvent> {
    const find = (): LogEvent | undefined =>
      this.events.find((event) => event.event === name && wanted(event));
    let wake: (() => void) | undefined;
    const found = new Promise<LogEvent>((resolve) => {
      wake = () => {
        const event = find();
        if (event !== undefined) resolve(event);
      };
      this.#waiters.add(wake);
      wake();
    });
    try {
      return await within(found, READY_MS, () => `no event ${name} in:\n${this.log()}`);
    } finally {
      if (wake !== undefined) this.#waiters.delete(wake);
    }
  }

  /** SIGTERM; the server must end in order, with nothing on stderr but events. */
  async stop(): Promise<void> {
    this.#child.kill("SIGTERM");
    await this.endsWell();
  }

  /** It keeps its sockets and does nothing. */
  freeze(): void {
    this.#child.kill("SIGSTOP");
  }

  thaw(): void {
    this.#child.kill("SIGCONT");
  }

  /** Waits until it serves; says why it does not. */
  async serves(withinMs = READY_MS): Promise<void> {
    const deadline = Date.now() + withinMs;
    for (;;) {
      const answer = await fetch(`http://127.0.0.1:${this.adminPort}/readyz`);
      const said = await answer.text();
      if (answer.ok) return;
      if (Date.now() > deadline) assert.fail(`not ready: ${said}\n${this.log()}`);
      await pause(POLL_MS);
    }
  }

  /** Tells it to read its certificate again. */
  hangUp(): void {
    this.#child.kill("SIGHUP");
  }

  /** Waits for an end that somebody else has asked for. */
  async endsWell(): Promise<void> {
    const ended = await within(this.ended, END_MS, () => `the server goes on:\n${this.log()}`);
    assert.deepEqual(ended, { code: 0, signal: null }, this.log());
    this.assertNoFault();
  }

  /** Kills it as a power cut would. */
  async kill(): Promise<void> {
    this.#child.kill("SIGKILL");
    await this.ended;
    this.assertNoFault();
  }

  assertNoFault(): void {
    const expected = this.#options.expected ?? [];
    const faults = this.events.filter(
      ({ event }) => FAULTS.includes(event) && !expected.includes(event),
    );
    assert.deepEqual(faults, []);
    assert.deepEqual(this.sentences, []);
  }

  /** Ends what is left of it and takes its directory away. */
  async destroy(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill("SIGKILL");
      await this.ended;
    }
    const isMine = this.#options.dataDir === undefined && existsSync(this.dataDir);
    if (isMine) rmSync(this.dataDir, { recursive: true, force: true });
  }

  #take(line: string): void {
    const event = readEvent(line);
    if (event === undefined) this.sentences.push(line);
    else this.events.push(event);
    for (const wake of this.#waiters) wake();
  }
}

const readEvent = (line: string): LogEvent | undefined => {
  if (!line.startsWith("{")) return undefined;
  try {
    return JSON.parse(line) as LogEvent;
  } catch {
    // Not an event: somebody else's words.
    return undefined;
  }
};

/** A server for one story, gone after it; a fault in its log fails the story. */
export const withServer = async (
  options: ServerOptions,
  story: (server: TestServer) => Promise<void>,
): Promise<void> => {
  const server = await TestServer.start(options);
  try {
    await story(server);
    server.assertNoFault();
  } finally {
    await server.destroy();
  }
};

/** One life of a world that is there before and afterwards; the server is stopped in order. */
export const playedIn = async (
  dataDir: string,
  env: Readonly<Record<string, string>>,
  story: (server: TestServer) => Promise<void>,
): Promise<void> =>
  withServer({ dataDir, env }, async (server) => {
    await story(server);
    await server.stop();
  });
