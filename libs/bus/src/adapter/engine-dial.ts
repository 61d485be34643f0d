/**
 * The gateway's one engine at one address: dials, drives the link while there is one, waits, dials
 * again. Each attempt has a connection of its own, so nothing of an old one can arrive late.
 */

import { randomBytes } from "node:crypto";
import type { Clock } from "@ambon/kernel/ports";
import { RpcClient } from "@ambon/wire/adapter/rpc-client";
import type { RpcTls } from "@ambon/wire/adapter/rpc-tls";
import { EngineService } from "@ambon/wire/gen/ambon/link/v1/link_pb";
import { isAnswerProof, type OpenWords, openHeaders } from "@ambon/wire/rpc-proof";
import { Code, ConnectError, createClient } from "@connectrpc/connect";
import { decodeEngineBatch, encodeGatewayBatch } from "../frame-codec.ts";
import type { EngineFrame, GatewayFrame } from "../frames.ts";
import type { Farewell } from "../link/link-words.ts";
import { Redial } from "../link/redial.ts";
import { LINK_METHOD, type LinkEnd, MESSAGE_BYTES, sentence } from "./link-end.ts";
import { LinkPump } from "./link-pump.ts";

const NONCE_BYTES = 16;

export interface DialOptions {
  readonly id: string;
  readonly url: string;
  readonly gatewayId: string;
  readonly tls?: RpcTls;
  readonly clock: Clock;
  readonly random: () => number;
}

/** One engine as the gateway sees it, for status pages and tests. */
export interface DialStatus {
  readonly id: string;
  readonly url: string;
  readonly isUp: boolean;
  /** Dials since there was a link. */
  readonly attempts: number;
  /** How long is waited before the next one; 0 while one is under way. */
  readonly redialMs: number;
}

type Pump = LinkPump<EngineFrame, GatewayFrame>;
type End = LinkEnd<EngineFrame, GatewayFrame>;

export class EngineDial {
  readonly url: string;
  readonly #end: End;
  readonly #options: DialOptions;
  readonly #redial: Redial;
  #pump: Pump | null = null;
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #attempts = 0;
  #redialMs = 0;

  constructor(end: End, options: DialOptions) {
    this.url = options.url;
    this.#end = end;
    this.#options = options;
    this.#redial = new Redial(options.random);
    void this.#dial();
  }

  get status(): DialStatus {
    const isUp = this.#pump?.link.state === "up";
    const { id, url } = this.#options;
    return { id, url, isUp, attempts: this.#attempts, redialMs: this.#redialMs };
  }

  /** Ends the link in order; resolves when its stream is closed. */
  async stop(farewell: Farewell): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    const pump = this.#pump;
    pump?.close(farewell, `${this.#options.gatewayId} ends the link in order (${farewell})`);
    await pump?.over;
  }

  async #dial(): Promise<void> {
    const { id, url, tls } = this.#options;
    const words = this.#words();
    let delayMs = 0;
    this.#attempts += 1;
    this.#redialMs = 0;
    const pump: Pump = new LinkPump({
      hub: this.#end.hub,
      report: this.#end.report,
      onEnded: ({ end, wasUp }, upMs) => {
        if (wasUp) this.#attempts = 0;
        delayMs = this.#redial.delayMs(end, upMs);
      },
      link: {
        ...this.#end.linkBase(new Uint8Array()),
        peer: id,
        check: ({ proofKey, proof }) =>
          isAnswerProof(words, proofKey, proof, this.#end.keys) ? undefined : UNPROVEN,
        encode: encodeGatewayBatch,
        decode: decodeEngineBatch,
      },
    });
    this.#pump = pump;
    this.#end.pumps.add(pump);
    const client = new RpcClient({
      url,
      ...(tls === undefined ? {} : { tls }),
      messageBytes: MESSAGE_BYTES,
    });
    await this.#run(pump, client, words);
    await pump.over;
    client.close();
    this.#end.pumps.delete(pump);
    if (this.#stopped) return;
    this.#redialMs = delayMs;
    this.#timer = setTimeout(() => void this.#dial(), delayMs);
  }

  /** Until the stream has ended, whoever ended it. */
  async #run(pump: Pump, client: RpcClient, words: OpenWords): Promise<void> {
    const abort = new AbortController();
    // Breaking out of the loop below would not end the call: only the signal does.
    void pump.over.then(() => abort.abort());
    try {
      const headers = openHeaders(words, this.#options.clock.nowMs(), this.#end.keys);
      const { signal } = abort;
      const link = createClient(EngineService, client.transport);
      for await (const message of link.link(requests(pump), { headers, signal })) {
        pump.hear(message);
      }
      pump.lost("the engine's stream ended without a goodbye");
    } catch (error) {
      pump.lost(sentence(error), isRefusal(error));
    }
  }

  #words(): OpenWords {
    const nonce = randomBytes(NONCE_BYTES).toString("hex");
    const { id: target, gatewayId: peer } = this.#options;
    return { method: LINK_METHOD, target, peer, nonce };
  }
}

const UNPROVEN = "the engine does not know the secret of this cluster: set the same AMBON_SECRET";

const isRefusal = (error: unknown): boolean =>
  error instanceof ConnectError && error.code === Code.Unauthenticated;

async function* requests(pump: Pump) {
  for await (const message of pump.messages()) {
    yield { $typeName: "ambon.link.v1.LinkRequest" as const, ...message };
  }
}
