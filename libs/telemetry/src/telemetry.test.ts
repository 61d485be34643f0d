/** The catalogues against the code, both ways. */

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { jsonLog } from "./adapter/json-log.ts";
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

/** What stands between the brace before `start` and the one that closes it. */
const insideBraces = (start: number): string => {
  let depth = 1;
  let end = start;
  for (; depth > 0 && end < code.length; end += 1) {
    if ("{([".includes(code[end] ?? "")) depth += 1;
    if ("})]".includes(code[end] ?? "")) depth -= 1;
  }
  return code.slice(start, end - 1);
};

/** The keys of an object literal; of one that is spread into it nothing is known. */
const keysOf = (literal: string): readonly string[] => {
  let flat = literal;
  for (let inner = ""; inner !== flat; ) {
    inner = flat;
    flat = flat.replaceAll(/\{[^{}]*\}|\([^()]*\)|\[[^[\]]*\]/g, "");
  }
  const keys = flat.split(",").map((part) => part.split(":")[0]?.trim() ?? "");
  return keys.filter((key) => key !== "" && !key.startsWith("..."));
};

test("[TM2] every field that the code logs is one of its event's", () => {
  const strays: string[] = [];
  let seen = 0;
  for (const { 0: call, 1: name, index } of code.matchAll(/event\([^;{]*?"(\w+)",\s*\{/g)) {
    const fields = EVENTS.find((spec) => spec.name === name)?.fields ?? [];
    const keys = keysOf(insideBraces(index + call.length));
    seen += keys.length;
    strays.push(...keys.filter((key) => !fields.includes(key)).map((key) => `${name} ${key}`));
  }
  assert.deepEqual(strays, []);
  assert.ok(seen > 100, `${seen} fields are few: are calls still found?`);
});

test("[TM3] no metric can have more than a few series, and none is labelled with an id", () => {
  for (const { name, labels = {} } of METRICS) {
    const series = Object.values(labels).reduce((product, values) => product * values.length, 1);
    assert(series <= MAX_SERIES, `${name} has ${series} series`);
    for (const label of Object.keys(labels)) assert.doesNotMatch(label, /player|session|room|zone/);
  }
});

test("[TM4] a metric or a label value that is not in the catalogue is told once, and not counted", async () => {
  const told: string[] = [];
  const metrics = new PrometheusMetrics((what) => told.push(what));
  for (let time = 0; time < 2; time += 1) {
    metrics.count("made_up_total");
    metrics.gauge("gateway_lines_total", 3);
    metrics.count("gateway_lines_total", 1, { transport: "pigeon" });
    metrics.count("gateway_lines_total", 1, { colour: "red" });
    metrics.count("gateway_lines_total", -1, { transport: "telnet" });
  }
  assert.deepEqual(told, [
    "made_up_total is no counter of the metric catalogue",
    "gateway_lines_total is no gauge of the metric catalogue",
    'gateway_lines_total with {"transport":"pigeon"} is not in the metric catalogue',
    'gateway_lines_total with {"colour":"red"} is not in the metric catalogue',
    "gateway_lines_total cannot go down",
  ]);
  assert.doesNotMatch(await metrics.text(), /pigeon|colour=/);
});

test("[TM4] an event or a field that is not in the catalogue is told once, and the rest is written", () => {
  const lines: string[] = [];
  const log = jsonLog("gateway", "info", (line) => lines.push(line));
  for (let time = 0; time < 2; time += 1) {
    log.event("info", "made_up", { frames: 1 });
    log.event("warn", "link_lost", { engine: "e1", frames: 2, password: "swordfish" });
  }
  const written = lines.map((line) => ({ ...JSON.parse(line), time: undefined }));
  const common = { role: "gateway", time: undefined };
  const lost = { ...common, level: "warn", event: "link_lost", engine: "e1", frames: 2 };
  const defect = { ...common, level: "error", event: "telemetry_defect" };
  assert.deepEqual(written, [
    { ...defect, what: "made_up is not in the event catalogue" },
    { ...defect, what: "link_lost has no field password" },
    lost,
    lost,
  ]);
});

test("[TM5] what is scraped holds every metric of the catalogue", async () => {
  const metrics = new PrometheusMetrics(assert.fail);
  const text = await metrics.text();
  for (const { name } of METRICS) assert.match(text, new RegExp(`# TYPE ${name} `));
  assert.doesNotMatch(text, /nodejs_active_handles_total/);
});

test("[TM7] every scrape shows all that was counted until then, once", async () => {
  const metrics = new PrometheusMetrics(assert.fail);
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
});

test("[TM6] docs/telemetry.md is what the catalogues say", () => {
  assert.equal(readFileSync(join(ROOT, "docs/telemetry.md"), "utf8"), telemetryMarkdown());
});
