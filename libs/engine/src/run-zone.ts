/** A zone begins to run here: from its row, or from what the last run left of it. */

import { SOURCE } from "@ambon/game/input";
import { hash32 } from "@ambon/kernel/hash";
import type { ZoneId } from "@ambon/kernel/ids";
import { ok, type Result } from "@ambon/kernel/result";
import type { AggregateRow } from "@ambon/persistence/store";
import type { EngineContext } from "./context.ts";
import { ZoneRecording } from "./record-zone.ts";
import type { RunningZone, ZoneStart } from "./running-zone.ts";
import type { ZoneSlot } from "./zone-table.ts";

/** What a zone's row holds before the zone was first stored. */
export const NEVER_STORED = "{}";

const read = (c: EngineContext, state: string): Result<string, string> =>
  c.options.readZone?.(state) ?? ok(state);

/** The row goes back as it was: whoever can read it may have it. */
const refuse = (c: EngineContext, zone: ZoneId, row: AggregateRow, why: string): void => {
  c.options.log.event("error", "zone_unreadable", { zone, reason: why });
  c.savings.release({ kind: row.kind, id: row.id }, row.state, () => undefined);
  const reason = `The zone ${zone} cannot be started: ${why}. Nothing of it was changed.`;
  c.emit({ x: "refused", reason });
};

/**
 * Runs a zone whose row is ours from now on; `snapshot` is of the same moment as the row. Undefined
 * when its row cannot be read: then the engine refuses to start, or ends.
 */
export const runZone = (
  c: EngineContext,
  zone: ZoneId,
  row: AggregateRow,
  snapshot = leftFor(c, zone, row.epoch),
): ZoneSlot | undefined => {
  const { recording: recordings } = c.options;
  const { epoch } = row;
  c.savings.track(row);
  const seed = hash32(`${c.options.seed}/${zone}/${epoch}`);
  const stored = row.state === NEVER_STORED ? ok(undefined) : read(c, row.state);
  if (!stored.ok) {
    refuse(c, zone, row, stored.error);
    return undefined;
  }
  const fresh: ZoneStart = { zone, epoch, seed, nowMs: c.nowMs };
  const start = stored.value === undefined ? fresh : { ...fresh, stored: stored.value };
  const restored = restoredZone(c, start, snapshot);
  const running = restored ?? c.options.zones(start);
  const { contentHash } = c.options.world();
  const recording =
    recordings === null ? null : new ZoneRecording(recordings, zone, seed, contentHash);
  if (recording !== null) c.emit({ x: "record", zone, chunk: recording.begin(running) });
  const isRestored = restored !== undefined;
  const slot = c.zones.add({ id: zone, zone: running, epoch, isRestored, recording });
  // The first step tells what populating it made dirty.
  c.zones.wake(slot);
  if (!c.classAccepted) c.input(slot, SOURCE.admin, "engine", { i: "store", available: false });
  c.options.log.event("info", "zone_started", { zone, epoch });
  c.unclaimed.delete(zone);
  c.instances.want(zone);
  return slot;
};

/** What the last run left of a zone; undefined when somebody else has had it since. */
const leftFor = (c: EngineContext, zone: ZoneId, epoch: number): string | undefined => {
  const drained = c.drained?.zones.find(({ id }) => id === zone);
  return drained?.epoch === epoch - 1 ? drained.state : undefined;
};

const restoredZone = (
  c: EngineContext,
  start: ZoneStart,
  snapshot: string | undefined,
): RunningZone | undefined => {
  if (snapshot === undefined) return undefined;
  try {
    return c.options.zones({ ...start, snapshot });
  } catch (error) {
    // The row is of the same moment: the zone starts from it, and its players log in again.
    const reason = error instanceof Error ? error.message : String(error);
    c.options.log.event("warn", "zone_not_restored", { zone: start.zone, reason });
    return undefined;
  }
};
