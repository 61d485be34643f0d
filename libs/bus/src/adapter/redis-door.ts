/**
 * The links that others open to this engine over Redis.
 *
 *   open, accept (../envelope/switchboard.ts) ─▶ hello both ways ─▶ up
 *
 * Everything a peer says is signed with the secret of the cluster, so there is no other proof.
 * Bound: LINKS_MAX peers at once.
 */

import type { StreamEvent } from "../envelope/switchboard.ts";
import { LINKS_MAX } from "./link-door.ts";
import type { LinkEnd } from "./link-end.ts";
import { LinkPump } from "./link-pump.ts";
import type { LinkService } from "./link-service.ts";
import { drivePump, hearBytes, type PumpCodec } from "./redis-pump.ts";
import type { RedisStreams } from "./redis-streams.ts";

export interface RedisDoorOptions<In, Out> {
  readonly self: string;
  readonly service: LinkService<In, Out>;
  readonly codec: PumpCodec;
  /** Who has this name on the carrier; undefined = nobody that may open a link. */
  readonly peerAt: (address: string) => string | undefined;
}

export class RedisDoor<In, Out> {
  readonly #end: LinkEnd<In, Out>;
  readonly #streams: RedisStreams;
  readonly #options: RedisDoorOptions<In, Out>;
  readonly #pumps = new Map<string, LinkPump<In, Out>>();
  #closed = false;

  constructor(end: LinkEnd<In, Out>, streams: RedisStreams, options: RedisDoorOptions<In, Out>) {
    this.#end = end;
    this.#streams = streams;
    this.#options = options;
  }

  /** Something of a stream that was opened to us. */
  take(event: StreamEvent): void {
    const pump = this.#pumps.get(event.stream);
    if (event.e === "opened") this.#begin(event.peer, event.stream);
    else if (event.e === "message") {
      if (pump !== undefined) hearBytes(pump, event.payload, this.#options.codec);
    } else pump?.lost("the stream over Redis has ended");
  }

  /** Lets nobody in any more; resolves when all are told and gone. */
  async close(farewell: "shutdown" | "restart"): Promise<void> {
    this.#closed = true;
    const pumps = [...this.#pumps.values()];
    const { self } = this.#options;
    for (const pump of pumps) pump.close(farewell, `${self} ends in order (${farewell})`);
    await Promise.all(pumps.map(({ over }) => over));
  }

  #begin(address: string, stream: string): void {
    const { service, codec, peerAt } = this.#options;
    const peer = peerAt(address);
    if (peer === undefined || this.#closed || this.#pumps.size >= LINKS_MAX) {
      this.#streams.end(stream);
      return;
    }
    const { hub, report } = this.#end;
    const { encode, decode } = service;
    const base = this.#end.linkBase(new Uint8Array());
    const pump = new LinkPump<In, Out>({ hub, report, link: { ...base, peer, encode, decode } });
    this.#pumps.set(stream, pump);
    this.#end.pumps.add(pump);
    void pump.over.then(() => {
      this.#pumps.delete(stream);
      this.#end.pumps.delete(pump);
    });
    void drivePump(this.#streams, stream, pump, codec);
  }
}
