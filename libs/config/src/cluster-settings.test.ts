// Goal: settings of a cluster are read, and mistakes in them are told with what to set.

import assert from "node:assert/strict";
import { test } from "node:test";
import { type ClusterSettings, readCluster } from "./cluster-settings.ts";

const read = (
  given: Readonly<Record<string, string>>,
): { settings: ClusterSettings; problems: string[] } => {
  const problems: string[] = [];
  return { settings: readCluster((key) => given[key], problems), problems };
};

test("[CF21] without settings all zones may be run and engines are those that are named", () => {
  const { settings, problems } = read({});
  assert.deepEqual(settings, {
    registry: "static",
    zones: undefined,
    zoneRegions: new Map(),
    advertiseUrl: undefined,
  });
  assert.deepEqual(problems, []);
});

test("[CF21] zones are names of templates, each once, and @commons", () => {
  assert.deepEqual(read({ ZONES: "town, moor,town,@commons," }).settings.zones, [
    "town",
    "moor",
    "@commons",
  ]);
  const { problems } = read({ ZONES: "town#1,@mail" });
  assert.equal(problems.length, 2);
  assert.match(problems[0] ?? "", /"town#1" is no zone/);
});

test("[CF21] regions of zones are pairs, one for each zone", () => {
  const { settings, problems } = read({ ZONE_REGIONS: "town=fra, @commons=iad," });
  assert.deepEqual([...settings.zoneRegions], Object.entries({ town: "fra", "@commons": "iad" }));
  assert.deepEqual(problems, []);
  const wrong = read({ ZONE_REGIONS: "town,moor=,=fra,keep=a=b,hill=FRA,town=fra,town=iad" });
  assert.equal(wrong.problems.length, 6);
  assert.match(wrong.problems[0] ?? "", /"town" must be zone=region, like town=fra/);
  assert.match(wrong.problems[5] ?? "", /names town twice/);
});

test("[CF21] a registry in Redis needs a Redis", () => {
  assert.match(read({ REGISTRY: "redis" }).problems[0] ?? "", /set AMBON_REDIS_URL/);
  const given = { REGISTRY: "redis", REDIS_URL: "redis://127.0.0.1" };
  assert.deepEqual([read(given).settings.registry, read(given).problems], ["redis", []]);
});

test("[CF21] the advertised address is scheme, host and port", () => {
  const of = (url: string) => read({ ADVERTISE_URL: url });
  assert.equal(of("http://engine:5000/").settings.advertiseUrl, "http://engine:5000");
  assert.match(of("http://engine").problems[0] ?? "", /the port is missing/);
  assert.match(of("http://engine:5000/x").problems[0] ?? "", /without a user or a path/);
});
