/**
 * Engines find each other through Redis. Each writes where it is reached, again every RENEW_MS for
 * TTL_MS, and reads who else is there. All of it is a hint: a link proves who is at its other end,
 * and the store decides who runs what. So while Redis is away nothing changes for engines that know
 * each other; newcomers are found when it is back.
 *
 * Bound: ENGINES_MAX are read, in the order of their names; more are left out.
 */

import type { Log } from "@ambon/kernel/ports";
import { Redis } from "ioredis";

export const RENEW_MS = 2000;
export const TTL_MS = 10_000;
export const ENGINES_MAX = 64;
const KEYS = "ambon:engine:";
const NAME = /^[a-z0-9][a-z0-9-]{0,31}$/;
/** Empty where engines speak over Redis. */
const URL_TEXT = /^(https?:\/\/[^\s/?#@]{1,255})?$/;
const SCAN_COUNT = 256;
const COMMAND_MS = 1000;
const RETRY_MS_MAX = 2000;
const RETRY_MS_STEP = 100;

export interface EngineRegistryOptions {
  readonly redisUrl: string;
  readonly self: { readonly engine: string; readonly url: string };
  /** Called for each other engine at every look: known ones too, with the address of now. */
  readonly found: (engine: string, url: string) => void;
  readonly log: Log;
}

export class EngineRegistry {
  readonly #options: EngineRegistryOptions;
  readonly #redis: Redis;
  readonly #timer: NodeJS.Timeout;
  #looking: Promise<void>;
  #isAway = false;
  #closing: Promise<void> | undefined;

  /** Begins at once and does not wait for Redis. */
  constructor(options: EngineRegistryOptions) {
    this.#options = options;
    this.#redis = new Redis(options.redisUrl, {
      commandTimeout: COMMAND_MS,
      connectTimeout: COMMAND_MS,
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
      retryStrategy: (times) => Math.min(RETRY_MS_MAX, RETRY_MS_STEP * times),
    });
    // A failed look tells it; without a listener it would end the process.
    this.#redis.on("error", () => undefined);
    this.#looking = this.#look();
    this.#timer = setInterval(() => {
      this.#looking = this.#looking.then(() => this.#look());
    }, RENEW_MS);
  }

  /** Takes this engine out of the list; a Redis that is away forgets it by itself. */
  close(): Promise<void> {
    this.#closing ??= this.#leave();
    return this.#closing;
  }

  async #leave(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
    await this.#redis.del(KEYS + this.#options.self.engine).catch(this.#away);
    this.#redis.disconnect();
  }

  async #look(): Promise<void> {
    const { self, found, log } = this.#options;
    try {
      await this.#redis.set(KEYS + self.engine, self.url, "PX", TTL_MS);
      const keys = (await this.#keys()).filter((key) => key !== KEYS + self.engine);
      const named = keys.sort().slice(0, ENGINES_MAX);
      const urls = named.length === 0 ? [] : await this.#redis.mget(named);
      if (this.#isAway) log.event("info", "registry_here");
      this.#isAway = false;
      for (const [index, key] of named.entries()) {
        const url = urls[index];
        const engine = key.slice(KEYS.length);
        // Whoever may write to this Redis may write anything.
        if (NAME.test(engine) && typeof url === "string" && URL_TEXT.test(url)) found(engine, url);
      }
    } catch (error) {
      this.#away(error);
    }
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

  readonly #away = (error: unknown): void => {
    if (this.#isAway) return;
    this.#isAway = true;
    const reason = error instanceof Error ? error.message : String(error);
    this.#options.log.event("warn", "registry_away", { reason });
  };
}
