/**
 * Whether this engine is one of several, and what follows from it. It is when AMBON_ENGINES names
 * another one, or when engines find each other through Redis. Then zones are leased in Postgres,
 * which alone decides who runs them (DESIGN §2.4, §12).
 */

import type { Config } from "@ambon/config/load";
import type { ClusterOptions } from "@ambon/engine/cluster/cluster";
import { suggest } from "@ambon/kernel/did-you-mean";
import { type ZoneId, zoneId } from "@ambon/kernel/ids";
import { OperatorError } from "@ambon/kernel/operator-error";
import type { WorldDefinition } from "@ambon/world/definition";

/** So long a zone is granted; others take it over when it was not renewed. */
export const LEASE_MS = 10_000;
const COMMONS = "@commons";

/** An engine and where it is dialed; "" over Redis. */
type EngineAddress = Config["engines"][number];

export interface ClusterPlan extends ClusterOptions {
  /** Those that AMBON_ENGINES names, but for this one. */
  readonly others: readonly EngineAddress[];
}

/** Undefined: it is alone. Throws OperatorError for what is missing, or makes no sense alone. */
export const clusterPlan = (config: Config): ClusterPlan | undefined => {
  const { engineId, engines, registry, databaseUrl, zones, bus, region, zoneRegions } = config;
  const others = engines.filter(({ id }) => id !== engineId);
  const why =
    registry === "redis" ? "AMBON_REGISTRY is redis" : `AMBON_ENGINES names ${others[0]?.id}`;
  if (registry === "static" && others.length === 0) {
    if (zones !== undefined) throw new OperatorError(ALONE_WITH_ZONES);
    return undefined;
  }
  if (databaseUrl === undefined) throw new OperatorError(noDatabase(why));
  const url = config.advertiseUrl ?? (bus.via === "redis" ? "" : undefined);
  if (url === undefined) throw new OperatorError(noAddress(why));
  const expected = others.map(({ id }) => id);
  const findsOthers = registry === "redis";
  return { url, region, zoneRegions, leaseMs: LEASE_MS, expected, findsOthers, others };
};

const ALONE_WITH_ZONES =
  "AMBON_ZONES is set, but this engine is the only one, and nobody would run the other zones. " +
  "Name the other engines in AMBON_ENGINES, or leave AMBON_ZONES out.";

const noDatabase = (why: string): string =>
  `${why}, so this engine is one of several, but AMBON_DATABASE_URL is not set: engines share ` +
  "their zones and characters through Postgres, and two with files of their own would be two " +
  "games. Set it to the database of all engines, or name no other engine.";

const noAddress = (why: string): string =>
  `${why}, so this engine is one of several, but AMBON_ADVERTISE_URL is not set: gateways are ` +
  "sent here with it. Set it to where they and other engines reach AMBON_LINK_PORT, like " +
  "http://10.0.0.5:5000.";

/** The zones that may be run here. Throws OperatorError for names that the world does not know. */
export const hostedZones = (
  world: WorldDefinition,
  { zones: pinned, zoneRegions }: Pick<Config, "zones" | "zoneRegions">,
): readonly ZoneId[] => {
  const known = [...world.zones.keys(), COMMONS];
  mustBeZones(known, "AMBON_ZONES", pinned ?? []);
  mustBeZones(known, "AMBON_ZONE_REGIONS", [...zoneRegions.keys()]);
  return (pinned ?? known).map((id) => zoneId(id, 1));
};

const mustBeZones = (known: readonly string[], key: string, named: readonly string[]): void => {
  const zone = named.find((one) => !known.includes(one));
  if (zone === undefined) return;
  const near = suggest(zone, known, 1)[0];
  const hint = near === undefined ? `It has ${known.join(", ")}.` : `Did you mean ${near}?`;
  throw new OperatorError(`${key} names ${zone}, but the world has no such zone. ${hint}`);
};
