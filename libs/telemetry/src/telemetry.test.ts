/** The catalogues against the code, both ways. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { PrometheusMetrics } from "./adapter/prometheus.ts";
import { telemetryMarkdown } from "./docs.ts";
import { EVENTS } from "./event-catalogue.ts";
import { METRICS } from "./metric-catalogue.ts";

const ROOT = join(import.meta.dirname, "../../..");
const MAX_SERIES = 50;

const sources = (directory: string): string[] =>
  readdirSync(directory, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
    .filter((path) => !/node_modules|(?:^|\/)telemetry\//.test(path))
    .map((path) => readFileSync(join(directory, path), "utf8"));

const code = [...sources(join(ROOT, "libs")), ...sources(join(ROOT, "apps"))].join("\n");

test("[TM1] every metric and event of the catalogues is used by the code", () => {
  const unused = [...METRICS, ...EVENTS].filter(({ name }) => !code.includes(`"${name}"`));
  assert.deepEqual(
    unused.map(({ name }) => name),
    [],
  );
});

test("[TM2] every metric and event that the code names is in the catalogues", () => {
  const metrics = new Set(METRICS.map(({ name }) => name));
  const named = code.matchAll(/(?:count|gauge|observe)\(\s*"([a-z_]+)"/g);
  for (const [, name] of named) assert(metrics.has(name ?? ""), `metric ${name}`);
  const events = new Set(EVENTS.map(({ name }) => name));
  const logged = code.matchAll(/\.event\([^;]*?"(?:debug|info|warn|error)",\s*"([a-zA-Z_.]+)"/g);
  for (const [, name] of logged) assert(events.has(name ?? ""), `event ${name}`);
});

test("[TM3] no metric can have more than a few series, and none is labelled with an id", () => {
  for (const { name, labels = {} } of METRICS) {
    const series = Object.values(labels).reduce((product, values) => product * values.length, 1);
    assert(series <= MAX_SERIES, `${name} has ${series} series`);
    for (const label of Object.keys(labels)) assert.doesNotMatch(label, /player|session|room|zone/);
  }
});

test("[TM4] a name or a label value that is not in the catalogue is refused", () => {
  const metrics = new PrometheusMetrics();
  assert.throws(() => metrics.count("made_up_total"), /not in the metric catalogue/);
  const strange = { transport: "pigeon" };
  assert.throws(() => metrics.count("gateway_lines_total", 1, strange), /not in the catalogue/);
});

test("[TM5] what is scraped holds every metric of the catalogue", async () => {
  const metrics = new PrometheusMetrics();
  const text = await metrics.text();
  for (const { name } of METRICS) assert.match(text, new RegExp(`# TYPE ${name} `));
  assert.doesNotMatch(text, /nodejs_active_handles_total/);
});

test("[TM7] every scrape shows all that was counted until then, once", async () => {
  const metrics = new PrometheusMetrics();
  metrics.count("gateway_lines_total", 2, { transport: "telnet" });
  metrics.count("gateway_lines_total", 3, { transport: "telnet" });
  metrics.count("gateway_lines_total", 1, { transport: "websocket" });
  metrics.gauge("engine_players", 7);
  metrics.gauge("engine_players", 4);
  for (const more of [0, 10]) {
    metrics.count("gateway_lines_total", more, { transport: "telnet" });
    const text = await metrics.text();
    assert.match(text, new RegExp(`^gateway_lines_total{transport="telnet"} ${5 + more}$`, "m"));
    assert.match(text, /^gateway_lines_total\{transport="websocket"\} 1$/m);
    assert.match(text, /^engine_players 4$/m);
  }
  assert.throws(() => metrics.count("engine_players"), /no counter/);
  assert.throws(() => metrics.count("engine_ticks_total", -1), /cannot go down/);
});

test("[TM6] docs/telemetry.md is what the catalogues say", () => {
  assert.equal(readFileSync(join(ROOT, "docs/telemetry.md"), "utf8"), telemetryMarkdown());
});
