/**
 * A real Postgres of a test's own: on a free port, with a data directory of its own. It can be
 * killed as by a power cut of the process, started again on what it had written, frozen and thawed
 * whole or one backend at a time.
 *
 * `initdb` runs once per machine and version; each server starts from a copy. Nothing is synced to
 * the disk: a killed process loses no write that the system has taken, and tests are faster.
 */

import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import pg from "pg";
import { freePort } from "./free-port.ts";
import { cached, type PostgresProgram, postgresPrograms, serverUser } from "./postgres-program.ts";

const READY_MS = 30_000;
const SEARCHABLE = 0o755;
const LOG_LINES_MAX = 200;
/** After SIGKILL the next start waits for the last of the old processes. */
const START_TRIES_MAX = 50;
const TRY_AGAIN_MS = 100;

/** The role that owns the databases: what an operator would give the game. */
const ROLE = "ambon";
const PASSWORD = "a pass/word";
const ADMIN = "postgres";

const HBA = `host all ${ADMIN} 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 scram-sha-256\n`;
const SETTINGS = [
  "fsync=off",
  "full_page_writes=off",
  "shared_buffers=32MB",
  "max_connections=60",
  "unix_socket_directories=",
  "listen_addresses=127.0.0.1",
  "log_min_messages=warning",
];

export interface PostgresOptions {
  /** Default: the newest there is. */
  readonly program?: PostgresProgram;
  /** More lines of the configuration, such as `fsync=on`. */
  readonly settings?: readonly string[];
}

export class PostgresServer {
  readonly port: number;
  readonly #program: PostgresProgram;
  readonly #settings: readonly string[];
  readonly #home = mkdtempSync(join(tmpdir(), "ambon-pg-"));
  readonly #log: string[] = [];
  #child: ChildProcess | null = null;
  #databases = 0;

  private constructor(port: number, options: PostgresOptions) {
    this.port = port;
    const [newest] = postgresPrograms();
    const program = options.program ?? newest;
    if (program === undefined) throw new Error("there is no Postgres to run");
    this.#program = program;
    this.#settings = [...SETTINGS, ...(options.settings ?? [])];
  }

