/**
 * The door of a server of rpc-server.ts: lets in who proves that they know the cluster's secret
 * (rpc-proof.ts). Refused opens are all counted, and logged at most once in REFUSALS_EVERY_MS, so
 * that a flood of them is no flood of log.
 *
 * Bound: NONCES_MAX opens are remembered; more than that within the tolerance are refused.
 */

import type { Clock, Log, Metrics } from "@ambon/kernel/ports";
import { Code, ConnectError, type HandlerContext } from "@connectrpc/connect";
import { NonceMemory } from "../nonce-memory.ts";
import {
  CLOCK_TOLERANCE_MS,
  checkOpen,
  type OpenRefusal,
  type OpenWords,
  type ProofKeys,
} from "../rpc-proof.ts";
import { addressOf } from "./rpc-server.ts";

const NONCES_MAX = 65_536;
const REFUSALS_EVERY_MS = 1000;

export interface OpenDoorOptions {
  /** Whom opens must name. */
  readonly self: string;
  /** What to tell whoever names another one. */
  readonly misrouted: string;
  readonly keys: ProofKeys;
  /** Wall time. */
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
}

const REFUSED = "the open is not signed with a secret of this cluster: set the same AMBON_SECRET";
const REFUSALS: Partial<Readonly<Record<OpenRefusal, string>>> = {
  stale: "the open is too old or of the future: set the clocks of both machines",
  replayed: "the open was seen before",
  full: "too many opens: try again in a minute",
};

export class OpenDoor {
  readonly #options: OpenDoorOptions;
  readonly #nonces = new NonceMemory(2 * CLOCK_TOLERANCE_MS, NONCES_MAX);
  #unsaid = 0;
  #saidMs = Number.NEGATIVE_INFINITY;

  constructor(options: OpenDoorOptions) {
    this.#options = options;
  }

  /** Who opens. Throws ConnectError (unauthenticated) when it is not proven. */
  admit(method: string, context: HandlerContext): OpenWords {
    const { self, keys, clock, misrouted } = this.#options;
    const nowMs = clock.nowMs();
    const check = { method, self, keys, nonces: this.#nonces };
    const open = checkOpen(check, nowMs, (name) => context.requestHeader.get(name));
    if (open.ok) return open.value;
    this.#report(nowMs, open.error, addressOf(context));
    // Strangers learn nothing of why, but those who know the secret may be told.
    const reason = open.error === "misrouted" ? misrouted : (REFUSALS[open.error] ?? REFUSED);
    throw new ConnectError(reason, Code.Unauthenticated);
  }

  #report(nowMs: number, reason: OpenRefusal, address: string): void {
    const { metrics, log } = this.#options;
    metrics.count("link_opens_refused_total", 1, { reason });
    this.#unsaid += 1;
    if (nowMs - this.#saidMs < REFUSALS_EVERY_MS) return;
    const opens = this.#unsaid;
    this.#unsaid = 0;
    this.#saidMs = nowMs;
    log.event("warn", "link_open_refused", { reason, address, opens });
  }
}
