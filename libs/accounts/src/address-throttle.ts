/**
 * How often one address may try to log in: a bucket of `perMinute` tries that fills up again over a
 * minute. IPv6 counts by /64, which is what one customer has. Loopback is exempt, 0 = no limit.
 */

import { formatBlock, isLoopback, networkOf, parseIp } from "@ambon/kernel/ip-address";

/** Addresses remembered; beyond that the one not heard of for longest is forgotten. */
export const ADDRESSES_MAX = 10_000;
const MINUTE_MS = 60_000;

interface Bucket {
  /** Tries left, in milliseconds of refilling. */
  readonly leftMs: number;
  readonly atMs: number;
}

export class AddressThrottle {
  readonly #perMinute: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(perMinute: number) {
    this.#perMinute = perMinute;
  }

  /** Counts a try; gives the milliseconds to wait when it is one too many, else 0. */
  take(nowMs: number, address: string): number {
    if (this.#perMinute === 0) return 0;
    const key = keyOf(address);
    if (key === undefined) return 0;
    const costMs = Math.ceil(MINUTE_MS / this.#perMinute);
    const fullMs = costMs * this.#perMinute;
    const bucket = this.#buckets.get(key);
    const gainedMs = bucket === undefined ? fullMs : Math.max(0, nowMs - bucket.atMs);
    const leftMs = Math.min(fullMs, (bucket?.leftMs ?? 0) + gainedMs);
    const waitMs = leftMs >= costMs ? 0 : costMs - leftMs;
    this.#remember(key, { leftMs: waitMs === 0 ? leftMs - costMs : leftMs, atMs: nowMs });
    return waitMs;
  }

  #remember(key: string, bucket: Bucket): void {
    this.#buckets.delete(key);
    this.#buckets.set(key, bucket);
    if (this.#buckets.size <= ADDRESSES_MAX) return;
    const [oldest] = this.#buckets.keys();
    if (oldest !== undefined) this.#buckets.delete(oldest);
  }
}

/** Undefined = exempt. */
function keyOf(address: string): string | undefined {
  const ip = parseIp(address);
  if (ip === undefined) return address;
  if (isLoopback(ip)) return undefined;
  return formatBlock(networkOf(ip, ip.family === 4 ? 32 : 64));
}
