/**
 * Emptying an engine: zone by zone to an engine that may run it, in the region where it should be
 * if there is one, and of those to the one that runs the fewest. Pins limit what engines take by
 * themselves, and a drain is an order: a zone that no linked engine may run goes to another one all
 * the same, and the log says so. One after the other, so that only
 * one zone at a time stands still. A zone that turned back is tried again. Nobody is put out, and
 * the process goes on until it is stopped.
 */

import type { ZoneId } from "@ambon/kernel/ids";
import type { EngineContext } from "../context.ts";
import type { Cluster } from "./cluster.ts";
import { knownEngines, nearFirst } from "./known-engines.ts";
import type { Candidate } from "./zone-claims.ts";
import { beginMove } from "./zone-move-out.ts";

/** How often it is looked whether the next zone can go. */
const LOOK_MS = 100;

/** A sentence when it cannot begin. */
export const moveZone = (c: EngineContext, zone: ZoneId, engine: string): string | undefined =>
  c.cluster === null ? "There are no other engines." : beginMove(c, c.cluster, zone, engine);

export const drainZones = (c: EngineContext): void => {
  const { cluster } = c;
  if (cluster === null || cluster.isDraining) return;
  cluster.isDraining = true;
  c.options.log.event("info", "zones_draining", { zones: c.zones.size });
  next(c, cluster);
};

const next = (c: EngineContext, cluster: Cluster): void => {
  if (c.phase === "starting") return c.later(LOOK_MS, () => next(c, cluster));
  if (c.phase !== "running") return;
  const [slot] = c.zones.all();
  if (slot === undefined) {
    c.options.log.event("info", "zones_drained");
    return;
  }
  const engine = bestFor(c, cluster, slot.id);
  if (cluster.moving.size === 0 && engine !== undefined) beginMove(c, cluster, slot.id, engine);
  c.later(LOOK_MS, () => next(c, cluster));
};

const bestFor = (c: EngineContext, cluster: Cluster, zone: ZoneId): string | undefined => {
  const near = nearFirst(zone);
  const [, ...others] = knownEngines(c, cluster);
  const pinned = (one: Candidate): number => (one.mayRun(zone) ? 0 : 1);
  others.sort((a, b) => pinned(a) - pinned(b) || near(a, b) || a.load - b.load);
  return others[0]?.engine;
};
