/**
 * Starting another instance of a zone: the lowest number that is free, at the engine with the
 * fewest players, of those in the region where the zone should run if there are any. The order to
 * another engine may be lost or come twice: it is given again, and means nothing to an engine that
 * has the instance already.
 */

import { instanceOf, templateOf, type ZoneId, zoneId } from "@ambon/kernel/ids";
import type { Cluster } from "../cluster/cluster.ts";
import { takeZone } from "../cluster/keep-zones.ts";
import { knownEngines, mayRun, nearFirst } from "../cluster/known-engines.ts";
import type { EngineContext } from "../context.ts";
import { claimZone } from "../start.ts";
import { INSTANCES_MAX, type Instance } from "./instance.ts";

/** Called by the engine that runs the first one. False when there are as many as there may be. */
export const startAnother = (
  c: EngineContext,
  template: string,
  running: readonly Instance[],
): boolean => {
  const number = lowestFree(c, template, running);
  if (number > INSTANCES_MAX) return false;
  const zone = zoneId(template, number);
  const engine = idlest(c, zone);
  c.instances.order(zone, c.nowMs);
  c.instances.changed(template, c.nowMs);
  c.options.log.event("info", "instance_ordered", { zone, engine });
  c.options.metrics.count("zone_instance_changes_total", 1, { change: "started" });
  if (engine === c.options.engine) startHere(c, zone);
  else c.cluster?.send(engine, { p: "start", zone });
  return true;
};

const lowestFree = (c: EngineContext, template: string, running: readonly Instance[]): number => {
  let number = 2;
  const isTaken = (): boolean =>
    c.instances.isWanted(zoneId(template, number)) || running.some((one) => one.number === number);
  while (isTaken()) number += 1;
  return number;
};

/** This one when nobody is known that may run it: somebody must. */
const idlest = (c: EngineContext, zone: ZoneId): string => {
  const known = c.cluster === null ? [] : knownEngines(c, c.cluster);
  const near = nearFirst(zone);
  const [best] = known
    .filter((one) => one.mayRun(zone))
    .sort((a, b) => near(a, b) || a.players - b.players || a.load - b.load);
  return best?.engine ?? c.options.engine;
};

const startHere = (c: EngineContext, zone: ZoneId): void => {
  if (c.zones.get(zone) !== undefined) return;
  if (c.cluster === null) {
    // Ordered again while the store is away: a second claim would start a zone that runs.
    if (c.unclaimed.has(zone)) return;
    c.unclaimed.add(zone);
    return claimZone(c, zone);
  }
  if (c.cluster.claims.isAskingFor(zone)) return;
  c.cluster.claims.asked(zone);
  takeZone(c, c.cluster, zone, null);
};

/** The order of another engine. */
export const takeStartOrder = (c: EngineContext, cluster: Cluster, zone: ZoneId): void => {
  const mayStart = c.isServing && !cluster.isDraining && mayRun(c, templateOf(zone));
  const number = instanceOf(zone);
  const isElsewhere = cluster.directory.zone(zone) !== undefined;
  if (mayStart && number > 1 && number <= INSTANCES_MAX && !isElsewhere) startHere(c, zone);
};
