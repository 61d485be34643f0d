/** What both ends of links and buses count. */

import type { MetricSpec } from "./metric-spec.ts";

const PEER_ROLES = ["gateway", "engine"];
const DIRECTIONS = ["in", "out"];

export const LINK_METRICS: readonly MetricSpec[] = [
  {
    name: "links_up",
    type: "gauge",
    help: "Links between gateways and engines that carry frames",
    labels: { peer_role: PEER_ROLES },
  },
  {
    name: "link_ended_total",
    type: "counter",
    help: "Links that were up and ended, and how",
    labels: {
      peer_role: PEER_ROLES,
      end: [
        "shutdown",
        "restart",
        "superseded",
        "version",
        "malformed",
        "dropped",
        "forgotten",
        "silent",
        "refused",
        "lost",
      ],
    },
  },
  {
    name: "link_opens_refused_total",
    type: "counter",
    help: "Links that were not let in, because their open proves nothing",
    labels: {
      reason: ["unsigned", "misrouted", "unknownKey", "forged", "stale", "replayed", "full"],
    },
  },
  {
    name: "link_heartbeat_age_seconds",
    type: "gauge",
    help: "Since the last sign of life, at the link that is silent longest (dead at 5 s)",
    labels: { peer_role: PEER_ROLES },
  },
  {
    name: "link_batch_frames",
    type: "histogram",
    help: "Frames in one batch; their count is that of batches",
    labels: { peer_role: PEER_ROLES, direction: DIRECTIONS },
    buckets: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000],
  },
  {
    name: "link_bytes_total",
    type: "counter",
    help: "Bytes of batches",
    labels: { peer_role: PEER_ROLES, direction: DIRECTIONS },
  },
  {
    name: "peers_up",
    type: "gauge",
    help: "Engines to which messages can be sent; a link may break for 3 s without it",
  },
  {
    name: "peer_waiting_bytes",
    type: "gauge",
    help: "Bytes for other engines that they are not known to have (16 MiB for one end its bond)",
  },
  {
    name: "peer_bonds_ended_total",
    type: "counter",
    help: "Bonds with other engines that ended, and why; what was under way is lost",
    labels: { why: ["renewed", "left", "away", "overflow", "broken"] },
  },
  {
    name: "bus_redis_up",
    type: "gauge",
    help: "1 while Redis carries the bus (AMBON_BUS=redis)",
  },
  {
    name: "bus_redis_lost_total",
    type: "counter",
    help: "Times that the Redis of the bus went away, or was not there at the start",
  },
  {
    name: "bus_envelopes_dropped_total",
    type: "counter",
    help: "Envelopes from Redis that were not taken; noStream also when a link begins or ends",
    labels: {
      reason: [
        "malformed",
        "unknownKey",
        "forged",
        "misrouted",
        "stale",
        "replayed",
        "gap",
        "noStream",
        "full",
      ],
    },
  },
];
