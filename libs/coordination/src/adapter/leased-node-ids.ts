/**
 * Session ids for a gateway, minted under a lease: runs the holder core (lease-holder.ts) against
 * the leasing services that it is given, one after the other. A process with everything in it
 * leases from its own store.
 */

import { randomBytes, randomInt } from "node:crypto";
import { performance } from "node:perf_hooks";
import type { Clock, Log, Metrics } from "@ambon/kernel/ports";
import { HmacKeys } from "@ambon/wire/adapter/hmac-keys";
import type { RpcTls } from "@ambon/wire/adapter/rpc-tls";
import {
  type HolderEffect,
  type HolderInput,
  type HolderTrouble,
  LeaseHolder,
} from "../lease-holder.ts";
import { LeaseCaller } from "./lease-caller.ts";
import type { LeaseStore } from "./lease-store.ts";

const HOLDER_BYTES = 16;
const SEEDS = 0x1_0000_0000;
const SECOND_MS = 1000;

export interface LeasedNodeIdsOptions {
  /** One or more, `http://host:port`: all of one cluster, on one store. */
  readonly urls: readonly string[];
  /** Name of this process in the log of the service. */
  readonly peer: string;
  readonly secret: string;
  /** Accepted too, while the secret is being changed. */
  readonly acceptedSecrets?: readonly string[];
  readonly tls?: RpcTls;
  /** Wall time. */
  readonly clock: Clock;
  readonly metrics: Metrics;
  readonly log: Log;
}

export interface LeasedNodeIds {
  /** A new session id in decimal digits; undefined while there is none to be had. */
  next(nowMs: number): string | undefined;
  /** Whether `next` would give one. */
  held(): boolean;
  /** For operators: why there is none, and what to do. Undefined while there is. */
  problem(): string | undefined;
  /** Gives the lease back. */
  close(): Promise<void>;
}

/** Begins to ask at once, and never waits for an answer. */
export const leasedNodeIds = (options: LeasedNodeIdsOptions): LeasedNodeIds => {
  const { urls, peer, secret, acceptedSecrets, clock, tls } = options;
  const keys = new HmacKeys(secret, acceptedSecrets);
  const common = { peer, holder: newHolder(), keys, clock, ...(tls === undefined ? {} : { tls }) };
  return new LeasedIds(
    urls.map((url) => new LeaseCaller({ url, ...common })),
    options,
  );
};

/** The same on a store of this process; `name` is what operators are told of it. */
export const ownNodeIds = (name: string, store: LeaseStore, outside: Outside): LeasedNodeIds => {
  const holder = newHolder();
  const service: LeaseSource = {
    url: name,
    acquire: () => store.acquire(holder),
    renew: (claim) => store.renew(claim),
    release: (claim) => store.release(claim),
  };
  return new LeasedIds([service], outside);
};

type LeaseSource = Pick<LeaseCaller, "url" | "acquire" | "renew" | "release">;
type Outside = Pick<LeasedNodeIdsOptions, "clock" | "metrics" | "log">;

const newHolder = (): string => randomBytes(HOLDER_BYTES).toString("hex");

class LeasedIds implements LeasedNodeIds {
  readonly #options: Outside;
  readonly #holder = new LeaseHolder(randomInt(SEEDS));
  readonly #callers: readonly LeaseSource[];
  #timer: NodeJS.Timeout | undefined;
  /** Trouble as it was logged last. */
  #told = "";
  #releasing: Promise<void> = Promise.resolve();

  constructor(callers: readonly LeaseSource[], options: Outside) {
    this.#options = options;
    this.#callers = callers;
    this.#turn([]);
  }

  next(nowMs: number): string | undefined {
    const id = this.#holder.mint(nowMs);
    if (id === undefined) this.#options.metrics.count("gateway_ids_refused_total");
    return id?.toString();
  }