  /** Resolves when it takes connections. */
  static async start(options: PostgresOptions = {}): Promise<PostgresServer> {
    const server = new PostgresServer(await freePort(), options);
    try {
      chmodSync(server.#home, SEARCHABLE);
      execFileSync("cp", ["-pR", template(server.#program), server.#data]);
      writeFileSync(join(server.#data, "pg_hba.conf"), HBA);
      await server.again();
      await server.admin(`CREATE ROLE ${ROLE} LOGIN PASSWORD '${PASSWORD}'`);
      return server;
    } catch (error) {
      await server.destroy();
      throw error;
    }
  }

  get major(): number {
    return this.#program.major;
  }

  get #data(): string {
    return join(this.#home, "data");
  }

  /** A new, empty database that belongs to the role, as the game would be given it. */
  async database(): Promise<string> {
    this.#databases += 1;
    const name = `game_${this.#databases}`;
    await this.admin(`CREATE DATABASE ${name} OWNER ${ROLE} STRATEGY file_copy`);
    return this.url(name);
  }

  url(database: string, role: string = ROLE, password: string = PASSWORD): string {
    const who = `${role}:${encodeURIComponent(password)}`;
    return `postgres://${who}@127.0.0.1:${this.port}/${database}`;
  }

  /** What the superuser says, in one connection; the rows of the answer. */
  async admin(sql: string, database = ADMIN): Promise<Record<string, unknown>[]> {
    const connectionString = this.url(database, ADMIN, "");
    const client = new pg.Client({ connectionString });
    await client.connect();
    try {
      return (await client.query<Record<string, unknown>>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  /** Process ids of the backends whose application name begins so. */
  async backends(application: string): Promise<readonly number[]> {
    const sql = `SELECT pid FROM pg_stat_activity WHERE application_name LIKE '${application}%'`;
    return (await this.admin(sql)).map(({ pid }) => Number(pid));
  }

  /** Starts it (again) on what it had written, on the same port. */
  async again(): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      const problem = await this.#startOnce();
      if (problem === undefined) return;
      if (tries >= START_TRIES_MAX || !/shared memory|postmaster\.pid/.test(problem)) {
        throw new Error(`Postgres does not start:\n${problem}`);
      }
      await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
    }
  }

  /** SIGKILL to it and all its backends; resolves when it is gone. What was committed stays. */
  async kill(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    // Stopped first, so that it starts no backend meanwhile. (Deno's `child.kill` works only once.)
    signal(child.pid, "SIGSTOP");
    for (const pid of childrenOf(child.pid)) signal(pid, "SIGKILL");
    signal(child.pid, "SIGKILL");
    await gone;
  }

  /** It keeps its connections, takes new ones into its queue, and answers nothing. */
  freeze(): void {
    this.#signalAll("SIGSTOP");
  }

  thaw(): void {
    this.#signalAll("SIGCONT");
  }

  freezeBackend(pid: number): void {
    signal(pid, "SIGSTOP");
  }

  thawBackend(pid: number): void {
    signal(pid, "SIGCONT");
  }

  /** The last lines that it said, for messages. */
  log(): string {
    return this.#log.join("\n");
  }

  /** Kills it and takes its directory away. */
  async destroy(): Promise<void> {
    await this.kill();
    rmSync(this.#home, { recursive: true, force: true });
  }

  #signalAll(name: NodeJS.Signals): void {
    const pid = this.#child?.pid;
    if (pid === undefined) return;
    for (const one of [pid, ...childrenOf(pid)]) signal(one, name);
  }

  /** Undefined when it takes connections, else what it said. */
  async #startOnce(): Promise<string | undefined> {
    const settings = [...this.#settings, `port=${this.port}`].flatMap((line) => ["-c", line]);
    const child = spawn(join(this.#program.bin, "postgres"), ["-D", this.#data, ...settings], {
      ...serverUser(),
      cwd: this.#home,
      stdio: ["ignore", "ignore", "pipe"],
    });
    this.#child = child;
    const said: string[] = [];
    const ready = new Promise<boolean>((resolve) => {
      child.once("error", () => resolve(false));
      child.once("exit", () => resolve(false));
      createInterface({ input: child.stderr }).on("line", (line) => {
        said.push(line);
        this.#log.push(line);
        if (this.#log.length > LOG_LINES_MAX) this.#log.shift();
        if (line.includes("ready to accept connections")) resolve(true);
      });
    });
    const late = new Promise<boolean>((resolve) => {
      const timer = setTimeout(() => resolve(false), READY_MS);
      void ready.then(() => clearTimeout(timer));
    });
    if (await Promise.race([ready, late])) return undefined;
    await this.kill();
    return said.join("\n");
  }
}

/** A data directory as initdb makes it, belonging to whoever runs the server. */
function template(program: PostgresProgram): string {
  const home = cached(`data-${program.major}`, (directory) => {
    const data = join(directory, "data");
    mkdirSync(data);
    const user = serverUser();
    if (user !== undefined) chownSync(data, user.uid, user.gid);
    const options = [
      "--no-sync",
      "--encoding=UTF8",
      "--locale=C",
      "--wal-segsize=1",
      "-A",
      "trust",
    ];
    execFileSync(join(program.bin, "initdb"), ["-D", data, "-U", ADMIN, ...options], {
      ...user,
      cwd: directory,
      stdio: ["ignore", "ignore", "pipe"],
    });
  });
  return join(home, "data");
}

function childrenOf(pid: number): readonly number[] {
  const listed = execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  return listed.split("\n").flatMap((line) => {
    const [child, parent] = line.trim().split(/\s+/).map(Number);
    return parent === pid && child !== undefined ? [child] : [];
  });
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended by itself meanwhile.
  }
}
