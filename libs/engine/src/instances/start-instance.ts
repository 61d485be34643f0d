/**
 * Starting another instance of a zone: the lowest number that is free, at the engine with the
 * fewest players. The order to another engine may be lost or come twice: it is given again, and
 * means nothing to an engine that has the instance already.
 */

import { instanceOf, templateOf, type ZoneId, zoneId } from "@ambon/kernel/ids";
import type { Cluster } from "../cluster/cluster.ts";
import { takeZone } from "../cluster/keep-zones.ts";
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
  const engine = idlest(c, template);
  c.instances.order(zone, c.nowMs);
  c.instances.changed(template, c.nowMs);
  const where = engine ?? c.options.engine;
  c.options.log.event("info", "instance_ordered", { zone, engine: where });
  c.options.metrics.count("zone_instance_changes_total", 1, { change: "started" });
  if (engine === undefined) startHere(c, zone);
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

/** Undefined = this one. */
const idlest = (c: EngineContext, template: string): string | undefined => {
  const { cluster } = c;
  if (cluster === null) return undefined;
  const me = { engine: undefined, players: c.roster.size, zones: c.zones.size };
  const peers = [...cluster.directory.peers()]
    .filter(({ takesZones, templates }) => takesZones && templates.has(template))
    .map(({ engine, zones }) => {
      const players = [...zones.values()].reduce((sum, { population }) => sum + population, 0);
      return { engine, players, zones: zones.size };
    })
    .sort((a, b) => a.players - b.players || a.zones - b.zones || (a.engine < b.engine ? -1 : 1));
  const [other] = peers;
  if (other === undefined) return undefined;
  const isIdler = other.players - me.players || other.zones - me.zones;
  return isIdler < 0 ? other.engine : undefined;
};

/** This engine may run instances of the zones that it may run. */
export const mayRun = ({ options }: EngineContext, template: string): boolean =>
  options.hosted.some((zone) => templateOf(zone) === template);

const startHere = (c: EngineContext, zone: ZoneId): void => {
  if (c.zones.get(zone) !== undefined) return;
  if (c.cluster === null) return claimZone(c, zone);
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
