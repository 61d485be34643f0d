/** A session's output as plain data, to be continued by another run of the engine. */

import { newItem, type OutputItem, type Payload } from "./payload.ts";

export interface DumpedItem {
  readonly payload: Payload;
  /** How long ago it was said. */
  readonly ageMs: number;
}

export interface OutputDump {
  /** The last number given. */
  readonly seq: number;
  /** The newest numbers, in order; the last one is `seq`. */
  readonly history: readonly DumpedItem[];
  readonly pending: readonly DumpedItem[];
  /** Something was lost for good: the client needs a full refresh. */
  readonly refreshDue: boolean;
}

export const dumpItem = ({ payload, atMs }: OutputItem, nowMs: number): DumpedItem => ({
  payload,
  ageMs: Math.max(0, nowMs - atMs),
});

export const loadItem = ({ payload, ageMs }: DumpedItem, nowMs: number): OutputItem =>
  newItem(payload, nowMs - ageMs);
