/**
 * Engines are found through Redis. Each writes where it is reached and how busy it is, again every
 * RENEW_MS for TTL_MS; engines and gateways read who is there as often, and out of turn when a link
 * is lost. All of it is a hint: a link proves who is at its other end, and the store decides who
 * runs what. So while Redis is away nothing changes for those that know each other; newcomers are
 * found when it is back (found-engines.ts).
 *
 * Bound: ENGINES_MAX are read, in the order of their names; more are left out.
 */

import { performance } from "node:perf_hooks";
import type { Log } from "@ambon/kernel/ports";
import { Redis } from "ioredis";
import { decodeEntry, type EngineEntry, encodeEntry } from "../engine-entry.ts";
import { FoundEngines } from "../found-engines.ts";

export const RENEW_MS = 2000;
export const TTL_MS = 10_000;
export const ENGINES_MAX = 64;
const KEYS = "ambon:engine:";
const SCAN_COUNT = 256;
const COMMAND_MS = 1000;
const RETRY_MS_MAX = 2000;
const RETRY_MS_STEP = 100;

/** The end that dials what is found. */
export interface EngineDialer {
  connectTo(engine: string, url: string): void;
  forget(engine: string): void;
  /** Those that are up. */
  links(): readonly { readonly peer: string }[];
}

export interface EngineRegistryOptions {
  readonly redisUrl: string;
  /** What an engine writes of itself; absent = a gateway, which only reads. */
  readonly self?: () => EngineEntry;
  /** Engines that the operator named: they are dialed as he said. */
  readonly named: readonly string[];
  readonly dialer: EngineDialer;
  /** Engines are dialed at their addresses: those without one are passed over. */
  readonly needsUrl: boolean;
  readonly log: Log;
}

export class EngineRegistry {
  readonly #options: EngineRegistryOptions;
  readonly #redis: Redis;
  readonly #found: FoundEngines;
  readonly #timer: NodeJS.Timeout;
  #looking: Promise<void> = Promise.resolve();
  #isLookDue = false;
  #isAway = false;
  #players: ReadonlyMap<string, number> = new Map();
  #closing: Promise<void> | undefined;

  /** Begins at once and does not wait for Redis. */
  constructor(options: EngineRegistryOptions) {
    this.#options = options;
    this.#found = new FoundEngines(options.named);
    this.#redis = new Redis(options.redisUrl, {
      commandTimeout: COMMAND_MS,
      connectTimeout: COMMAND_MS,
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
      retryStrategy: (times) => Math.min(RETRY_MS_MAX, RETRY_MS_STEP * times),
    });
    // A failed look tells it; without a listener it would end the process.
    this.#redis.on("error", () => undefined);
    this.look();
    this.#timer = setInterval(() => this.look(), RENEW_MS);
  }

  /** Looks when the look that is under way is over: an engine was lost, or is wanted. */
  look(): void {
    if (this.#isLookDue || this.#closing !== undefined) return;
    this.#isLookDue = true;
    this.#looking = this.#looking.then(() => {
      this.#isLookDue = false;
      return this.#look();
    });
  }

  /** An engine that another one named is dialed, and forgotten again if it is nowhere. */
  learn(engine: string, url: string): void {
    if (this.#found.told(engine)) this.#options.dialer.connectTo(engine, url);
  }

  /** Players that an engine had when the registry was read last; 0 = not known. */
  playersAt(engine: string): number {
    return this.#players.get(engine) ?? 0;
  }

  /** Takes this engine out of the list; a Redis that is away forgets it by itself. */
  close(): Promise<void> {
    this.#closing ??= this.#leave();
    return this.#closing;
  }

  async #leave(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
    const self = this.#options.self?.();
    if (self !== undefined) await this.#redis.del(KEYS + self.engine).catch(this.#away);
    this.#redis.disconnect();
  }

  async #look(): Promise<void> {
    const self = this.#options.self?.();
    try {
      if (self !== undefined) {
        await this.#redis.set(KEYS + self.engine, encodeEntry(self), "PX", TTL_MS);
      }
      const entries = await this.#read();
      if (this.#isAway) this.#options.log.event("info", "registry_here");
      this.#isAway = false;
      this.#players = new Map(entries.map(({ engine, players }) => [engine, players]));
      this.#follow(entries.filter(({ engine }) => engine !== self?.engine));
    } catch (error) {
      this.#away(error);
    }
  }

  async #read(): Promise<readonly EngineEntry[]> {
    const keys = (await this.#keys()).sort().slice(0, ENGINES_MAX);
    const texts = keys.length === 0 ? [] : await this.#redis.mget(keys);
    return keys.flatMap((key, index) => {
      const text = texts[index];
      return typeof text === "string" ? (decodeEntry(key.slice(KEYS.length), text) ?? []) : [];
    });
  }

  async #keys(): Promise<string[]> {
    const keys = new Set<string>();
    let cursor = "0";
    do {
      const [next, some] = await this.#redis.scan(cursor, "MATCH", `${KEYS}*`, "COUNT", SCAN_COUNT);
      for (const key of some) keys.add(key);
      cursor = next;
    } while (cursor !== "0" && keys.size <= ENGINES_MAX);
    return [...keys];
  }

  #follow(entries: readonly EngineEntry[]): void {
    const { dialer, needsUrl, log } = this.#options;
    const linked = new Set(dialer.links().map(({ peer }) => peer));
    const reachable = entries.filter(({ url }) => url !== "" || !needsUrl);
    const isLinked = (engine: string): boolean => linked.has(engine);
    const { dial, forget } = this.#found.listed(performance.now(), reachable, isLinked);
    for (const { engine, url } of dial) dialer.connectTo(engine, url);
    for (const engine of forget) {
      log.event("info", "engine_forgotten", { engine });
      dialer.forget(engine);
    }
  }

  readonly #away = (error: unknown): void => {
    this.#found.unread();
    if (this.#isAway) return;
    this.#isAway = true;
    const reason = error instanceof Error ? error.message : String(error);
    this.#options.log.event("warn", "registry_away", { reason });
  };
}
