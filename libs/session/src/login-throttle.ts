/**
 * Logins and creations per address and minute (LOGINS_PER_MINUTE; loopback exempt; 0 = off), one
 * token bucket per address.
 */

import type { Limits } from "@ambon/kernel/limits";
import { addressKey, isLoopback } from "./address.ts";
import { TokenBucket } from "./token-bucket.ts";

/** Addresses that are remembered; at the bound the one that tried longest ago is forgotten. */
export const THROTTLED_ADDRESSES_MAX = 10_000;
const MINUTE_MS = 60_000;

export class LoginThrottle {
  readonly #perMinute: number;
  /** In the order of the last attempt. */
  readonly #buckets = new Map<string, TokenBucket>();

  constructor(limits: Limits) {
    this.#perMinute = limits.LOGINS_PER_MINUTE;
  }

  /** Milliseconds until an attempt would be allowed; 0 = now. Takes none. */
  waitMs(nowMs: number, address: string): number {
    const bucket = this.#buckets.get(addressKey(address));
    return bucket === undefined || bucket.has(nowMs) ? 0 : Math.max(1, bucket.nextTokenMs - nowMs);
  }

  /** Takes one attempt; returns 0 when it is allowed, else the milliseconds to wait. */
  attempt(nowMs: number, address: string): number {
    if (this.#perMinute === 0 || isLoopback(address)) return 0;
    const key = addressKey(address);
    const bucket =
      this.#buckets.get(key) ?? new TokenBucket(this.#perMinute, MINUTE_MS, this.#perMinute, nowMs);
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size > THROTTLED_ADDRESSES_MAX) this.#forgetOldest();
    return bucket.take(nowMs) ? 0 : Math.max(1, bucket.nextTokenMs - nowMs);
  }

  #forgetOldest(): void {
    for (const key of this.#buckets.keys()) {
      this.#buckets.delete(key);
      return;
    }
  }
}

/** "1 second", "42 seconds", "2 minutes": rounded up, so that waiting so long is enough. */
export const waitingTime = (ms: number): string => {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  if (seconds < 120) return seconds === 1 ? "1 second" : `${seconds} seconds`;
  return `${Math.ceil(seconds / 60)} minutes`;
};
