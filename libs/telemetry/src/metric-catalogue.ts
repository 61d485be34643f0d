/**
 * Every metric, once: name, type, unit, labels with their closed sets of values. Code that counts
 * something else is refused at run time; the documentation page is made from this table.
 * Player, session, room and zone-instance ids are never labels.
 */

import { type MetricSpec, SECONDS } from "./metric-spec.ts";
import { STORE_METRICS } from "./store-metrics.ts";

const TRANSPORTS = ["telnet", "websocket"];
/** What is at the other end of a link. */
const PEER_ROLES = ["gateway", "engine"];
const DIRECTIONS = ["in", "out"];

export const METRICS: readonly MetricSpec[] = [
  {
    name: "build_info",
    type: "gauge",
    help: "1, labelled with what is running",
    labels: {
      runtime: ["bun", "node", "deno"],
      role: ["standalone", "engine", "gateway", "leasing"],
      version: ["0.1.0"],
    },
  },
  {
    name: "gateway_sessions",
    type: "gauge",
    help: "Open sockets",
    labels: { transport: TRANSPORTS },
  },
  {
    name: "gateway_websocket_dialect_total",
    type: "counter",
    help: "WebSockets by dialect; all but ambon are telnet in the other metrics",
    labels: { dialect: ["ambon", "json", "gmcp", "telnet", "terminal", "ascii", "bare"] },
  },
  {
    name: "gateway_connections_refused_total",
    type: "counter",
    help: "Connections refused at the door",
    labels: { reason: ["full", "perAddress", "banned", "closing"] },
  },
  {
    name: "gateway_proxy_headers_total",
    type: "counter",
    help: "Connections at a port that requires the PROXY header, but for silent health checks",
    labels: {
      outcome: [
        "client",
        "local",
        "untrusted",
        "noHeader",
        "tooLong",
        "malformed",
        "unsupported",
        "checksum",
        "cut",
        "timeout",
      ],
    },
  },
  {
    name: "gateway_tls_handshakes_total",
    type: "counter",
    help: "Connections at the TLS port; those closed without a byte are not counted",
    labels: { outcome: ["done", "failed", "timeout", "notTls", "silent"] },
  },
  {
    name: "gateway_lines_total",
    type: "counter",
    help: "Lines accepted from players",
    labels: { transport: TRANSPORTS },
  },
  {
    name: "gateway_lines_refused_total",
    type: "counter",
    help: "Lines not accepted",
    labels: { reason: ["rate", "window", "away", "typedAhead", "control"] },
  },
  {
    name: "gateway_logins_total",
    type: "counter",
    help: "Ends of login attempts",
    labels: {
      outcome: [
        "login",
        "create",
        "badName",
        "nameTaken",
        "reservedName",
        "badPassword",
        "wrongPassword",
        "locked",
        "banned",
        "busy",
        "storeAway",
        "badChoice",
        "throttled",
        "gone",
      ],
    },
  },
  {
    name: "gateway_bytes_out_total",
    type: "counter",
    help: "Bytes written to sockets",
    labels: { transport: TRANSPORTS },
  },
  {
    name: "gateway_input_to_output_seconds",
    type: "histogram",
    help: "From an accepted line to the first output after it",
    buckets: SECONDS,
  },
  {
    name: "gateway_slow_readers_total",
    type: "counter",
    help: "Sockets closed because they did not read",
  },
  {
    name: "gateway_compressed_input_refused_total",
    type: "counter",
    help: "Telnet clients closed for compressed input (MCCP3) that cannot be read",
    labels: { reason: ["bomb", "broken"] },
  },
  {
    name: "gateway_mssp_requests_total",
    type: "counter",
    help: "Crawlers that asked a telnet port what the game is",
    labels: { how: ["option", "line"] },
  },
  {
    name: "gateway_lease_held",
    type: "gauge",
    help: "1 while session ids can be minted under a lease on a node id",
  },
  {
    name: "gateway_lease_calls_total",
    type: "counter",
    help: "Calls of this gateway for its lease, by how they ended; failed ones are asked again",
    labels: { outcome: ["granted", "lost", "full", "quarantined", "failed"] },
  },
  {
    name: "gateway_ids_refused_total",
    type: "counter",
    help: "Sessions that got no id, because no lease covers the time",
  },
  {
    name: "leasing_calls_total",
    type: "counter",
    help: "Calls for leases on node ids, by how they ended",
    labels: {
      call: ["acquire", "renew", "release"],
      outcome: ["granted", "lost", "full", "quarantined", "released", "invalid", "storeAway"],
    },
  },
  {
    name: "leasing_call_seconds",
    type: "histogram",
    help: "Time the store took for a call that was answered",
    buckets: SECONDS,
  },
  { name: "leasing_leases", type: "gauge", help: "Leases on node ids that run" },
  {
    name: "leasing_quarantine_seconds",
    type: "gauge",
    help: "For so long nothing new is granted, since grants may have been forgotten; 0 = none",
  },
  {
    name: "leasing_store_available",
    type: "gauge",
    help: "1 while the store of leases answers",
  },
  { name: "engine_ticks_total", type: "counter", help: "Ticks" },
  {
    name: "engine_ticks_late_total",
    type: "counter",
    help: "Ticks that ended after their period",
  },
  {
    name: "engine_tick_duration_seconds",
    type: "histogram",
    help: "Time a tick took",
    buckets: SECONDS,
  },
  { name: "engine_inbox_depth", type: "gauge", help: "Lines that wait for a tick" },
  {
    name: "engine_lines_dropped_total",
    type: "counter",
    help: "Lines an engine dropped",
    labels: { outcome: ["full", "duplicate", "gap", "unknown"] },
  },
  {
    name: "engine_sessions",
    type: "gauge",
    help: "Sessions",
    labels: { state: ["playing", "linkdead"] },
  },
  { name: "engine_players", type: "gauge", help: "Characters in the world" },
  {
    name: "engine_effects_total",
    type: "counter",
    help: "Effects of zones",
    labels: {
      kind: [
        "output",
        "prompt",
        "data",
        "settings",
        "transfer",
        "left",
        "message",
        "query",
        "order",
        "dirty",
        "classA",
        "roster",
        "fault",
      ],
    },
  },
  { name: "engine_faults_total", type: "counter", help: "Handlers that threw and were undone" },
  {
    name: "engine_batches_lost_total",
    type: "counter",
    help: "Batches a gateway did not take; its sessions become link-dead",
    labels: { outcome: ["full", "noLink"] },
  },
  {
    name: "engine_held_frames_lost_total",
    type: "counter",
    help: "Frames dropped while held back for durability",
  },
  {
    name: "gateway_stale_frames_total",
    type: "counter",
    help: "Frames for sessions that have moved on to another engine",
  },
  {
    name: "handoff_total",
    type: "counter",
    labels: { outcome: ["committed", "aborted"] },
    help: "Players handed off to another engine, and those that turned back",
  },
  {
    name: "zone_moves_total",
    type: "counter",
    labels: { outcome: ["committed", "aborted"] },
    help: "Zones that moved to another engine, and those that stayed",
  },
  {
    name: "lease_remaining_seconds",
    type: "gauge",
    labels: { kind: ["zone"] },
    help: "Time for which this engine may run its zones without asking again",
  },
  {
    name: "lease_lost_total",
    type: "counter",
    labels: { kind: ["zone"] },
    help: "Times that another engine had taken zones of this one",
  },
  {
    name: "engine_rejoins_total",
    type: "counter",
    labels: { lost: ["none", "some"] },
    help: "Sessions brought back from their rows after a restart, by whether commands were undone",
  },
  {
    name: "engine_time_dilation_ratio",
    type: "gauge",
    help: "Share of real time that the slowest zone keeps; 1 = in time",
  },
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
  { name: "zone_steps_total", type: "counter", help: "Steps of zones" },
  { name: "zone_events_total", type: "counter", help: "Inputs applied by zones" },
  ...STORE_METRICS,
];
