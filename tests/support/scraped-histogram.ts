/**
 * A histogram of seconds without labels, as several processes show it on /metrics, added up. What a
 * process that has ended had counted at the last look is remembered.
 */

import type { TestServer } from "./server.ts";

const MS = 1000;
const SHARES = [0.5, 0.9, 0.99];

/** Upper bound in seconds → how many were at most that. */
export type Buckets = ReadonlyMap<number, number>;

export class ScrapedHistogram {
  readonly #name: string;
  readonly #line: RegExp;
  readonly #seen = new Map<TestServer, Buckets>();

  constructor(name: string) {
    this.#name = name;
    this.#line = new RegExp(`^${name}_bucket\\{le="([^"]+)"\\} (\\d+)$`, "gm");
  }

  /** Reads what these have counted; the sum of all that was ever seen. */
  async look(servers: readonly TestServer[]): Promise<Buckets> {
    for (const server of servers) this.#seen.set(server, await this.#read(server));
    const all = new Map<number, number>();
    for (const buckets of this.#seen.values()) {
      for (const [bound, count] of buckets) all.set(bound, (all.get(bound) ?? 0) + count);
    }
    return all;
  }

  /** Upper bounds of the buckets in which the percentiles lie, as a sentence. */
  tell(buckets: Buckets): string {
    const sorted = [...buckets].sort(([a], [b]) => a - b);
    const all = sorted.at(-1)?.[1] ?? 0;
    const told = SHARES.map((share) => {
      const bound = sorted.find(([, count]) => count >= all * share)?.[0] ?? 0;
      return `p${share * 100} ≤ ${bound * MS} ms`;
    });
    return `${this.#name} of ${all}: ${told.join(", ")}`;
  }

  async #read({ adminPort }: TestServer): Promise<Buckets> {
    const page = await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text();
    const counted = [...page.matchAll(this.#line)];
    return new Map(counted.map(([, le, count]) => [boundOf(le), Number(count)]));
  }
}

const boundOf = (le: string | undefined): number =>
  le === "+Inf" ? Number.POSITIVE_INFINITY : Number(le);

/** What came to `before` until it was `after`. */
export const since = (before: Buckets, after: Buckets): Buckets =>
  new Map([...after].map(([bound, count]) => [bound, count - (before.get(bound) ?? 0)]));
