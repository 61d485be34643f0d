/** Metrics of zones that run several times at once. */

import type { MetricSpec } from "./metric-spec.ts";

export const INSTANCE_METRICS: readonly MetricSpec[] = [
  {
    name: "zone_instances",
    type: "gauge",
    help: "Instances beyond the first of their zone that run here",
  },
  {
    name: "zone_instance_choices_total",
    type: "counter",
    labels: { reason: ["asked", "group", "sticky", "room", "overflow"] },
    help: "Arrivals for which there was a choice of instances, and what decided",
  },
  {
    name: "zone_instance_changes_total",
    type: "counter",
    labels: { change: ["started", "closing", "merged", "notMerged"] },
    help: "Instances that were started for many players, began to close for few, and ended",
  },
];
