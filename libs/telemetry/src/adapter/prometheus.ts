/** The Metrics port on prom-client, fed from the catalogue. */

import { AssertionError } from "@ambon/kernel/assert";
import type { Labels, Metrics } from "@ambon/kernel/ports";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { METRICS, type MetricSpec } from "../metric-catalogue.ts";

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

export class PrometheusMetrics implements Metrics {
  readonly #registry = new Registry();
  readonly #instruments = new Map<string, { spec: MetricSpec; instrument: Instrument }>();

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
    for (const name of UNLOVED) {
      this.#registry.removeSingleMetric(name);
      this.#registry.removeSingleMetric(`${name}_total`);
    }
    for (const spec of METRICS) {
      this.#instruments.set(spec.name, { spec, instrument: make(spec, this.#registry) });
    }
  }

  count(name: string, amount = 1, labels: Labels = {}): void {
    const instrument = this.#find(name, labels);
    if (!(instrument instanceof Counter)) throw new AssertionError(`${name} is no counter`);
    instrument.inc(labels, amount);
  }

  gauge(name: string, value: number, labels: Labels = {}): void {
    const instrument = this.#find(name, labels);
    if (!(instrument instanceof Gauge)) throw new AssertionError(`${name} is no gauge`);
    instrument.set(labels, value);
  }

  observe(name: string, value: number, labels: Labels = {}): void {
    const instrument = this.#find(name, labels);
    if (!(instrument instanceof Histogram)) throw new AssertionError(`${name} is no histogram`);
    instrument.observe(labels, value);
  }

  /** The exposition text. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  #find(name: string, labels: Labels): Instrument {
    const known = this.#instruments.get(name);
    if (known === undefined) throw new AssertionError(`${name} is not in the metric catalogue`);
    for (const label of Object.keys(labels)) {
      if (known.spec.labels?.[label]?.includes(labels[label] ?? "") !== true) {
        throw new AssertionError(`${name}{${label}="${labels[label]}"} is not in the catalogue`);
      }
    }
    return known.instrument;
  }
}
