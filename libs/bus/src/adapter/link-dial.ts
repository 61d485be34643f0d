/**
 * One engine, as a gateway or another engine dials it: dials, drives the link while there is one,
 * waits, dials again. Each attempt has a connection of its own, so nothing of an old one can arrive
 * late.
 */

import { randomBytes } from "node:crypto";
import type { Clock } from "@ambon/kernel/ports";
import { RpcClient } from "@ambon/wire/adapter/rpc-client";
import type { RpcTls } from "@ambon/wire/adapter/rpc-tls";
import { isAnswerProof, type OpenWords, openHeaders } from "@ambon/wire/rpc-proof";
import { Code, ConnectError } from "@connectrpc/connect";
import type { Farewell } from "../link/link-words.ts";
import { Redial } from "../link/redial.ts";
import type { Dial } from "./dials.ts";
import { type LinkEnd, MESSAGE_BYTES, sentence } from "./link-end.ts";
import { LinkPump } from "./link-pump.ts";
import type { DialedService } from "./link-service.ts";

const NONCE_BYTES = 16;

export interface DialOptions<In, Out> {
  readonly id: string;
  readonly url: string;
  /** Who dials. */
  readonly self: string;
  readonly service: DialedService<In, Out>;
  readonly tls?: RpcTls;
  readonly clock: Clock;
  readonly random: () => number;
}

/** One engine as the dialing end sees it, for status pages and tests. */
export interface DialStatus {
  readonly id: string;
  readonly url: string;
  readonly isUp: boolean;
  /** Dials since there was a link. */
  readonly attempts: number;
  /** How long is waited before the next one; 0 while one is under way. */
  readonly redialMs: number;
}

export class LinkDial<In, Out> implements Dial {
  readonly #end: LinkEnd<In, Out>;
  readonly #options: DialOptions<In, Out>;
  readonly #redial: Redial;
  #url: string;
  #pump: LinkPump<In, Out> | null = null;
  /** Until the next dial; undefined while one is under way. */
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;
  #attempts = 0;
  #redialMs = 0;

  constructor(end: LinkEnd<In, Out>, options: DialOptions<In, Out>) {
    this.#url = options.url;
    this.#end = end;
    this.#options = options;
    this.#redial = new Redial(options.random);
    void this.#dial();
  }

  get status(): DialStatus {
    const isUp = this.#pump?.link.state === "up";
    const { id } = this.#options;
    return { id, url: this.#url, isUp, attempts: this.#attempts, redialMs: this.#redialMs };
  }

  /**
   * A link that is up stays, for sessions are played on it; it is dialed there when that one ends.
   * What is being tried at the old address is given up.
   */
  moveTo(url: string): void {
    if (url === this.#url) return;
    this.#url = url;
    if (this.#timer !== undefined) {
      clearTimeout(this.#timer);
      void this.#dial();
    } else if (this.#pump?.link.state === "hello") this.#pump.lost("it is said to be elsewhere");
  }

  /** Ends the link in order; resolves when its stream is closed. */
  async stop(farewell: Farewell): Promise<void> {
    this.#stopped = true;
    clearTimeout(this.#timer);
    const pump = this.#pump;
    pump?.close(farewell, `${this.#options.self} ends the link in order (${farewell})`);
    await pump?.over;
  }

  async #dial(): Promise<void> {
    const { id, service } = this.#options;
    const words = this.#words();
    let delayMs = 0;
    this.#timer = undefined;
    this.#attempts += 1;
    this.#redialMs = 0;
    const pump = new LinkPump<In, Out>({
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
        encode: service.encode,
        decode: service.decode,
      },
    });
    this.#pump = pump;
    this.#end.pumps.add(pump);
    await this.#run(pump, words);
    await pump.over;
    this.#end.pumps.delete(pump);
    if (this.#stopped) return;
    this.#redialMs = delayMs;
    this.#timer = setTimeout(() => void this.#dial(), delayMs);
  }

  /** Until the stream has ended, whoever ended it. */
  async #run(pump: LinkPump<In, Out>, words: OpenWords): Promise<void> {
    const { service, clock } = this.#options;
    const abort = new AbortController();
    // Breaking out of the loop below would not end the call: only the signal does.
    void pump.over.then(() => abort.abort());
    let client: RpcClient | null = null;
    try {
      client = this.#client();
      const headers = openHeaders(words, clock.nowMs(), this.#end.keys);
      const options = { headers, signal: abort.signal };
      for await (const message of service.call(client.transport, pump.messages(), options)) {
        pump.hear(message);
      }
      pump.lost("the engine's stream ended without a goodbye");
    } catch (error) {
      pump.lost(sentence(error), isRefusal(error));
    } finally {
      client?.close();
    }
  }

  /** Throws when the address is none. */
  #client(): RpcClient {
    const { tls } = this.#options;
    const secured = tls === undefined ? {} : { tls };
    return new RpcClient({ url: this.#url, ...secured, messageBytes: MESSAGE_BYTES });
  }

  #words(): OpenWords {
    const nonce = randomBytes(NONCE_BYTES).toString("hex");
    const { id: target, self: peer, service } = this.#options;
    return { method: service.method, target, peer, nonce };
  }
}

const UNPROVEN = "the engine does not know the secret of this cluster: set the same AMBON_SECRET";

const isRefusal = (error: unknown): boolean =>
  error instanceof ConnectError && error.code === Code.Unauthenticated;
