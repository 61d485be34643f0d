/** What a metric of the catalogue is. */

export interface MetricSpec {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  /** Label → its possible values. */
  readonly labels?: Readonly<Record<string, readonly string[]>>;
  /** Upper bounds, histograms only. */
  readonly buckets?: readonly number[];
}

/** Upper bounds for how long something took. */
export const SECONDS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
