/**
 * LeaseService on a store: who calls proves that they know the secret, and is shown that we do.
 *
 *   call ─▶ proof ─ no ─▶ unauthenticated, counted
 *             │ yes
 *             ▼
 *           store ─ away ─▶ unavailable: the caller asks again, here or at another service
 *             │
 *             ▼
 *           answer
 */

import { performance } from "node:perf_hooks";
import type { Log, Metrics } from "@ambon/kernel/ports";
import type { OpenDoor } from "@ambon/wire/adapter/open-door";
import { LeaseService, ReleaseResponseSchema } from "@ambon/wire/gen/ambon/leasing/v1/leasing_pb";
import { answerHeaders, type ProofKeys } from "@ambon/wire/rpc-proof";
import { create, type DescMethod } from "@bufbuild/protobuf";
import { Code, ConnectError, type ConnectRouter, type HandlerContext } from "@connectrpc/connect";
import { acquireMessage, isHolder, readClaim, renewMessage } from "../lease-messages.ts";
import { type LeaseStore, LeaseStoreAwayError } from "./lease-store.ts";

/** Whom calls must name. All leasing processes of a cluster are one service. */
export const LEASING_PEER = "leasing";
/** Longest message of a call: a holder and a few numbers. */
export const LEASE_MESSAGE_BYTES = 4096;

/** How a proof names a method. */
export const methodPath = ({ parent, name }: DescMethod): string => `/${parent.typeName}/${name}`;

export interface LeaseServiceOptions {
  readonly store: LeaseStore;
  readonly door: Pick<OpenDoor, "admit">;
  readonly keys: ProofKeys;
  readonly metrics: Metrics;
  readonly log: Log;
}

type Call = "acquire" | "renew" | "release";

/** For `startRpcServer`. */
export const leaseRoutes = (options: LeaseServiceOptions) => {
  const service = new Service(options);
  return (router: ConnectRouter): void => {
    router.service(LeaseService, {
      acquire: (request, context) =>
        service.serve("acquire", context, async (store) => {
          if (!isHolder(request.holder)) throw invalid();
          const answer = await store.acquire(request.holder);
          return [answer.outcome, acquireMessage(answer)];
        }),
      renew: (request, context) =>
        service.serve("renew", context, async (store) => {
          const answer = await store.renew(readClaim(request.claim) ?? raise(invalid()));
          return [answer.outcome, renewMessage(answer)];
        }),
      release: (request, context) =>
        service.serve("release", context, async (store) => {
          await store.release(readClaim(request.claim) ?? raise(invalid()));
          return ["released", create(ReleaseResponseSchema)];
        }),
    });
  };
};

const invalid = (): ConnectError =>
  new ConnectError("the holder or the claim makes no sense", Code.InvalidArgument);

const raise = (error: Error): never => {
  throw error;
};

class Service {
  readonly #options: LeaseServiceOptions;

  constructor(options: LeaseServiceOptions) {
    this.#options = options;
  }

  async serve<T>(
    call: Call,
    context: HandlerContext,
    run: (store: LeaseStore) => Promise<readonly [outcome: string, answer: T]>,
  ): Promise<T> {
    const { store, door, keys, metrics } = this.#options;
    const words = door.admit(methodPath(context.method), context);
    const beganMs = performance.now();
    const [outcome, answer] = await run(store).catch((error: unknown) => {
      throw this.#refusal(call, error);
    });
    metrics.observe("leasing_call_seconds", (performance.now() - beganMs) / 1000);
    metrics.count("leasing_calls_total", 1, { call, outcome });
    for (const [name, value] of Object.entries(answerHeaders(words, keys))) {
      context.responseHeader.set(name, value);
    }
    return answer;
  }

  #refusal(call: Call, error: unknown): ConnectError {
    const { metrics, log } = this.#options;
    if (error instanceof ConnectError) {
      metrics.count("leasing_calls_total", 1, { call, outcome: "invalid" });
      return error;
    }
    metrics.count("leasing_calls_total", 1, { call, outcome: "storeAway" });
    if (error instanceof LeaseStoreAwayError) {
      return new ConnectError(
        `the lease store does not answer: ${error.message}`,
        Code.Unavailable,
      );
    }
    const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
    log.event("error", "leasing_defect", { reason });
    return new ConnectError("the leasing service has a defect; its log says more", Code.Internal);
  }
}
