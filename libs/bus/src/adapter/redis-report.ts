/** Metrics and log events of the Redis that carries the bus. */

import type { Log, Metrics } from "@ambon/kernel/ports";
import type { DropReason } from "../envelope/switchboard.ts";

/** Dropped envelopes are all counted, and logged at most so often for each reason. */
const DROPS_EVERY_MS = 10_000;
/** What happens whenever a stream ends or begins is nobody's attempt. */
const USUAL: ReadonlySet<DropReason> = new Set(["noStream"]);

export class RedisReport {
  readonly #metrics: Metrics;
  readonly #log: Log;
  /** Reason → when it was logged last, and how many came since. */
  readonly #drops = new Map<DropReason, { saidMs: number; unsaid: number }>();

  constructor(metrics: Metrics, log: Log) {
    this.#metrics = metrics;
    this.#log = log;
    metrics.gauge("bus_redis_up", 0);
  }

  here(): void {
    this.#metrics.gauge("bus_redis_up", 1);
    this.#log.event("info", "bus_redis_here");
  }

  away(reason: string): void {
    this.#metrics.gauge("bus_redis_up", 0);
    this.#metrics.count("bus_redis_lost_total");
    this.#log.event("warn", "bus_redis_away", { reason });
  }

  dropped(nowMs: number, reason: DropReason): void {
    this.#metrics.count("bus_envelopes_dropped_total", 1, { reason });
    if (USUAL.has(reason)) return;
    const known = this.#drops.get(reason) ?? { saidMs: Number.NEGATIVE_INFINITY, unsaid: 0 };
    this.#drops.set(reason, known);
    known.unsaid += 1;
    if (nowMs - known.saidMs < DROPS_EVERY_MS) return;
    this.#log.event("warn", "bus_envelopes_dropped", { reason, envelopes: known.unsaid });
    known.saidMs = nowMs;
    known.unsaid = 0;
  }
}
