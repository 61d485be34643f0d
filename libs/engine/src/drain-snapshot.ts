/**
 * What a drained engine leaves in the store for its next run: its zones as they stood still, and
 * the sessions in them with everything their sockets may still ask for. It is written after the
 * final cut and describes the very same moment.
 *
 * It is true only as long as nobody else has touched the rows: each of them is named with its
 * epoch, and a run that claims a row and finds that epoch plus one was the first to do so.
 */

import { decodeCanonical, encodeCanonical } from "@ambon/kernel/canonical";
import type { ZoneId } from "@ambon/kernel/ids";
import { fail, ok, type Result } from "@ambon/kernel/result";
import type { SessionDump } from "./session-dump.ts";

export const DRAIN_SCHEMA = 1;
/** Of all sessions together; those beyond it get a full refresh instead of what they missed. */
export const DUMPED_OUTPUT_BYTES_MAX = 32 * 1024 * 1024;

export interface DrainedZone {
  readonly id: ZoneId;
  readonly epoch: number;
  /** As `snapshot` of the zone gave it: canonical JSON. */
  readonly state: string;
}

export interface DrainSnapshot {
  readonly schema: number;
  /** `engine#boot` that wrote it. */
  readonly owner: string;
  readonly zones: readonly DrainedZone[];
  readonly sessions: readonly SessionDump[];
}

export const encodeDrain = (snapshot: DrainSnapshot): string => encodeCanonical(snapshot);

/** Fails when it is of another schema or no snapshot: then the rows alone are true. */
export const decodeDrain = (text: string): Result<DrainSnapshot, string> => {
  let value: Partial<DrainSnapshot> | null;
  try {
    value = decodeCanonical(text) as Partial<DrainSnapshot> | null;
  } catch {
    return fail("it is no JSON"); // the text itself may be private
  }
  if (typeof value !== "object" || value === null) return fail("it is no object");
  if (value.schema !== DRAIN_SCHEMA) return fail(`its schema is ${value.schema}`);
  const { zones, sessions } = value;
  if (!Array.isArray(zones) || !Array.isArray(sessions)) return fail("parts of it are missing");
  return ok(value as DrainSnapshot);
};
