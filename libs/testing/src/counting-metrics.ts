/** Metrics that a test reads: values by name and labels, as `name label label`. */

import type { Labels, Metrics } from "@ambon/kernel/ports";

const keyOf = (name: string, labels: Labels): string => [name, ...Object.values(labels)].join(" ");

export class CountingMetrics implements Metrics {
  /** Counters, gauges, and of observations `name sum` and `name count`. */
  readonly values = new Map<string, number>();
  /** Observations one by one, the oldest first. */
  readonly observed = new Map<string, number[]>();

  count(name: string, amount = 1, labels: Labels = {}): void {
    const key = keyOf(name, labels);
    this.values.set(key, (this.values.get(key) ?? 0) + amount);
  }

  gauge(name: string, value: number, labels: Labels = {}): void {
    this.values.set(keyOf(name, labels), value);
  }

  observe(name: string, value: number, labels: Labels = {}): void {
    this.count(`${name} sum`, value);
    this.count(`${name} count`);
    const key = keyOf(name, labels);
    const before = this.observed.get(key);
    if (before === undefined) this.observed.set(key, [value]);
    else before.push(value);
  }
}
