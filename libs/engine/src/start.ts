/**
 * The start of an engine.
 *
 *   what did my last run leave? ─▶ zones claimed (again each second while one is missing), each
 *   from its row, or from the snapshot where nobody else has claimed it ─▶ sessions of the snapshot
 *   (restore.ts) ─▶ ready
 */

import { SOURCE } from "@ambon/game/input";
import { assert } from "@ambon/kernel/assert";
import { hash32 } from "@ambon/kernel/hash";
import type { ZoneId } from "@ambon/kernel/ids";
import { ok, type Result } from "@ambon/kernel/result";
import type { AggregateKey, AggregateRow } from "@ambon/persistence/store";
import { claimRow } from "./claim-row.ts";
import type { EngineContext } from "./context.ts";
import { decodeDrain } from "./drain-snapshot.ts";
import { ZoneRecording } from "./record-zone.ts";
import { restoreSessions } from "./restore.ts";
import type { RunningZone, ZoneStart } from "./running-zone.ts";
import { isCommons } from "./zone-table.ts";

const CLAIM_AGAIN_MS = 1000;
/** What a zone's row holds before the zone was first stored. */
const NEVER_STORED = "{}";

export const startEngine = (c: EngineContext): void => {
  c.call({ op: "read", key: snapshotKey(c) }, (reply) => {
    if (!reply.ok) {
      c.options.log.event("warn", "store_away", { reason: reply.reason });
      c.after(CLAIM_AGAIN_MS, { t: "start" });
      return;
    }
    assert(reply.op === "read", "the store answered another question");
    if (reply.row !== undefined) readDrained(c, reply.row.state);
    startZones(c);
  });
};

const readDrained = (c: EngineContext, text: string): void => {
  const read = decodeDrain(text);
  if (read.ok) c.drained = read.value;
  else c.options.log.event("warn", "drain_unreadable", { reason: read.error });
};

const snapshotKey = (c: EngineContext): AggregateKey => ({
  kind: "snapshot",
  id: c.options.engine,
});

const startZones = (c: EngineContext): void => {
  for (const zone of c.options.hosted) c.unclaimed.add(zone);
  for (const zone of c.options.hosted) claimZone(c, zone);
};

export const claimZone = (c: EngineContext, zone: ZoneId): void => {
  const kind = isCommons(zone) ? "document" : "zone";
  claimRow(c, { kind, id: zone }, NEVER_STORED, (claimed) => {
    if (c.phase === "stopping" || c.phase === "stopped") return;
    if (claimed.ok) {
      runZone(c, zone, claimed.row);
      return;
    }
    const { code, what } = claimed;
    c.options.log.event("warn", "zone_not_claimed", { zone, code, what });
    c.after(CLAIM_AGAIN_MS, { t: "claimZone", zone });
  });
};

const read = (c: EngineContext, state: string): Result<string, string> =>
  c.options.readZone?.(state) ?? ok(state);

/** The row goes back as it was: whoever can read it may have it. */
const refuse = (c: EngineContext, zone: ZoneId, row: AggregateRow, why: string): void => {
  c.options.log.event("error", "zone_unreadable", { zone, reason: why });
  c.savings.release({ kind: row.kind, id: row.id }, row.state, () => undefined);
  const reason = `The zone ${zone} cannot be started: ${why}. Nothing of it was changed.`;
  c.emit({ x: "refused", reason });
};

const runZone = (c: EngineContext, zone: ZoneId, row: AggregateRow): void => {
  const { recording: recordings } = c.options;
  const { epoch } = row;
  c.savings.track(row);
  const seed = hash32(`${c.options.seed}/${zone}/${epoch}`);
  const stored = row.state === NEVER_STORED ? ok(undefined) : read(c, row.state);
  if (!stored.ok) return refuse(c, zone, row, stored.error);
  const fresh: ZoneStart = { zone, epoch, seed, nowMs: c.nowMs };
  const start = stored.value === undefined ? fresh : { ...fresh, stored: stored.value };
  const restored = restoredZone(c, start);
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
  if (c.unclaimed.size > 0 || c.phase !== "starting") return;
  restoreSessions(c, c.drained?.sessions ?? [], () => beReady(c));
};

/** The zone as the last run left it; undefined when somebody else has had it since. */
const restoredZone = (c: EngineContext, start: ZoneStart): RunningZone | undefined => {
  const drained = c.drained?.zones.find(({ id }) => id === start.zone);
  if (drained?.epoch !== start.epoch - 1) return undefined;
  try {
    return c.options.zones({ ...start, snapshot: drained.state });
  } catch (error) {
    // The row is of the same moment: the zone starts from it, and its players log in again.
    const reason = error instanceof Error ? error.message : String(error);
    c.options.log.event("warn", "zone_not_restored", { zone: start.zone, reason });
    return undefined;
  }
};

const beReady = (c: EngineContext): void => {
  if (c.phase !== "starting") return;
  const { drained } = c;
  if (drained !== undefined) {
    const { size: players } = c.sessions;
    c.options.log.event("info", "engine_restored", { players, from: drained.owner });
    c.drained = undefined;
    c.call({ op: "put", key: snapshotKey(c), state: null }, (reply) => {
      // Its epochs are past: it would not be used again anyhow.
      if (!reply.ok) c.options.log.event("warn", "store_away", { reason: reply.reason });
    });
  }
  c.phase = "running";
  c.emit({ x: "ready" });
};
