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
import { addressOf, startRpcServer } from "@ambon/wire/adapter/rpc-server";
import type { RpcTls } from "@ambon/wire/adapter/rpc-tls";
import { EngineService, type LinkRequest } from "@ambon/wire/gen/ambon/link/v1/link_pb";
import { NonceMemory } from "@ambon/wire/nonce-memory";
import { answerProof, CLOCK_TOLERANCE_MS, checkOpen, type OpenWords } from "@ambon/wire/rpc-proof";
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
/** Opens whose nonces are remembered; a gateway that is refused tries a few times a second. */
const NONCES_MAX = 65_536;

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
  readonly #nonces = new NonceMemory(2 * CLOCK_TOLERANCE_MS, NONCES_MAX);
  #closed = false;

  constructor(options: EngineEndOptions) {
    this.#options = options;
    this.end = new LinkEnd(options.engineId, "gateway", options);
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
    const { engineId: self, clock } = this.#options;
    const nowMs = clock.nowMs();
    const { keys } = this.end;
    const check = { method: LINK_METHOD, self, keys, nonces: this.#nonces };
    const open = checkOpen(check, nowMs, (name) => context.requestHeader.get(name));
    if (!open.ok) {
      this.end.report.refused(nowMs, open.error, addressOf(context));
      // Strangers learn nothing of why, but those who know the secret may be told.
      throw new ConnectError(REFUSALS[open.error] ?? REFUSED, Code.Unauthenticated);
    }
    if (this.#closed || this.end.pumps.size >= LINKS_MAX) {
      throw new ConnectError("no more links are taken", Code.ResourceExhausted);
    }
    return open.value;
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
        const restMs = brake.restMs(beganMs, steadyMs());
        if (restMs > 0) await rest(restMs);
      }
      pump.lost("the gateway's stream ended without a goodbye");
    } catch (error) {
      pump.lost(sentence(error));
    }
  }
}

const REFUSED = "the open is not signed with a secret of this cluster: set the same AMBON_SECRET";
const REFUSALS: Readonly<Record<string, string>> = {
  misrouted: "this engine has another name: see AMBON_ENGINES and AMBON_ENGINE_ID",
  stale: "the open is too old or of the future: set the clocks of both machines",
  replayed: "the open was seen before",
  full: "too many opens: try again in a minute",
};
