/** A store behind a real Redis, with a clock and counts in the test's hands. */

import type { Metrics } from "@ambon/kernel/ports";
import { RedisServer } from "@ambon/testing/adapter/redis-server";
import { Redis } from "ioredis";
import { CachedStore } from "../adapter/cached-store.ts";
import { RedisRowCache } from "../adapter/redis-row-cache.ts";
import { OPEN_MS } from "../circuit-breaker.ts";
import type { AggregateStore } from "../store.ts";

const TRIES_MAX = 1000;
const TRY_AGAIN_MS = 5;

/** One Redis for a file of tests. */
export class TestCache {
  readonly server: RedisServer;
  /** An operator's connection, to look and to spoil. */
  readonly admin: Redis;

  private constructor(server: RedisServer) {
    this.server = server;
    this.admin = new Redis(server.url);
    // It is killed in tests; the connection comes back by itself.
    this.admin.on("error", () => undefined);
  }

  static async start(): Promise<TestCache> {
    return new TestCache(await RedisServer.start());
  }

  /** Over a store, with an empty Redis that is connected. */
  async over(store: AggregateStore): Promise<Cached> {
    await this.admin.flushall();
    const cached = new Cached(this.server.url, store);
    await cached.untilAnswered();
    return cached;
  }

  async destroy(): Promise<void> {
    this.admin.disconnect();
    await this.server.kill();
  }
}

export class Cached {
  readonly cache: RedisRowCache;
  readonly store: CachedStore;
  readonly counts = new Map<string, number>();
  readonly events: string[] = [];
  nowMs = 1_000_000;

  constructor(url: string, store: AggregateStore) {
    const metrics: Metrics = {
      count: (name, amount = 1, labels = {}) => {
        const key = [name, ...Object.values(labels)].join(":");
        this.counts.set(key, (this.counts.get(key) ?? 0) + amount);
      },
      gauge: (name, value) => void this.counts.set(name, value),
      observe: () => undefined,
    };
    const log = { event: (_level: string, event: string) => void this.events.push(event) };
    const clock = { nowMs: () => this.nowMs };
    this.cache = new RedisRowCache({ url, metrics, log, clock });
    this.store = new CachedStore({ store, cache: this.cache, reads: "cached" });
  }

  reads(outcome: string): number {
    return this.counts.get(`row_cache_reads_total:${outcome}`) ?? 0;
  }

  writes(outcome: string): number {
    return this.counts.get(`row_cache_writes_total:${outcome}`) ?? 0;
  }

  /** Asks, letting the breaker's time pass, until Redis has answered. */
  async untilAnswered(): Promise<void> {
    const before = this.reads("miss");
    for (let tries = 0; this.reads("miss") === before; tries += 1) {
      if (tries > TRIES_MAX) throw new Error("Redis does not answer");
      this.nowMs += OPEN_MS;
      await this.cache.read("0");
      await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
    }
  }
}
