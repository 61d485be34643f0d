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
