/**
 * The engines that a zone can run at, as far as is known: what each may run, where it is, and how
 * busy it is. Claims, orders to start an instance, and drains choose among them, each in its way.
 */

import { templateOf, type ZoneId } from "@ambon/kernel/ids";
import type { EngineContext } from "../context.ts";
import type { Cluster } from "./cluster.ts";
import { playersAt } from "./directory.ts";
import type { Candidate } from "./zone-claims.ts";
import { suitsRegion } from "./zone-region.ts";

export interface KnownEngine extends Candidate {
  readonly players: number;
}

/** This engine may run instances of the zones that it may run. */
export const mayRun = ({ options }: EngineContext, template: string): boolean =>
  options.hosted.some((zone) => templateOf(zone) === template);

/** This one first, then the others that take zones by their names. */
export const knownEngines = (c: EngineContext, cluster: Cluster): readonly KnownEngine[] => {
  const me = {
    engine: c.options.engine,
    load: c.zones.size,
    players: c.roster.size,
    mayRun: (zone: ZoneId) => mayRun(c, templateOf(zone)),
    isNear: (zone: ZoneId) => suitsRegion(cluster, zone, cluster.options.region ?? ""),
  };
  const others = [...cluster.directory.peers()]
    .filter(({ takesZones }) => takesZones)
    .sort((a, b) => (a.engine < b.engine ? -1 : 1))
    .map((peer) => ({
      engine: peer.engine,
      load: peer.zones.size,
      players: playersAt(peer),
      mayRun: (zone: ZoneId) => peer.templates.has(templateOf(zone)),
      isNear: (zone: ZoneId) => suitsRegion(cluster, zone, peer.region),
    }));
  return [me, ...others];
};

/** For sorting: engines of the region where the zone should run come before all others. */
export const nearFirst =
  (zone: ZoneId) =>
  (a: Candidate, b: Candidate): number =>
    Number(b.isNear(zone)) - Number(a.isNear(zone));
