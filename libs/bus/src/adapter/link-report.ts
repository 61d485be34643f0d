/** Metrics and log events of the links of one end. */

import type { Log, Metrics } from "@ambon/kernel/ports";
import type { HelloWords, LinkEnd } from "../link/link-words.ts";

/** What is at the other end. */
export type PeerRole = "gateway" | "engine";

/** Peers whose last failure is remembered; beyond it some are told twice. */
const FAILURES_MAX = 256;

export class LinkReport {
  readonly #role: PeerRole;
  readonly #metrics: Metrics;
  readonly #log: Log;
  /** Peer → how it failed last; at most FAILURES_MAX. */
  readonly #failures = new Map<string, string>();
  #upCount = 0;

  constructor(role: PeerRole, metrics: Metrics, log: Log) {
    this.#role = role;
    this.#metrics = metrics;
    this.#log = log;
  }

  up({ peerId: peer, protocolVersion: version, build, region }: HelloWords): void {
    this.#count(1);
    this.#failures.delete(peer);
    this.#log.event("info", "link_opened", { peer, version, build, region });
  }

  ended(
    peer: string,
    end: { end: LinkEnd; by: "us" | "them"; message: string; wasUp: boolean },
  ): void {
    const { end: how, by, message, wasUp } = end;
    if (wasUp) {
      this.#count(-1);
      this.#metrics.count("link_ended_total", 1, { peer_role: this.#role, end: how });
    }
    // While a peer is away each attempt fails alike: once is enough.
    const failure = `${how} ${message}`;
    if (!wasUp && this.#failures.get(peer) === failure) return;
    if (this.#failures.size >= FAILURES_MAX) this.#failures.clear();
    this.#failures.set(peer, failure);
    const level = how === "shutdown" || how === "restart" ? "info" : "warn";
    this.#log.event(level, "link_ended", { peer, end: how, by, message, wasUp });
  }

  batch(direction: "in" | "out", frames: number, bytes: number): void {
    const labels = { peer_role: this.#role, direction };
    this.#metrics.observe("link_batch_frames", frames, labels);
    this.#metrics.count("link_bytes_total", bytes, labels);
  }

  /** The longest silence among the links that are up. */
  silence(ms: number): void {
    const labels = { peer_role: this.#role };
    this.#metrics.gauge("link_heartbeat_age_seconds", ms / 1000, labels);
  }

  defect(error: unknown): void {
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    this.#log.event("error", "link_defect", { reason });
  }

  #count(change: number): void {
    this.#upCount += change;
    this.#metrics.gauge("links_up", this.#upCount, { peer_role: this.#role });
  }
}
