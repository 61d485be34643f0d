/**
 * Connections to Postgres that fail in time and one by one.
 *
 * Two lanes, so that nothing else can keep a cut waiting: one connection for cuts, some for calls.
 * Each statement has a deadline at the server and a later one here, for a server that does not
 * answer at all; a connection that missed it is thrown away, never used again. Whoever waits for a
 * connection waits for a bounded time in a bounded queue.
 */

import { Socket } from "node:net";
import type { Log, Metrics } from "@ambon/kernel/ports";
import pg from "pg";
import { StoreUnavailableError } from "../store.ts";
import { failureKind, failureReason } from "./postgres-error.ts";

/** A statement at the server; then it is cancelled. */
export const STATEMENT_MS = 8000;
/** A statement seen from here: the server was given its time to say so. */
const ANSWER_MS = 10_000;
/** Waiting for a row that somebody else writes. */
const LOCK_MS = 3000;
/** An engine that stops in the middle of a cut keeps its rows locked so long. */
const IDLE_IN_TRANSACTION_MS = 5000;
/** Connecting, or waiting for a free connection. */
const CONNECT_MS = 5000;
const IDLE_MS = 60_000;
const KEEP_ALIVE_MS = 10_000;
/** How long a goodbye may take before sockets are torn. */
const CLOSE_MS = 2000;
/** Connections for everything but cuts. */
const CALLS_AT_ONCE = 8;
/** Calls that wait or run; beyond that the store has too much to do and says so. */
export const CALLS_MAX = 10_000;

export interface Timeouts {
  readonly statementMs: number;
  readonly answerMs: number;
  readonly lockMs: number;
  readonly idleInTransactionMs: number;
  readonly connectMs: number;
}

const TIMEOUTS: Timeouts = {
  statementMs: STATEMENT_MS,
  answerMs: ANSWER_MS,
  lockMs: LOCK_MS,
  idleInTransactionMs: IDLE_IN_TRANSACTION_MS,
  connectMs: CONNECT_MS,
};

export interface PoolOptions {
  readonly url: string;
  /** What the server lists this process as, with the lane behind it. */
  readonly applicationName: string;
  readonly metrics: Metrics;
  readonly log: Log;
  readonly timeouts?: Partial<Timeouts>;
}

export type Lane = "cut" | "call";
export type Client = pg.PoolClient;

const CLOSED = "the store is closed";

export class PostgresPool {
  readonly #lanes: Readonly<Record<Lane, pg.Pool>>;
  readonly #sockets = new Set<Socket>();
  /** Lanes whose last job failed. */
  readonly #failing = new Set<Lane>();
  readonly #metrics: Metrics;
  readonly #log: Log;
  #underWay = 0;
  #open = true;

  constructor(options: PoolOptions) {
    this.#metrics = options.metrics;
    this.#log = options.log;
    this.#lanes = {
      cut: this.#lane("cut", 1, options),
      call: this.#lane("call", CALLS_AT_ONCE, options),
    };
  }

  get open(): boolean {
    return this.#open;
  }

  /**
   * Runs `job` on a connection of its own. A job that fails costs the connection, so that nothing
   * of it is left there; its error is passed on. Throws StoreUnavailableError when there is none.
   */
  async run<T>(lane: Lane, job: (client: Client) => Promise<T>): Promise<T> {
    if (!this.#open) throw new StoreUnavailableError(CLOSED);
    if (this.#underWay >= CALLS_MAX) {
      throw new StoreUnavailableError("the store has too much to do: try again");
    }
    this.#underWay += 1;
    try {
      const client = await this.#connection(lane);
      return await this.#use(lane, client, job);
    } finally {
      this.#underWay -= 1;
    }
  }

  /** One statement. Throws StoreUnavailableError, and nothing else. */
  async query<R extends pg.QueryResultRow>(
    text: string,
    values: readonly unknown[],
  ): Promise<pg.QueryResult<R>> {
    try {
      return await this.run("call", (client) => client.query<R>(text, [...values]));
    } catch (error) {
      throw unavailable(error);
    }
  }

  /** Lets what is under way end, within limits, and says goodbye. */
  async close(): Promise<void> {
    if (!this.#open) return;
    this.#open = false;
    const torn = setTimeout(() => {
      for (const socket of this.#sockets) socket.destroy();
    }, CLOSE_MS);
    await Promise.all([this.#lanes.cut.end(), this.#lanes.call.end()]);
    clearTimeout(torn);
  }

  async #connection(lane: Lane): Promise<Client> {
    try {
      return await this.#lanes[lane].connect();
    } catch (error) {
      this.#failed(lane, error);
      throw unavailable(error);
    }
  }

  async #use<T>(lane: Lane, client: Client, job: (client: Client) => Promise<T>): Promise<T> {
    try {
      const result = await job(client);
      client.release();
      this.#failing.delete(lane);
      return result;
    } catch (error) {
      client.release(true);
      this.#failed(lane, error);
      throw error;
    } finally {
      this.#measure(lane);
    }
  }

  #lane(lane: Lane, max: number, options: PoolOptions): pg.Pool {
    const times = { ...TIMEOUTS, ...options.timeouts };
    const pool = new pg.Pool({
      connectionString: options.url,
      application_name: `${options.applicationName} ${lane}`,
      max,
      // An idle engine stays connected for its cuts: tools see by that that it lives.
      min: lane === "cut" ? 1 : 0,
      connectionTimeoutMillis: times.connectMs,
      idleTimeoutMillis: IDLE_MS,
      query_timeout: times.answerMs,
      statement_timeout: times.statementMs,
      lock_timeout: times.lockMs,
      idle_in_transaction_session_timeout: times.idleInTransactionMs,
      keepAlive: true,
      keepAliveInitialDelayMillis: KEEP_ALIVE_MS,
      stream: () => this.#socket(),
    });
    // An idle connection was lost: the next call makes another.
    pool.on("error", (error) => this.#failed(lane, error));
    // One in use tells whoever uses it; without a listener it would end the process.
    pool.on("connect", (client) => void client.on("error", () => this.#measure(lane)));
    return pool;
  }

  #socket(): Socket {
    const socket = new Socket();
    this.#sockets.add(socket);
    socket.once("close", () => this.#sockets.delete(socket));
    return socket;
  }

  #failed(lane: Lane, error: unknown): void {
    const kind = failureKind(error);
    this.#metrics.count("postgres_failures_total", 1, { kind });
    this.#measure(lane);
    // Told once: while it is away everything fails.
    if (this.#failing.has(lane)) return;
    this.#failing.add(lane);
    this.#log.event("warn", "postgres_failed", { lane, kind, reason: failureReason(error) });
  }

  #measure(lane: Lane): void {
    const { totalCount, idleCount, waitingCount } = this.#lanes[lane];
    const states = { idle: idleCount, busy: totalCount - idleCount };
    for (const [state, count] of Object.entries(states)) {
      this.#metrics.gauge("postgres_connections", count, { lane, state });
    }
    this.#metrics.gauge("postgres_calls_waiting", waitingCount, { lane });
  }
}

/** What the port lets through. */
export const unavailable = (error: unknown): StoreUnavailableError =>
  error instanceof StoreUnavailableError
    ? error
    : new StoreUnavailableError(failureReason(error), { cause: error });
