/** What gateways and leasing count; and what runs. */

import { type MetricSpec, SECONDS } from "./metric-spec.ts";

const TRANSPORTS = ["telnet", "websocket"];

export const GATEWAY_METRICS: readonly MetricSpec[] = [
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
  {
    name: "gateway_stale_frames_total",
    type: "counter",
    help: "Frames for sessions that have moved on to another engine",
  },
];
