/** Where zones should run: the operator's wish, which every engine is told alike. */

import { templateOf, type ZoneId } from "@ambon/kernel/ids";
import type { Cluster } from "./cluster.ts";

/** Whether the zone is wished for in this region; a zone without a wish suits every region. */
export const suitsRegion = ({ options }: Cluster, zone: ZoneId, region: string): boolean =>
  (options.zoneRegions?.get(templateOf(zone)) ?? region) === region;
