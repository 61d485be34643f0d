/** The instances of a zone that run, here and at other engines, as far as is known. */

import { instanceOf, templateOf, type ZoneId } from "@ambon/kernel/ids";
import type { EngineContext } from "../context.ts";
import { isOpen } from "../zone-table.ts";
import type { Instance } from "./instance.ts";

/** In order of their numbers. */
export const runningInstances = (c: EngineContext, template: string): readonly Instance[] => {
  const here = [...c.zones.all()]
    .filter(({ id }) => templateOf(id) === template)
    .map((slot): Instance => {
      const { id: zone, population } = slot;
      const number = instanceOf(zone);
      return { zone, number, engine: undefined, population, isOpen: isOpen(slot) };
    });
  const there = (c.cluster?.directory.instances(template) ?? [])
    .filter(({ line }) => c.zones.get(line.id) === undefined)
    .map(({ engine, line }): Instance => {
      const { id: zone, isOpen: open } = line;
      const population = line.population + onTheWay(c, zone);
      return { zone, number: instanceOf(zone), engine, population, isOpen: open };
    });
  return [...here, ...there].sort((a, b) => a.number - b.number);
};

/** Whoever is handed off there just now is not in the other engine's numbers yet. */
const onTheWay = (c: EngineContext, zone: ZoneId): number => {
  let count = 0;
  for (const { offer } of c.cluster?.leaving.values() ?? []) if (offer.zone === zone) count += 1;
  return count;
};

/** Players that one instance of this zone is meant for. */
export const capacityOf = (c: EngineContext, template: string): number =>
  c.options.world().zones.get(template)?.capacity ?? c.options.limits.ZONE_PLAYERS;
