/** Leasing over a real socket, and gateways that ask it; what they count and log can be awaited. */

import type { Labels, Log, LogFields, Metrics } from "@ambon/kernel/ports";
import { HmacKeys } from "@ambon/wire/adapter/hmac-keys";
import { OpenDoor } from "@ambon/wire/adapter/open-door";
import { type RpcServer, startRpcServer } from "@ambon/wire/adapter/rpc-server";
import { LEASE_MESSAGE_BYTES, LEASING_PEER, leaseRoutes } from "../adapter/lease-service.ts";
import type { LeaseStore } from "../adapter/lease-store.ts";
import { type LeasedNodeIds, leasedNodeIds } from "../adapter/leased-node-ids.ts";

export const SECRET = "a secret of a test and of nobody else";

/** Everything that was counted and logged, as words; waits for what is to come. */
export class Ear {
  readonly heard: string[] = [];
  readonly #waiters = new Set<() => void>();
  readonly metrics: Metrics = {
    count: (name, _amount, labels) => this.#take(name, labels),
    gauge: (name, value) => this.#take(`${name} ${value}`),
    observe: () => undefined,
  };
  readonly log: Log = { event: (_level, name, fields) => this.#take(name, fields) };

  /** Resolves when it was heard, `times` times by now. */
  async until(words: string, times = 1): Promise<void> {
    while (this.heard.filter((one) => one.startsWith(words)).length < times) {
      await new Promise<void>((resolve) => this.#waiters.add(resolve));
    }
  }

  #take(name: string, more: Labels | LogFields = {}): void {
    this.heard.push([name, ...Object.values(more)].join(" "));
    for (const wake of this.#waiters) wake();
    this.#waiters.clear();
  }
}

export interface Service {
  readonly url: string;
  readonly ear: Ear;
  close(): Promise<void>;
}

export const startService = async (
  store: LeaseStore,
  { secret = SECRET, port = 0 }: { secret?: string; port?: number } = {},
): Promise<Service> => {
  const ear = new Ear();
  const { metrics, log } = ear;
  const keys = new HmacKeys(secret);
  const clock = { nowMs: () => Date.now() };
  const misrouted = "this is leasing";
  const door = new OpenDoor({ self: LEASING_PEER, misrouted, keys, clock, metrics, log });
  const server: RpcServer = await startRpcServer({
    host: "127.0.0.1",
    port,
    messageBytes: LEASE_MESSAGE_BYTES,
    routes: leaseRoutes({ store, door, keys, metrics, log }),
  });
  const url = `http://127.0.0.1:${server.port}`;
  return { url, ear, close: () => server.close() };
};

export interface AskingGateway {
  readonly ids: LeasedNodeIds;
  readonly ear: Ear;
}

export const startGateway = (
  urls: readonly string[],
  { secret = SECRET, offsetMs = 0 }: { secret?: string; offsetMs?: number } = {},
): AskingGateway => {
  const ear = new Ear();
  const { metrics, log } = ear;
  const clock = { nowMs: () => Date.now() + offsetMs };
  return { ids: leasedNodeIds({ urls, peer: "gateway-1", secret, clock, metrics, log }), ear };
};
