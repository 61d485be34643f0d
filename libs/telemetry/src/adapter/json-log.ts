/** The Log port: one JSON object a line on stderr; stdout is for what scripts read. */

import process from "node:process";
import { AssertionError } from "@ambon/kernel/assert";
import type { Log, LogFields, LogLevel } from "@ambon/kernel/ports";
import { EVENTS, type EventSpec } from "../event-catalogue.ts";

const KNOWN: ReadonlyMap<string, EventSpec> = new Map(EVENTS.map((spec) => [spec.name, spec]));

const RANK: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

/** Writes events of `least` and above. */
export const jsonLog = (role: string, least: LogLevel): Log => ({
  event(level: LogLevel, event: string, fields: LogFields = {}): void {
    const spec = KNOWN.get(event);
    if (spec === undefined) throw new AssertionError(`${event} is not in the event catalogue`);
    const stray = Object.keys(fields).find((field) => !spec.fields.includes(field));
    if (stray !== undefined) throw new AssertionError(`${event} has no field ${stray}`);
    if (RANK[level] < RANK[least]) return;
    const time = new Date().toISOString();
    process.stderr.write(`${JSON.stringify({ time, level, role, event, ...fields })}\n`);
  },
});
