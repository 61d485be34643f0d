/** What operators see of an engine that is one of several. */

import type { ZoneId } from "@ambon/kernel/ids";
import type { Cluster } from "./cluster.ts";
import { playersAt } from "./directory.ts";

export interface ClusterStatus {
  /** It gives its zones away and takes none. */
  readonly isDraining: boolean;
  /** Zones of this engine that are on their way to another one. */
  readonly moving: readonly ZoneId[];
  /** Players who are being claimed for an offer of another engine. */
  readonly comingIn: number;
  /** The others that are linked, with what they run. */
  readonly engines: readonly {
    readonly engine: string;
    readonly zones: readonly ZoneId[];
    readonly players: number;
  }[];
}

export const clusterStatus = ({
  isDraining,
  moving,
  comingIn,
  directory,
}: Cluster): ClusterStatus => ({
  isDraining,
  moving: [...moving.keys()],
  comingIn: comingIn.size,
  engines: [...directory.peers()].map((peer) => {
    const { engine, zones } = peer;
    return { engine, zones: [...zones.keys()], players: playersAt(peer) };
  }),
});
