/**
 * The Metrics port on prom-client, fed from the catalogue.
 *
 * Names and labels are checked when a series is first used; what is not in the catalogue is told
 * once and not counted. Counts and gauges are kept here, since they come many times a tick, and
 * handed to prom-client when somebody scrapes.
 */

import type { Labels, Metrics } from "@ambon/kernel/ports";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { METRICS } from "../metric-catalogue.ts";
import type { MetricSpec } from "../metric-spec.ts";
import { tellOnce } from "../tell-once.ts";

type Instrument = Counter | Gauge | Histogram;

/** promtool objects to gauges that end in `_total`. */
const UNLOVED = ["nodejs_active_handles", "nodejs_active_requests", "nodejs_active_resources"];

const make = (spec: MetricSpec, registry: Registry): Instrument => {
  const { name, help } = spec;
  const common = { name, help, labelNames: Object.keys(spec.labels ?? {}), registers: [registry] };
  if (spec.type === "counter") return new Counter(common);
  if (spec.type === "gauge") return new Gauge(common);
  return new Histogram({ ...common, buckets: [...(spec.buckets ?? [])] });
};

/** One combination of labels of one metric. */
interface Series {
  readonly instrument: Instrument;
  readonly labels: Labels;
  /** Counter: what was added since the last scrape. Gauge: the value. */
  value: number;
  /** Whether prom-client has not seen `value` yet. */
  waiting: boolean;
}

interface Known {
  readonly spec: MetricSpec;
  readonly instrument: Instrument;
  /** Of its labels. */
  readonly names: readonly string[];
  /** By labels; as many as the catalogue allows. */
  readonly series: Map<string, Series>;
}

const NO_LABELS: Labels = {};

/** The values in the catalogue's order; undefined with a label that it does not have. */
const keyOf = ({ names }: Known, labels: Labels): string | undefined => {
  for (const label in labels) if (!names.includes(label)) return undefined;
  const [first = ""] = names;
  let key = labels[first] ?? "";
  for (let index = 1; index < names.length; index += 1) {
    key += ` ${labels[names[index] as string] ?? ""}`;
  }
  return key;
};

export class PrometheusMetrics implements Metrics {
  readonly #registry = new Registry();
  readonly #known = new Map<string, Known>();
  readonly #defect: (what: string) => void;

  /** `onDefect` gets a sentence, once for each kind of mistake. */
  constructor(onDefect: (what: string) => void) {
    this.#defect = tellOnce(onDefect);
    collectDefaultMetrics({ register: this.#registry });
    for (const name of UNLOVED) {
      this.#registry.removeSingleMetric(name);
      this.#registry.removeSingleMetric(`${name}_total`);
    }
    for (const spec of METRICS) {
      const instrument = make(spec, this.#registry);
      const names = Object.keys(spec.labels ?? {});
      this.#known.set(spec.name, { spec, instrument, names, series: new Map() });
    }
  }

  count(name: string, amount = 1, labels: Labels = NO_LABELS): void {
    const series = this.#find(name, "counter", labels);
    if (series === undefined) return;
    if (!(amount >= 0)) return this.#defect(`${name} cannot go down`);
    series.value += amount;
    series.waiting = true;
  }

  gauge(name: string, value: number, labels: Labels = NO_LABELS): void {
    const series = this.#find(name, "gauge", labels);
    if (series === undefined) return;
    series.value = value;
    series.waiting = true;
  }

  observe(name: string, value: number, labels: Labels = NO_LABELS): void {
    const series = this.#find(name, "histogram", labels);
    if (series?.instrument instanceof Histogram) series.instrument.observe(labels, value);
  }

  /** The exposition text. */
  text(): Promise<string> {
    for (const { series } of this.#known.values()) for (const one of series.values()) hand(one);
    return this.#registry.metrics();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  #find(name: string, type: MetricSpec["type"], labels: Labels): Series | undefined {
    const known = this.#known.get(name);
    if (known?.spec.type !== type) {
      this.#defect(`${name} is no ${type} of the metric catalogue`);
      return undefined;
    }
    const key = labels === NO_LABELS ? "" : keyOf(known, labels);
    const series =
      key === undefined ? undefined : (known.series.get(key) ?? newSeries(known, key, labels));
    if (series === undefined) {
      this.#defect(`${name} with ${JSON.stringify(labels)} is not in the metric catalogue`);
    }
    return series;
  }
}

/** A series used for the first time; undefined with values beyond the catalogue. */
const newSeries = (
  { spec, instrument, series }: Known,
  key: string,
  labels: Labels,
): Series | undefined => {
  for (const [label, value] of Object.entries(labels)) {
    if (spec.labels?.[label]?.includes(value) !== true) return undefined;
  }
  const made = { instrument, labels: { ...labels }, value: 0, waiting: false };
  series.set(key, made);
  return made;
};

const hand = (series: Series): void => {
  const { instrument, labels, value, waiting } = series;
  if (!waiting) return;
  series.waiting = false;
  if (instrument instanceof Gauge) instrument.set(labels, value);
  else if (instrument instanceof Counter) {
    instrument.inc(labels, value);
    series.value = 0;
  }
};
