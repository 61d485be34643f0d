/** What the server has used so far: CPU time and resident memory of all its processes. */

import { readFile } from "node:fs/promises";

export interface Usage {
  readonly cpuSeconds: number;
  readonly rssBytes: number;
}

/** Reads each process once, in the order in which they were named; empty = not measured. */
export type UsageReader = () => Promise<readonly Usage[]>;

/** Linux: `sysconf(_SC_CLK_TCK)` on every architecture that we run on. */
const TICKS_PER_SECOND = 100;
const KIB = 1024;

/** From `/proc/PID/stat` and `/proc/PID/status`: user and system time of all threads. */
export const usageOfProcess = async (pid: number): Promise<Usage> => {
  const [stat, status] = await Promise.all([
    readFile(`/proc/${pid}/stat`, "utf8"),
    readFile(`/proc/${pid}/status`, "utf8"),
  ]);
  return { cpuSeconds: cpuSecondsIn(stat), rssBytes: rssBytesIn(status) };
};

/** Fields 14 and 15; the name in field 2 may hold spaces, so counting starts behind it. */
export const cpuSecondsIn = (stat: string): number => {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
};

const rssBytesIn = (status: string): number =>
  Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * KIB;

/** From a Prometheus page. */
export const usageIn = (metrics: string): Usage => {
  const sampleOf = (name: string): number =>
    Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)`, "m").exec(metrics)?.[1] ?? Number.NaN);
  return {
    cpuSeconds: sampleOf("process_cpu_seconds_total"),
    rssBytes: sampleOf("process_resident_memory_bytes"),
  };
};

/** By process ids where they are known, else by the admin port, else not at all. */
export const usageReader = (server: {
  readonly host: string;
  readonly pids: readonly number[];
  readonly adminPort: number | null;
}): UsageReader => {
  const { host, pids, adminPort } = server;
  if (pids.length > 0) return () => Promise.all(pids.map(usageOfProcess));
  if (adminPort === null) return () => Promise.resolve([]);
  return async () => {
    const response = await fetch(`http://${host}:${adminPort}/metrics`);
    if (!response.ok) throw new Error(`/metrics answered ${response.status}`);
    return [usageIn(await response.text())];
  };
};
