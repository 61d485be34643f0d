/**
 * Leases in a Redis that several leasing processes share. Each call is one script on Redis's own
 * clock. A call that fails or takes longer than COMMAND_MS_MAX may have been done all the same:
 * asking again tells, because every call may be repeated.
 *
 * This process remembers the marker of the store (in its ledger too, before an answer that depends
 * on it leaves) and the latest time that it was told, and gives both with each call. So the script
 * sees that a store was emptied, and an emptied store on a slower clock does not go back in time.
 *
 * Nothing is queued while Redis is away: calls fail at once, and the connection is tried again by
 * itself, CONNECT_RETRY_MS_MIN doubling to CONNECT_RETRY_MS_MAX.
 */

import { randomBytes, randomInt } from "node:crypto";
import { sayFsError } from "@ambon/kernel/adapter/fs-error";
import { Redis } from "ioredis";
import {
  type AcquireAnswer,
  type LeaseAnswer,
  type LeaseClaim,
  type LeaseTerms,
  quarantineMs,
  type RenewAnswer,
} from "../lease.ts";
import type { LeaseTableStatus } from "../lease-table.ts";
import type { LedgerFile, LedgerRead } from "./lease-ledger.ts";
import { ACQUIRE, RELEASE, RENEW, STATUS, scriptArguments } from "./lease-scripts.ts";
import { type LeaseStore, LeaseStoreAwayError } from "./lease-store.ts";

/** The braces keep it on one node of a Redis Cluster, with whatever is beside it one day. */
export const LEASES_KEY = "ambon:{node-ids}";
/** Shorter than a holder waits for its answer. */
export const COMMAND_MS_MAX = 1500;
/** A connection that says nothing for so long while calls wait is given up, and they with it. */
const SILENCE_MS_MAX = 5000;
const CONNECT_MS_MAX = 3000;
const OPEN_MS_MAX = 2000;
const CONNECT_RETRY_MS_MIN = 100;
const CONNECT_RETRY_MS_MAX = 2000;
const MARKER_BYTES = 8;

export interface RedisLeaseOptions {
  readonly terms: LeaseTerms;
  readonly url: string;
  readonly ledger: LedgerFile;
  /** Where a new store begins to give node ids; by chance, if not given. */
  readonly firstNodeId?: number;
}

/** The answer of a script, as lease-scripts.ts says. */
type Reply = readonly [
  outcome: string,
  nowMs: number,
  marker: string,
  nodeId: number,
  floorMs: number,
  ceilingMs: number,
  waitMs: number,
  held: number,
];

export class RedisLeaseStore implements LeaseStore {
  readonly #options: RedisLeaseOptions;
  readonly #redis: Redis;
  #marker: string;
  #latestMs: number;
  /** What the connection said last, for sentences. */
  #trouble = "not connected yet";

  private constructor(options: RedisLeaseOptions, marker: string, latestMs: number) {
    this.#options = options;
    this.#marker = marker;
    this.#latestMs = latestMs;
    this.#redis = new Redis(options.url, {
      commandTimeout: COMMAND_MS_MAX,
      socketTimeout: SILENCE_MS_MAX,
      connectTimeout: CONNECT_MS_MAX,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      retryStrategy: (times) =>
        Math.min(CONNECT_RETRY_MS_MAX, CONNECT_RETRY_MS_MIN * 2 ** Math.min(times, 10)),
    });
    this.#redis.on("error", (error: Error) => {
      this.#trouble = error.message;
    });
  }

  /**
   * Waits for Redis at most OPEN_MS_MAX: one that is away is called when it comes. Throws
   * OperatorError when the ledger cannot be read.
   */
  static async open(options: RedisLeaseOptions): Promise<RedisLeaseStore> {
    const [marker, latestMs] = knownStore(await options.ledger.read());
    const store = new RedisLeaseStore(options, marker, latestMs);
    await store.#settled();
    return store;
  }

  async acquire(holder: string): Promise<AcquireAnswer> {
    return this.#answer(holder, await this.#call(ACQUIRE, holder)) as AcquireAnswer;
  }

  async renew({ nodeId, holder, fence, ceilingMs }: LeaseClaim): Promise<RenewAnswer> {
    const reply = await this.#call(RENEW, nodeId, holder, fence, ceilingMs);
    return this.#answer(holder, reply) as RenewAnswer;
  }

  async release({ nodeId, holder, fence }: LeaseClaim): Promise<void> {
    await this.#call(RELEASE, nodeId, holder, fence);
  }

  async status(): Promise<LeaseTableStatus> {
    const [, clockMs, , , , , waitMs, held] = await this.#call(STATUS);
    return { clockMs, quarantineMs: waitMs, held };
  }

  async close(): Promise<void> {
    this.#redis.disconnect();
  }

  /** Connected, or not to be connected just now. */
  #settled(): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, OPEN_MS_MAX);
      for (const event of ["ready", "error", "close"]) {
        this.#redis.once(event, () => {
          clearTimeout(timer);
          resolve();
        });
      }
    });
  }

  #answer(holder: string, reply: Reply): LeaseAnswer {
    const [outcome, , , nodeId, floorMs, ceilingMs, waitMs] = reply;
    const { ttlMs } = this.#options.terms;
    switch (outcome) {
      case "granted": {
        const lease = { nodeId, holder, fence: floorMs, ttlMs, floorMs, ceilingMs };
        return { outcome, lease };
      }
      case "full":
      case "quarantined":
        return { outcome, retryAfterMs: waitMs };
      default:
        return { outcome: "lost" };
    }
  }

  async #call(script: string, ...own: (string | number)[]): Promise<Reply> {
    const { terms, firstNodeId } = this.#options;
    const common = scriptArguments({
      nodeIds: terms.nodeIds,
      windowMs: terms.windowMs,
      quarantineMs: quarantineMs(terms),
      latestMs: this.#latestMs,
      known: this.#marker,
      marker: randomBytes(MARKER_BYTES).toString("hex"),
      cursor: firstNodeId ?? randomInt(terms.nodeIds),
    });
    let reply: Reply;
    try {
      reply = (await this.#redis.eval(script, 1, LEASES_KEY, ...common, ...own)) as Reply;
    } catch (error) {
      throw new LeaseStoreAwayError(this.#say(error));
    }
    await this.#learn(reply);
    return reply;
  }

  async #learn([, nowMs, marker]: Reply): Promise<void> {
    this.#latestMs = Math.max(this.#latestMs, nowMs);
    if (marker === this.#marker) return;
    try {
      await this.#options.ledger.write({ store: "redis", marker, clockMs: nowMs });
    } catch (error) {
      throw new LeaseStoreAwayError(`the store cannot be noted: ${sayFsError(error, "leases")}`);
    }
    this.#marker = marker;
  }

  /** What Redis itself said is told; that the connection is down is told by what ended it. */
  #say(error: unknown): string {
    const message = error instanceof Error ? error.message : String(error);
    return this.#redis.status === "ready" ? message : this.#trouble;
  }
}

/** Marker of the store that was used last, empty if none was, and the latest time it told. */
const knownStore = (read: LedgerRead): readonly [marker: string, latestMs: number] => {
  if (read.found === "nothing") return ["", 0];
  // A store of another kind, or one that is not known, is never this one.
  if (read.found === "damaged") return ["damaged", 0];
  const { ledger } = read;
  if (ledger.store === "memory") return ["memory", ledger.table.clockMs];
  return [ledger.marker, ledger.clockMs];
};
