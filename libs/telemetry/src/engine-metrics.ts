/** What engines count: ticks, zones, sessions, hand-offs. */

import { type MetricSpec, SECONDS } from "./metric-spec.ts";

export const ENGINE_METRICS: readonly MetricSpec[] = [
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
    name: "engine_messages_dropped_total",
    type: "counter",
    help: "Messages between zones that came twice, or to nobody, or for which too many waited",
    labels: { outcome: ["repeated", "nobody", "full"] },
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
        "astray",
        "query",
        "order",
        "dirty",
        "classA",
        "roster",
        "absorbed",
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
    name: "handoff_seconds",
    type: "histogram",
    help: "From leaving a zone to standing in one of another engine, for those who arrived",
    buckets: [0.005, 0.01, 0.015, 0.02, 0.03, 0.04, 0.05, 0.075, 0.1, 0.15, 0.25, 0.5, 1, 2.5],
  },
  {
    name: "handoff_total",
    type: "counter",
    labels: { outcome: ["committed", "aborted", "nobody"] },
    help: "Players handed off to another engine; aborted, or before a zone nobody has: turned back",
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
    labels: { kind: ["zone", "name"] },
    help: "Times that another engine had taken zones of this one, or another run its name",
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
  { name: "zone_steps_total", type: "counter", help: "Steps of zones" },
  { name: "zone_events_total", type: "counter", help: "Inputs applied by zones" },
];
