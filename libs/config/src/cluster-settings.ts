/** Settings of a cluster of engines: how they find each other, which zones should run where. */

import { type OriginFault, readOrigin } from "./origin.ts";

export interface ClusterSettings {
  /** `redis`: engines are found through Redis, beside those that AMBON_ENGINES names. */
  readonly registry: "static" | "redis";
  /** Templates, `@commons` among them, that this engine may run; undefined = all. */
  readonly zones: readonly string[] | undefined;
  /** Templates and the region in which each should run. */
  readonly zoneRegions: ReadonlyMap<string, string>;
  /** Scheme, host and port at which others reach this process; undefined = not said. */
  readonly advertiseUrl: string | undefined;
}

const ZONE = /^(@commons|[a-z0-9][a-z0-9_-]*)$/;
const REGION = /^[a-z0-9][a-z0-9-]{0,31}$/;
const NEEDS_REDIS =
  "AMBON_REGISTRY is redis, but there is no Redis: set AMBON_REDIS_URL to the one that engines " +
  "and gateways share.";
const FORM = "must be http://host:port, like http://10.0.0.5:5000";
const FAULTS: Readonly<Record<OriginFault, string>> = {
  form: FORM,
  more: `${FORM}, without a user or a path`,
  port: `${FORM}; the port is missing`,
};

/** Reads them by key without prefix; mistakes are added to `problems` as sentences. */
export const readCluster = (
  given: (key: string) => string | undefined,
  problems: string[],
): ClusterSettings => {
  const registry = given("REGISTRY") === "redis" ? "redis" : "static";
  if (registry === "redis" && given("REDIS_URL") === undefined) problems.push(NEEDS_REDIS);
  return {
    registry,
    zones: readZones(given("ZONES"), problems),
    zoneRegions: readRegions(given("ZONE_REGIONS"), problems),
    advertiseUrl: readAdvertised(given("ADVERTISE_URL"), problems),
  };
};

const readZones = (text: string | undefined, problems: string[]): readonly string[] | undefined => {
  if (text === undefined) return undefined;
  const named = text.split(",").map((part) => part.trim());
  const zones = [...new Set(named.filter((part) => part !== ""))];
  for (const zone of zones) {
    if (ZONE.test(zone)) continue;
    problems.push(`AMBON_ZONES: "${zone}" is no zone: name templates, like town, or @commons.`);
  }
  return zones;
};

const readRegions = (text: string | undefined, problems: string[]): ReadonlyMap<string, string> => {
  const regions = new Map<string, string>();
  const parts = (text ?? "").split(",").map((part) => part.trim());
  for (const part of parts.filter((one) => one !== "")) {
    const [zone = "", region = "", ...more] = part.split("=");
    if (!ZONE.test(zone) || !REGION.test(region) || more.length > 0) {
      problems.push(`AMBON_ZONE_REGIONS: "${part}" must be zone=region, like town=fra.`);
    } else if (regions.has(zone)) {
      problems.push(`AMBON_ZONE_REGIONS names ${zone} twice; a zone should run in one region.`);
    } else regions.set(zone, region);
  }
  return regions;
};

const readAdvertised = (text: string | undefined, problems: string[]): string | undefined => {
  if (text === undefined) return undefined;
  const origin = readOrigin(text);
  if (origin.ok) return origin.value;
  problems.push(`AMBON_ADVERTISE_URL ${FAULTS[origin.error]}.`);
  return undefined;
};
