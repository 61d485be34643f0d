/** A histogram of seconds as several processes show it on /metrics, added up. */

import type { TestServer } from "./server.ts";

const MS = 1000;
const SHARES = [0.5, 0.9, 0.99];

/** Upper bounds of the buckets in which the percentiles lie, as a sentence. */
export const percentilesOf = async (
  servers: readonly TestServer[],
  name: string,
): Promise<string> => {
  const line = new RegExp(`^${name}_bucket\\{.*le="([^"]+)".*\\} (\\d+)$`, "gm");
  const counts = new Map<number, number>();
  for (const { adminPort } of servers) {
    const page = await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text();
    for (const [, le, count] of page.matchAll(line)) {
      const bound = le === "+Inf" ? Number.POSITIVE_INFINITY : Number(le);
      counts.set(bound, (counts.get(bound) ?? 0) + Number(count));
    }
  }
  const buckets = [...counts].sort(([a], [b]) => a - b);
  const all = buckets.at(-1)?.[1] ?? 0;
  const told = SHARES.map((share) => {
    const bound = buckets.find(([, count]) => count >= all * share)?.[0] ?? 0;
    return `p${share * 100} ≤ ${bound * MS} ms`;
  });
  return `${name} of ${all}: ${told.join(", ")}`;
};
