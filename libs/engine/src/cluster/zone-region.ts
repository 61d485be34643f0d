/** Where zones should run: the operator's wish, which every engine is told alike. */

import { templateOf, type ZoneId } from "@ambon/kernel/ids";
import type { Cluster } from "./cluster.ts";

/** Whether an engine of this region is as good as any for the zone; without a wish every one is. */
export const suitsRegion = ({ options }: Cluster, zone: ZoneId, region: string): boolean =>
  (options.zoneRegions?.get(templateOf(zone)) ?? region) === region;