  held(): boolean {
    return this.#holder.canMint(this.#options.clock.nowMs());
  }

  problem(): string | undefined {
    if (this.held()) return undefined;
    if (this.#holder.lease !== undefined) return CLOCK_AHEAD;
    const { trouble } = this.#holder;
    const services = this.#callers.map(({ url }) => url).join(", ");
    if (trouble === undefined) return `No node id is leased yet: ${services} is being asked.`;
    return `No node id is leased, so nobody new can play: ${say(trouble, services)}`;
  }

  async close(): Promise<void> {
    this.#turn([{ i: "close" }]);
    clearTimeout(this.#timer);
    await this.#releasing;
  }

  #turn(inbox: readonly HolderInput[]): void {
    const nowMs = performance.now();
    for (const effect of this.#holder.step(nowMs, inbox)) this.#perform(effect);
    this.#tell();
    clearTimeout(this.#timer);
    const { wakeAtMs } = this.#holder;
    if (wakeAtMs === Number.POSITIVE_INFINITY) return;
    // A timer may come a little early: one millisecond more, and it does not come twice.
    this.#timer = setTimeout(() => this.#turn([]), Math.max(0, wakeAtMs - nowMs) + 1);
  }

  #perform(effect: HolderEffect): void {
    switch (effect.e) {
      case "acquire":
        this.#ask(effect.request, this.#caller(effect.target).acquire());
        return;
      case "renew":
        this.#ask(effect.request, this.#caller(effect.target).renew(effect.claim));
        return;
      case "release":
        // At the end nobody can do anything about it: the lease runs out by itself.
        this.#releasing = this.#caller(effect.target)
          .release(effect.claim)
          .catch(() => undefined);
        return;
      case "held":
        this.#options.log.event("info", "lease_held", { nodeId: effect.lease.nodeId });
        return;
      case "lost": {
        const { nodeId, reason } = effect;
        this.#options.log.event("warn", "lease_lost", { nodeId, reason });
      }
    }
  }

  #ask(request: number, call: Promise<Extract<HolderInput, { i: "answer" }>["answer"]>): void {
    const { metrics } = this.#options;
    call.then(
      (answer) => {
        metrics.count("gateway_lease_calls_total", 1, { outcome: answer.outcome });
        this.#turn([{ i: "answer", request, answer }]);
      },
      (error: unknown) => {
        metrics.count("gateway_lease_calls_total", 1, { outcome: "failed" });
        const reason = error instanceof Error ? error.message : String(error);
        this.#turn([{ i: "failed", request, reason }]);
      },
    );
  }

  #caller(target: number): LeaseSource {
    return this.#callers[target % this.#callers.length] as LeaseSource;
  }

  /** Each new trouble once, and whether there are ids. */
  #tell(): void {
    const { metrics, log } = this.#options;
    metrics.gauge("gateway_lease_held", this.held() ? 1 : 0);
    const { trouble } = this.#holder;
    const kind = trouble?.kind ?? "";
    const reason = trouble?.kind === "unreachable" ? trouble.reason : "";
    const told = `${kind} ${reason}`;
    if (told !== this.#told && kind !== "") log.event("warn", "lease_refused", { kind, reason });
    this.#told = told;
  }
}

const CLOCK_AHEAD =
  "A node id is leased, but the clock of this machine is ahead of the lease store's by more than " +
  "the lease allows, so nobody new can play: set the clocks of both machines.";

const say = (trouble: HolderTrouble, services: string): string => {
  if (trouble.kind === "unreachable") {
    return `${services} does not answer as it should (${trouble.reason}). See that leasing runs.`;
  }
  const seconds = Math.ceil(trouble.retryAfterMs / SECOND_MS);
  if (trouble.kind === "full") {
    return `all are taken, and the next is free in ${seconds} s. Are there so many gateways?`;
  }
  return `the lease store may have forgotten its leases, and grants nothing for ${seconds} s more.`;
};
