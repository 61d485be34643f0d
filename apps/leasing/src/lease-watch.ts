/**
 * Looks every WATCH_MS how the store of leases is: for `/readyz`, metrics and the log, and so that
 * a store which has forgotten is noticed when it comes back, not when the next gateway asks.
 */

import type { LeaseStore } from "@ambon/coordination/adapter/lease-store";
import type { LeaseTableStatus } from "@ambon/coordination/lease-table";
import type { Log, Metrics } from "@ambon/kernel/ports";

export const WATCH_MS = 1000;
const SECOND_MS = 1000;

export interface LeaseWatchOptions {
  readonly store: LeaseStore;
  readonly metrics: Metrics;
  readonly log: Log;
}

export class LeaseWatch {
  readonly #options: LeaseWatchOptions;
  #timer: NodeJS.Timeout | undefined;
  /** Why the store is away; undefined = it answers. */
  #away: string | undefined;
  #quarantineMs = 0;
  #stopped = false;

  constructor(options: LeaseWatchOptions) {
    this.#options = options;
  }

  /** Resolves when it has looked for the first time. */
  async start(): Promise<void> {
    await this.#look();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  /** The sentence for `/readyz`; undefined = node ids are granted. */
  unready(): string | undefined {
    if (this.#away !== undefined) return `The lease store does not answer: ${this.#away}`;
    if (this.#quarantineMs <= 0) return undefined;
    const seconds = Math.ceil(this.#quarantineMs / SECOND_MS);
    return (
      `The lease store may have forgotten its leases: nothing new is granted for ${seconds} s. ` +
      "Leases that run are renewed."
    );
  }

  async #look(): Promise<void> {
    const { store } = this.#options;
    try {
      this.#answered(await store.status());
    } catch (error) {
      this.#failed(error instanceof Error ? error.message : String(error));
    }
    if (!this.#stopped) this.#timer = setTimeout(() => void this.#look(), WATCH_MS);
  }

  #answered({ quarantineMs, held }: LeaseTableStatus): void {
    const { metrics, log } = this.#options;
    if (this.#away !== undefined) log.event("info", "leasing_store_back");
    this.#away = undefined;
    const seconds = Math.ceil(quarantineMs / SECOND_MS);
    if (quarantineMs > this.#quarantineMs) log.event("warn", "leasing_quarantined", { seconds });
    if (quarantineMs === 0 && this.#quarantineMs > 0) log.event("info", "leasing_quarantine_over");
    this.#quarantineMs = quarantineMs;
    metrics.gauge("leasing_store_available", 1);
    metrics.gauge("leasing_leases", held);
    metrics.gauge("leasing_quarantine_seconds", quarantineMs / SECOND_MS);
  }

  #failed(reason: string): void {
    const { metrics, log } = this.#options;
    if (this.#away === undefined) log.event("warn", "leasing_store_away", { reason });
    this.#away = reason;
    metrics.gauge("leasing_store_available", 0);
  }
}
