/** What the others are told of us: everything on a new link, then what has changed, once a tick. */

import { type PlayerId, templateOf } from "@ambon/kernel/ids";
import type { EngineContext } from "../context.ts";
import { isOpen } from "../zone-table.ts";
import type { Cluster } from "./cluster.ts";
import type { PeerFrame, RosterLine, ZoneLine } from "./peer-frame.ts";

/** How often a changed population is told; zones that come, go, open or close at once. */
const POPULATION_EVERY_MS = 1000;

/** At the end of a tick. */
export const tellPeers = (c: EngineContext): void => {
  const { cluster } = c;
  if (cluster === null) return;
  tellZones(c, cluster);
  tellRoster(c, cluster);
  cluster.flush((engine, frames) => c.emit({ x: "peers", engine, frames }));
};

export const everything = (c: EngineContext, cluster: Cluster): PeerFrame => ({
  p: "all",
  owner: c.owner,
  url: cluster.options.url,
  region: cluster.options.region ?? "",
  templates: [...new Set(c.options.hosted.map(templateOf))],
  takesZones: !cluster.isDraining,
  zones: zoneLines(c),
  roster: [...c.roster.ids()].flatMap((id) => rosterLine(c, id) ?? []),
});

const zoneLines = (c: EngineContext): readonly ZoneLine[] =>
  [...c.zones.all()].map((slot) => {
    const { id, epoch, population } = slot;
    return { id, epoch, population, isOpen: isOpen(slot) };
  });

const rosterLine = (c: EngineContext, id: PlayerId): RosterLine | undefined => {
  const known = c.roster.where(id);
  return known === undefined ? undefined : { id, zone: known.zone.id, entry: known.entry };
};

const tellZones = (c: EngineContext, cluster: Cluster): void => {
  const zones = zoneLines(c);
  const told = cluster.toldZones;
  const takesZones = !cluster.isDraining;
  const sameZones =
    takesZones === cluster.toldTakes &&
    zones.length === told.length &&
    zones.every(({ id, epoch, isOpen: open }, at) => {
      const line = told[at];
      return id === line?.id && epoch === line.epoch && open === line.isOpen;
    });
  if (sameZones) {
    if (c.nowMs - cluster.toldZonesAtMs < POPULATION_EVERY_MS) return;
    if (zones.every(({ population }, at) => population === told[at]?.population)) return;
  }
  cluster.toldZones = zones;
  cluster.toldTakes = takesZones;
  cluster.toldZonesAtMs = c.nowMs;
  cluster.sendAll({ p: "zones", zones, takesZones });
};

const tellRoster = (c: EngineContext, cluster: Cluster): void => {
  if (cluster.rosterChanges.size === 0) return;
  const here: RosterLine[] = [];
  const gone: PlayerId[] = [];
  for (const id of cluster.rosterChanges) {
    const line = rosterLine(c, id);
    if (line === undefined) gone.push(id);
    else here.push(line);
  }
  cluster.rosterChanges.clear();
  cluster.sendAll({ p: "roster", here, gone });
};
