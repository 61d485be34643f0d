/**
 * Every metric, once: name, type, unit, labels with their closed sets of values. Code that counts
 * something else is refused at run time; the documentation page is made from this table. Rows are
 * in files by who counts. Player, session, room and zone-instance ids are never labels.
 */

import { ENGINE_METRICS } from "./engine-metrics.ts";
import { GATEWAY_METRICS } from "./gateway-metrics.ts";
import { INSTANCE_METRICS } from "./instance-metrics.ts";
import { LINK_METRICS } from "./link-metrics.ts";
import type { MetricSpec } from "./metric-spec.ts";
import { STORE_METRICS } from "./store-metrics.ts";

export const METRICS: readonly MetricSpec[] = [
  ...GATEWAY_METRICS,
  ...ENGINE_METRICS,
  ...INSTANCE_METRICS,
  ...LINK_METRICS,
  ...STORE_METRICS,
];
