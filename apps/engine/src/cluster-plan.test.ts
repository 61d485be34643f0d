// Goal: an engine knows whether it is one of several, and says what it lacks then.

import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { loadConfig } from "@ambon/config/load";
import { readContent } from "@ambon/world/adapter/read-content";
import type { WorldDefinition } from "@ambon/world/definition";
import { isLoaded, loadWorld } from "@ambon/world/load-world";
import { type ClusterPlan, clusterPlan, hostedZones } from "./cluster-plan.ts";

const OTHERS = "engine-1=http://127.0.0.1:1,engine-2=http://127.0.0.1:2";
const DATABASE = "postgres://127.0.0.1/game";

const planOf = (env: Readonly<Record<string, string>>): ClusterPlan | undefined => {
  const named = Object.entries(env).map(([key, value]) => [`AMBON_${key}`, value]);
  const given = { env: Object.fromEntries(named), file: undefined, fileName: "ambon.yaml" };
  const config = loadConfig(given);
  assert.ok(config.ok, JSON.stringify(config));
  return clusterPlan(config.value);
};

test("[EP1] an engine is alone unless another one is named, or engines find each other", () => {
  assert.equal(planOf({}), undefined);
  assert.equal(planOf({ DATABASE_URL: DATABASE }), undefined);
  assert.equal(planOf({ ENGINES: "engine-1=http://127.0.0.1:1" }), undefined);
});

test("[EP1] one of several knows the others, and where it is reached", () => {
  const url = "http://10.0.0.5:5000";
  const plan = planOf({ ENGINES: OTHERS, DATABASE_URL: DATABASE, ADVERTISE_URL: url });
  assert.deepEqual(plan, {
    url,
    region: "local",
    zoneRegions: new Map(),
    leaseMs: 10_000,
    expected: ["engine-2"],
    findsOthers: false,
    others: [{ id: "engine-2", url: "http://127.0.0.1:2" }],
  });
});

test("[EP1] over Redis an engine is reached by its name", () => {
  const redis = { REDIS_URL: "redis://127.0.0.1", BUS: "redis", SECRET: "a long enough secret" };
  const plan = planOf({ ...redis, ENGINES: "engine-1,engine-2", DATABASE_URL: DATABASE });
  assert.deepEqual(plan?.others, [{ id: "engine-2", url: "" }]);
});

const REDIS = { REGISTRY: "redis", REDIS_URL: "redis://127.0.0.1" };

test("[CL16] with the registry others may come that were not named", () => {
  const plan = planOf({ ...REDIS, DATABASE_URL: DATABASE, ADVERTISE_URL: "http://10.0.0.5:5000" });
  assert.deepEqual([plan?.findsOthers, plan?.expected], [true, []]);
});

for (const [what, env, said] of [
  ["a second engine without Postgres", { ENGINES: OTHERS }, /names engine-2.*AMBON_DATABASE_URL/],
  ["a registry without Postgres", REDIS, /AMBON_REGISTRY is redis.*AMBON_DATABASE_URL/],
  [
    "a second engine without an address",
    { ENGINES: OTHERS, DATABASE_URL: DATABASE },
    /AMBON_ADVERTISE_URL is not set/,
  ],
  ["zones for one that is alone", { ZONES: "town" }, /Name the other engines in AMBON_ENGINES/],
] as const) {
  test(`[EP1] ${what} is refused with a sentence that says what to set`, () => {
    assert.throws(() => planOf(env), { name: "OperatorError", message: said });
  });
}

const RING = join(import.meta.dirname, "..", "..", "..", "tests", "fixtures", "tally-ring");

const world = (): WorldDefinition => {
  const loaded = loadWorld(readContent(RING));
  assert.ok(isLoaded(loaded));
  return loaded.world;
};

const hosted = (zones?: readonly string[], regions: readonly (readonly [string, string])[] = []) =>
  hostedZones(world(), { zones, zoneRegions: new Map(regions) });

test("[EP2] without pins every zone may be run, and the documents; with them only those", () => {
  const all = ["dawn#1", "midnight#1", "noon#1", "@commons#1"];
  assert.deepEqual([...hosted()].sort(), all.sort());
  assert.deepEqual(hosted(["noon", "@commons"]), ["noon#1", "@commons#1"]);
});

test("[EP2] a pinned zone that the world does not have is refused by name", () => {
  assert.throws(() => hosted(["noom"]), /AMBON_ZONES names noom.*Did you mean noon\?/);
  assert.throws(() => hosted(["xyzzy"]), /It has .*@commons/);
  assert.throws(() => hosted(undefined, [["dusk", "fra"]]), /AMBON_ZONE_REGIONS names dusk/);
});
