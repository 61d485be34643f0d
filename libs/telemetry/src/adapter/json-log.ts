/** The Log port: one JSON object a line on stderr; stdout is for what scripts read. */

import process from "node:process";
import type { Log, LogFields, LogLevel } from "@ambon/kernel/ports";

const RANK: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

/** Writes events of `least` and above. */
export const jsonLog = (role: string, least: LogLevel): Log => ({
  event(level: LogLevel, event: string, fields: LogFields = {}): void {
    if (RANK[level] < RANK[least]) return;
    const time = new Date().toISOString();
    process.stderr.write(`${JSON.stringify({ time, level, role, event, ...fields })}\n`);
  },
});
