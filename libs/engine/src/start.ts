/** Claiming the zones this engine runs: at start, and again each second while one is missing. */

import { SOURCE } from "@ambon/game/input";
import { hash32 } from "@ambon/kernel/hash";
import type { ZoneId } from "@ambon/kernel/ids";
import { ok, type Result } from "@ambon/kernel/result";
import type { AggregateRow } from "@ambon/persistence/store";
import { claimRow } from "./claim-row.ts";
import type { EngineContext } from "./context.ts";
import { ZoneRecording } from "./record-zone.ts";
import type { ZoneStart } from "./running-zone.ts";
import { isCommons } from "./zone-table.ts";

const CLAIM_AGAIN_MS = 1000;
/** What a zone's row holds before the zone was first stored. */
const NEVER_STORED = "{}";

export const startZones = (c: EngineContext): void => {
  for (const zone of c.options.hosted) {
    c.unclaimed.add(zone);
    claimZone(c, zone);
  }
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
  c.savings.track(row);
  const seed = hash32(`${c.options.seed}/${zone}/${row.epoch}`);
  const fresh: ZoneStart = { zone, epoch: row.epoch, seed, nowMs: c.nowMs };
  const stored = row.state === NEVER_STORED ? ok(undefined) : read(c, row.state);
  if (!stored.ok) return refuse(c, zone, row, stored.error);
  const start = stored.value === undefined ? fresh : { ...fresh, stored: stored.value };
  const running = c.options.zones(start);
  const { contentHash } = c.options.world();
  const recording =
    recordings === null ? null : new ZoneRecording(recordings, zone, seed, contentHash);
  if (recording !== null) c.emit({ x: "record", zone, chunk: recording.begin(running) });
  const slot = c.zones.add(zone, running, recording);
  // The first step tells what populating it made dirty.
  c.zones.wake(slot);
  if (!c.classAccepted) c.input(slot, SOURCE.admin, "engine", { i: "store", available: false });
  c.options.log.event("info", "zone_started", { zone, epoch: row.epoch });
  c.unclaimed.delete(zone);
  if (c.unclaimed.size > 0 || c.phase !== "starting") return;
  c.phase = "running";
  c.emit({ x: "ready" });
};
