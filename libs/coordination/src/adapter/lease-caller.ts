/**
 * Calls of a holder to one leasing service. Each call has a connection of its own: they are ten
 * seconds apart, and so nothing of a service that died can hold up the next one.
 *
 * Whatever is not a proven answer rejects with a sentence: what became of the call is not known.
 */

import { randomBytes } from "node:crypto";
import type { Clock } from "@ambon/kernel/ports";
import { RpcClient } from "@ambon/wire/adapter/rpc-client";
import type { RpcTls } from "@ambon/wire/adapter/rpc-tls";
import { LeaseService } from "@ambon/wire/gen/ambon/leasing/v1/leasing_pb";
import { isAnswerProven, openHeaders, type ProofKeys } from "@ambon/wire/rpc-proof";
import type { DescMethod } from "@bufbuild/protobuf";
import { type CallOptions, type Client, ConnectError, createClient } from "@connectrpc/connect";
import type { AcquireAnswer, LeaseClaim, RenewAnswer } from "../lease.ts";
import { REQUEST_MS_MAX } from "../lease-holder.ts";
import { claimMessage, readAcquired, readRenewed } from "../lease-messages.ts";
import { LEASE_MESSAGE_BYTES, LEASING_PEER, methodPath } from "./lease-service.ts";

const NONCE_BYTES = 16;
const UNPROVEN = "who answered does not know the secret of this cluster: set the same AMBON_SECRET";

export interface LeaseCallerOptions {
  readonly url: string;
  /** Who calls, for the other end's log. */
  readonly peer: string;
  readonly holder: string;
  readonly keys: ProofKeys;
  /** Wall time, for the proofs. */
  readonly clock: Clock;
  readonly tls?: RpcTls;
}

type Service = Client<typeof LeaseService>;

export class LeaseCaller {
  readonly #options: LeaseCallerOptions;

  constructor(options: LeaseCallerOptions) {
    this.#options = options;
  }

  get url(): string {
    return this.#options.url;
  }

  acquire(): Promise<AcquireAnswer> {
    const { holder } = this.#options;
    return this.#call(LeaseService.method.acquire, async (service, options) =>
      readAcquired(await service.acquire({ holder }, options), holder),
    );
  }

  renew(claim: LeaseClaim): Promise<RenewAnswer> {
    return this.#call(LeaseService.method.renew, async (service, options) =>
      readRenewed(await service.renew({ claim: claimMessage(claim) }, options), claim.holder),
    );
  }

  async release(claim: LeaseClaim): Promise<void> {
    await this.#call(LeaseService.method.release, (service, options) =>
      service.release({ claim: claimMessage(claim) }, options),
    );
  }

  async #call<T>(
    method: DescMethod,
    run: (service: Service, options: CallOptions) => Promise<T | undefined>,
  ): Promise<T> {
    const { url, peer, keys, clock, tls } = this.#options;
    const nonce = randomBytes(NONCE_BYTES).toString("hex");
    const words = { method: methodPath(method), target: LEASING_PEER, peer, nonce };
    const client = new RpcClient({
      url,
      ...(tls === undefined ? {} : { tls }),
      messageBytes: LEASE_MESSAGE_BYTES,
    });
    let isProven = false;
    try {
      const answer = await run(createClient(LeaseService, client.transport), {
        headers: openHeaders(words, clock.nowMs(), keys),
        timeoutMs: REQUEST_MS_MAX,
        onHeader: (headers) => {
          isProven = isAnswerProven(words, (name) => headers.get(name), keys);
        },
      });
      if (!isProven) throw new Error(UNPROVEN);
      if (answer === undefined) throw new Error("the answer makes no sense");
      return answer;
    } catch (error) {
      throw new Error(sentence(error));
    } finally {
      client.close();
    }
  }
}

const sentence = (error: unknown): string => {
  if (error instanceof ConnectError) return error.rawMessage;
  return error instanceof Error ? error.message : String(error);
};
