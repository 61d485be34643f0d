/** What the processes of a server say of themselves on their admin ports. */

import { HOST, type Server } from "./servers.ts";

/** `/metrics` of all processes as one page; the floor has none. */
export const metricsOf = async ({ processes }: Server): Promise<string> => {
  const pages: string[] = [];
  for (const { ports } of processes) {
    if (ports.adminPort === undefined) continue;
    const page = await fetch(`http://${HOST}:${ports.adminPort}/metrics`);
    pages.push(await page.text());
  }
  return pages.join("\n");
};

/** The sum of the samples with this name and these labels; 0 where there is none. */
export const sampleIn = (
  page: string,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): number => {
  const wanted = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  let sum = 0;
  for (const [, told = "", value] of page.matchAll(
    new RegExp(`^${name}(?:\\{([^}]*)\\})? (\\S+)$`, "gm"),
  )) {
    const pairs = told.split(",");
    if (wanted.every((pair) => pairs.includes(pair))) sum += Number(value);
  }
  return sum;
};

/** Upper bound of each bucket → how many samples were not above it. */
const bucketsIn = (page: string, name: string): ReadonlyMap<number, number> => {
  const counts = new Map<number, number>();
  for (const [, le, count] of page.matchAll(
    new RegExp(`^${name}_bucket\\{le="([^"]+)"\\} (\\d+)$`, "gm"),
  )) {
    const bound = le === "+Inf" ? Number.POSITIVE_INFINITY : Number(le);
    counts.set(bound, (counts.get(bound) ?? 0) + Number(count));
  }
  return counts;
};

/**
 * Upper bound of the bucket of a histogram in which this share ends of what came after the page
 * `since` ("" = of all); NaN of none.
 */
export const percentileIn = (page: string, name: string, share: number, since = ""): number => {
  const earlier = bucketsIn(since, name);
  const sorted = [...bucketsIn(page, name)]
    .map(([bound, count]) => [bound, count - (earlier.get(bound) ?? 0)] as const)
    .sort(([a], [b]) => a - b);
  const all = sorted.at(-1)?.[1] ?? 0;
  return all === 0
    ? Number.NaN
    : (sorted.find(([, count]) => count >= all * share)?.[0] ?? Number.NaN);
};
