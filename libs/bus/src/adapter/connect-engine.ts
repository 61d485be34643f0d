/**
 * The engine's end of the links: a server that gateways dial.
 *
 *   open ─▶ proof (rpc-proof.ts) ─ no ─▶ refused, counted
 *             │ yes
 *             ▼
 *           hello both ways ─▶ up; an older link of the same gateway is superseded
 *
 * Bounds: LINKS_MAX links; each is read within its share of time (link-brake.ts).
 */

import { setTimeout as rest } from "node:timers/promises";
import { OpenDoor } from "@ambon/wire/adapter/open-door";
import { startRpcServer } from "@ambon/wire/adapter/rpc-server";
import type { RpcTls } from "@ambon/wire/adapter/rpc-tls";
import { EngineService, type LinkRequest } from "@ambon/wire/gen/ambon/link/v1/link_pb";
import { answerProof, type OpenWords } from "@ambon/wire/rpc-proof";
import { Code, ConnectError, type HandlerContext } from "@connectrpc/connect";
import type { InboundBus, OutboundBus } from "../bus.ts";
import { decodeGatewayBatch, encodeEngineBatch } from "../frame-codec.ts";
import type { EngineFrame, GatewayFrame } from "../frames.ts";
import { LinkBrake } from "../link/link-brake.ts";
import {
  LINK_METHOD,
  LinkEnd,
  type LinkEndOptions,
  type LinkStatus,
  MESSAGE_BYTES,
  otherSide,
  sentence,
} from "./link-end.ts";
import { LinkPump, steadyMs } from "./link-pump.ts";

/** Links at once: more gateways than any engine should have. */
export const LINKS_MAX = 256;

const misrouted = "this engine has another name: see AMBON_ENGINES and AMBON_ENGINE_ID";

export interface EngineEndOptions extends LinkEndOptions {
  readonly engineId: string;
  readonly host: string;
  /** 0 = any. */
  readonly port: number;
  readonly tls?: RpcTls;
}

export interface EngineEnd {
  readonly inbound: InboundBus;
  readonly outbound: OutboundBus;
  readonly port: number;
  links(): readonly LinkStatus[];
  /** All that was sent goes out, then a goodbye; then the port is closed. */
  close(farewell?: "shutdown" | "restart"): Promise<void>;
}

/** Resolves when gateways can dial; rejects when the port cannot be had. */
export const connectEngineEnd = async (options: EngineEndOptions): Promise<EngineEnd> => {
  const links = new EngineLinks(options);
  const { host, port, tls } = options;
  const server = await startRpcServer({
    host,
    port,
    ...(tls === undefined ? {} : { tls }),
    messageBytes: MESSAGE_BYTES,
    routes: (router) =>
      router.service(EngineService, { link: (requests, context) => links.link(requests, context) }),
  }).catch((error: unknown) => {
    links.end.stop();
    throw error;
  });
  const { end } = links;
  let closing: Promise<void> | null = null;
  const close = (farewell: "shutdown" | "restart" = "shutdown"): Promise<void> => {
    closing ??= links.close(farewell).then(() => server.close());
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
    port: server.port,
    links: () => end.links(),
    close,
  };
};

type Pump = LinkPump<GatewayFrame, EngineFrame>;

class EngineLinks {
  readonly end: LinkEnd<GatewayFrame, EngineFrame>;
  readonly #options: EngineEndOptions;
  readonly #door: OpenDoor;
  #closed = false;

  constructor(options: EngineEndOptions) {
    this.#options = options;
    this.end = new LinkEnd(options.engineId, "gateway", options);
    const { engineId: self, clock, metrics, log } = options;
    this.#door = new OpenDoor({ self, misrouted, keys: this.end.keys, clock, metrics, log });
  }

  async *link(requests: AsyncIterable<LinkRequest>, context: HandlerContext) {
    const pump = this.#pump(this.#admit(context));
    context.signal.addEventListener("abort", () => {
      // It is aborted too when we have said all that we wanted to say.
      if (!pump.link.isSilent) pump.lost("the stream was cut");
    });
    void this.#read(requests, pump);
    this.end.pumps.add(pump);
    try {
      for await (const message of pump.messages()) {
        yield { $typeName: "ambon.link.v1.LinkResponse" as const, ...message };
      }
    } finally {
      // Whoever stops reading us has left; after a goodbye it says nothing new.
      if (!pump.link.isSilent) pump.lost("the stream was closed");
      void pump.over.then(() => this.end.pumps.delete(pump));
    }
  }

  async close(farewell: "shutdown" | "restart"): Promise<void> {
    this.#closed = true;
    const pumps = [...this.end.pumps];
    const name = this.#options.engineId;
    for (const pump of pumps) pump.close(farewell, `${name} ends in order (${farewell})`);
    await Promise.all(pumps.map(({ over }) => over));
    this.end.stop();
  }

  #admit(context: HandlerContext): OpenWords {
    const words = this.#door.admit(LINK_METHOD, context);
    if (this.#closed || this.end.pumps.size >= LINKS_MAX) {
      throw new ConnectError("no more links are taken", Code.ResourceExhausted);
    }
    return words;
  }

  #pump(words: OpenWords): Pump {
    return new LinkPump({
      hub: this.end.hub,
      report: this.end.report,
      link: {
        ...this.end.linkBase(answerProof(words, this.end.keys)),
        peer: words.peer,
        encode: encodeEngineBatch,
        decode: decodeGatewayBatch,
      },
    });
  }

  async #read(requests: AsyncIterable<LinkRequest>, pump: Pump): Promise<void> {
    const brake = new LinkBrake(steadyMs());
    try {
      for await (const message of requests) {
        const beganMs = steadyMs();
        pump.hear(message);
        // Leaving the loop cuts the stream: who goes on talking after a goodbye is not listened to.
        if (pump.link.state === "over") return;
        const restMs = brake.restMs(beganMs, steadyMs());
        if (restMs > 0) await rest(restMs);
      }
      pump.lost("the gateway's stream ended without a goodbye");
    } catch (error) {
      pump.lost(sentence(error));
    }
  }
}
