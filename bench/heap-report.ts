/**
 * Preloaded into a server that is measured, on Bun: on SIGUSR2 it collects all garbage and writes
 * what is left, as JSON, to the file that AMBON_BENCH_HEAP names.
 */

import { renameSync, writeFileSync } from "node:fs";
import process from "node:process";

export interface HeapReport {
  readonly liveBytes: number;
  readonly rssBytes: number;
  /** Kind of object → how many there are. */
  readonly objects: Readonly<Record<string, number>>;
}

/** The part of it that is needed; its types come with globals that nothing else here may use. */
interface Jsc {
  readonly fullGC: () => number;
  readonly heapStats: () => {
    readonly heapSize: number;
    readonly objectTypeCounts: Readonly<Record<string, number>>;
  };
}

const MODULE: string = "bun:jsc";
const file = process.env.AMBON_BENCH_HEAP;

if (file !== undefined) {
  const jsc = (await import(MODULE)) as Jsc;
  process.on("SIGUSR2", () => {
    jsc.fullGC();
    const { heapSize, objectTypeCounts } = jsc.heapStats();
    const { rss } = process.memoryUsage();
    const report: HeapReport = { liveBytes: heapSize, rssBytes: rss, objects: objectTypeCounts };
    writeFileSync(`${file}.part`, JSON.stringify(report));
    renameSync(`${file}.part`, file);
  });
}
