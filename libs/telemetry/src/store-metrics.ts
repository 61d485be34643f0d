/** Metrics of what is stored: cuts, Postgres, and the cache of rows behind it. */

import { type MetricSpec, SECONDS } from "./metric-spec.ts";

export const STORE_METRICS: readonly MetricSpec[] = [
  {
    name: "persistence_cuts_total",
    type: "counter",
    help: "Cuts and how they ended",
    labels: { outcome: ["saved", "fenced", "unavailable", "unknown"] },
  },
  {
    name: "persistence_cut_duration_seconds",
    type: "histogram",
    help: "From handing over a cut to its result",
    buckets: SECONDS,
  },
  { name: "persistence_dirty_rows", type: "gauge", help: "Aggregates that wait for a cut" },
  {
    name: "persistence_oldest_dirty_seconds",
    type: "gauge",
    help: "Age of the oldest unsaved change (promise: 2 s)",
  },
  {
    name: "persistence_store_available",
    type: "gauge",
    help: "1 while the store takes cuts",
  },
  {
    name: "postgres_connections",
    type: "gauge",
    help: "Connections to Postgres",
    labels: { lane: ["cut", "call"], state: ["idle", "busy"] },
  },
  {
    name: "postgres_calls_waiting",
    type: "gauge",
    help: "Calls that wait for a connection to Postgres",
    labels: { lane: ["cut", "call"] },
  },
  {
    name: "postgres_failures_total",
    type: "counter",
    help: "What went wrong with Postgres",
    labels: { kind: ["connection", "timeout", "conflict", "other"] },
  },
  {
    name: "row_cache_up",
    type: "gauge",
    help: "1 while Redis answers for cached rows, 0 while nobody asks it",
  },
  {
    name: "row_cache_reads_total",
    type: "counter",
    help: "Reads of cached rows; all but hit went to the store",
    labels: { outcome: ["hit", "miss", "poisoned", "doubtful", "failed", "skipped"] },
  },
  {
    name: "row_cache_writes_total",
    type: "counter",
    help: "Rows written behind the store's answer",
    labels: { outcome: ["written", "failed", "skipped"] },
  },
];
