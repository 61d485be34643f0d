/** What operators see of an engine that is one of several. */

import { templateOf, type ZoneId } from "@ambon/kernel/ids";
import type { EngineContext } from "../context.ts";
import type { Cluster } from "./cluster.ts";
import { playersAt } from "./directory.ts";
import { mayRun } from "./known-engines.ts";

export interface ClusterStatus {
  /** It gives its zones away and takes none. */
  readonly isDraining: boolean;
  /** Zones of this engine that are on their way to another one. */
  readonly moving: readonly ZoneId[];
  /** Zones that run here by an order, though AMBON_ZONES leaves them out. */
  readonly outsidePins: readonly ZoneId[];
  /** Players who are being claimed for an offer of another engine. */
  readonly comingIn: number;
  /** The others that are linked, with what they run. */
  readonly engines: readonly {
    readonly engine: string;
    /** Its run, as rows name it. */
    readonly owner: string;
    readonly zones: readonly ZoneId[];
    readonly players: number;
    /** False when it gives its own away. */
    readonly takesZones: boolean;
    /** Templates: what it takes by itself. */
    readonly mayRun: readonly string[];
  }[];
}

export const clusterStatus = (
  c: EngineContext,
  { isDraining, moving, comingIn, directory }: Cluster,
): ClusterStatus => ({
  isDraining,
  moving: [...moving.keys()],
  outsidePins: [...c.zones.all()].map(({ id }) => id).filter((id) => !mayRun(c, templateOf(id))),
  comingIn: comingIn.size,
  engines: [...directory.peers()].map((peer) => {
    const { engine, owner, takesZones, zones, templates } = peer;
    const players = playersAt(peer);
    return {
      engine,
      owner,
      zones: [...zones.keys()],
      players,
      takesZones,
      mayRun: [...templates],
    };
  }),
});
