/**
 * The engine's end of the links over Redis: takes the streams that gateways begin.
 *
 *   open, accept (../envelope/switchboard.ts) ─▶ hello both ways ─▶ up
 *
 * Everything a gateway says is signed with the secret of the cluster, so there is no other proof.
 * Bound: LINKS_MAX gateways at once.
 */

import { LinkRequestSchema, LinkResponseSchema } from "@ambon/wire/gen/ambon/link/v1/link_pb";
import { create, fromBinary, toBinary } from "@bufbuild/protobuf";
import type { StreamEvent } from "../envelope/switchboard.ts";
import { decodeGatewayBatch, encodeEngineBatch } from "../frame-codec.ts";
import type { EngineFrame, GatewayFrame } from "../frames.ts";
import { type EngineEnd, LINKS_MAX } from "./connect-engine.ts";
import { LinkEnd, type LinkEndOptions, otherSide } from "./link-end.ts";
import { LinkPump } from "./link-pump.ts";
import { drivePump, hearBytes, type PumpCodec } from "./redis-pump.ts";
import { RedisStreams } from "./redis-streams.ts";

export interface RedisEngineOptions extends LinkEndOptions {
  readonly engineId: string;
  readonly url: string;
  /** In [0, 1), for the jitter of reconnects. */
  readonly random: () => number;
}

export type RedisEngineEnd = Omit<EngineEnd, "port">;

type Pump = LinkPump<GatewayFrame, EngineFrame>;

const CODEC: PumpCodec = {
  encode: (message) => toBinary(LinkResponseSchema, create(LinkResponseSchema, message)),
  decode: (bytes) => fromBinary(LinkRequestSchema, bytes),
};

/** Begins to listen; gateways come by and by (see `inbound.watch`), and whenever Redis is there. */
export const redisEngineEnd = (options: RedisEngineOptions): RedisEngineEnd => {
  const links = new RedisEngineLinks(options);
  const { end } = links;
  let closing: Promise<void> | null = null;
  const close = (farewell: "shutdown" | "restart" = "shutdown"): Promise<void> => {
    closing ??= links.close(farewell);
    return closing;
  };
  return {
    inbound: {
      send: otherSide("inbound.send"),
      drop: otherSide("inbound.drop"),
      receive: (receiver) => end.hub.receive(receiver),
      watch: (watcher) => end.hub.watch(watcher),
      depth: () => end.hub.depth(),
      close: () => void close(),
    },
    outbound: {
      send: (gateway, frames) => end.send(gateway, frames),
      drop: (gateway) => end.hub.drop(gateway),
      receive: otherSide("outbound.receive"),
      watch: otherSide("outbound.watch"),
      depth: () => end.underWay(),
      close: () => void close(),
    },
    links: () => end.links(),
    close,
  };
};

class RedisEngineLinks {
  readonly end: LinkEnd<GatewayFrame, EngineFrame>;
  readonly #name: string;
  readonly #streams: RedisStreams;
  readonly #pumps = new Map<string, Pump>();
  #closed = false;

  constructor(options: RedisEngineOptions) {
    this.#name = options.engineId;
    this.end = new LinkEnd(options.engineId, "gateway", options);
    this.#streams = new RedisStreams({
      ...options,
      self: options.engineId,
      keys: this.end.keys,
      onEvent: (event) => this.#take(event),
      onCarrier: () => undefined,
    });
  }

  async close(farewell: "shutdown" | "restart"): Promise<void> {
    this.#closed = true;
    const pumps = [...this.#pumps.values()];
    for (const pump of pumps) pump.close(farewell, `${this.#name} ends in order (${farewell})`);
    await Promise.all(pumps.map(({ over }) => over));
    this.end.stop();
    await this.#streams.close();
  }

  #take(event: StreamEvent): void {
    const pump = this.#pumps.get(event.stream);
    if (event.e === "opened") this.#begin(event.peer, event.stream);
    else if (event.e === "message") {
      if (pump !== undefined) hearBytes(pump, event.payload, CODEC);
    } else pump?.lost("the stream over Redis has ended");
  }

  #begin(peer: string, stream: string): void {
    if (this.#closed || this.#pumps.size >= LINKS_MAX) {
      this.#streams.end(stream);
      return;
    }
    const pump: Pump = new LinkPump({
      hub: this.end.hub,
      report: this.end.report,
      link: {
        ...this.end.linkBase(new Uint8Array()),
        peer,
        encode: encodeEngineBatch,
        decode: decodeGatewayBatch,
      },
    });
    this.#pumps.set(stream, pump);
    this.end.pumps.add(pump);
    void pump.over.then(() => {
      this.#pumps.delete(stream);
      this.end.pumps.delete(pump);
    });
    void drivePump(this.#streams, stream, pump, CODEC);
  }
}
