/**
 * The Log port: one JSON object a line on stderr; stdout is for what scripts read. Only what the
 * catalogue names is written: a field that it does not have may be anything, a secret too.
 */

import process from "node:process";
import type { Log, LogFields, LogLevel } from "@ambon/kernel/ports";
import { EVENTS, type EventSpec } from "../event-catalogue.ts";
import { tellOnce } from "../tell-once.ts";

const KNOWN: ReadonlyMap<string, EventSpec> = new Map(EVENTS.map((spec) => [spec.name, spec]));

const RANK: Readonly<Record<LogLevel, number>> = { debug: 0, info: 1, warn: 2, error: 3 };

const toStderr = (line: string): void => void process.stderr.write(`${line}\n`);

/** Writes events of `least` and above. Never throws: what is not in the catalogue is told once. */
export const jsonLog = (role: string, least: LogLevel, write = toStderr): Log => {
  const put = (level: LogLevel, event: string, fields: LogFields): void => {
    if (RANK[level] < RANK[least]) return;
    const time = new Date().toISOString();
    write(JSON.stringify({ time, level, role, event, ...fields }));
  };
  const defect = tellOnce((what) => put("error", "telemetry_defect", { what }));
  return {
    event(level: LogLevel, event: string, fields: LogFields = {}): void {
      const spec = KNOWN.get(event);
      if (spec === undefined) return defect(`${event} is not in the event catalogue`);
      const stray = Object.keys(fields).filter((field) => !spec.fields.includes(field));
      for (const field of stray) defect(`${event} has no field ${field}`);
      put(level, event, stray.length === 0 ? fields : without(fields, stray));
    },
  };
};

const without = (fields: LogFields, stray: readonly string[]): LogFields =>
  Object.fromEntries(Object.entries(fields).filter(([field]) => !stray.includes(field)));
