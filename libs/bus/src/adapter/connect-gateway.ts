/**
 * The gateway's end of the links: dials each engine it was told of, again and again, until it is
 * told to forget it (dials.ts). One engine that is away changes nothing for the others.
 */

import type { RpcTls } from "@ambon/wire/adapter/rpc-tls";
import type { InboundBus, OutboundBus } from "../bus.ts";
import type { EngineFrame, GatewayFrame } from "../frames.ts";
import { gatewaySides } from "./bus-sides.ts";
import { Dials } from "./dials.ts";
import { type DialStatus, LinkDial } from "./link-dial.ts";
import { LinkEnd, type LinkEndOptions, type LinkStatus } from "./link-end.ts";
import { ENGINES } from "./link-service.ts";

export interface EngineAddress {
  readonly id: string;
  /** `http://host:port`, or `https://…`. */
  readonly url: string;
}

export interface GatewayEndOptions extends LinkEndOptions {
  readonly gatewayId: string;
  readonly engines: readonly EngineAddress[];
  readonly tls?: RpcTls;
  /** In [0, 1), for the jitter of dialing. */
  readonly random: () => number;
}

export interface GatewayEnd {
  readonly inbound: InboundBus;
  readonly outbound: OutboundBus;
  /** From now on this engine is dialed, at this address; a link that is up stays. */
  connectTo(id: string, url: string): void;
  /** The link is ended in order and not dialed again. */
  forget(id: string): void;
  links(): readonly LinkStatus[];
  /** All that was sent goes out, then a goodbye. */
  close(farewell?: "shutdown" | "restart"): Promise<void>;
}

export interface ConnectGatewayEnd extends GatewayEnd {
  /** Every engine that is dialed, linked or not. */
  dials(): readonly DialStatus[];
}

/** Begins to dial; links come up by and by (see `outbound.watch`). */
export const connectGatewayEnd = (options: GatewayEndOptions): ConnectGatewayEnd => {
  const end = new LinkEnd<EngineFrame, GatewayFrame>(options.gatewayId, "engine", options);
  const { gatewayId: self } = options;
  const dials = new Dials<LinkDial<EngineFrame, GatewayFrame>>(
    (id, url) => new LinkDial(end, { ...options, self, service: ENGINES, id, url }),
  );
  let closing: Promise<void> | null = null;
  const close = (farewell: "shutdown" | "restart" = "shutdown"): Promise<void> => {
    closing ??= dials.stop(farewell).then(() => end.stop());
    return closing;
  };
  for (const { id, url } of options.engines) dials.connectTo(id, url);
  return {
    ...gatewaySides(end, close),
    connectTo: (id, url) => dials.connectTo(id, url),
    forget: (id) => dials.forget(id),
    links: () => end.links(),
    dials: () => dials.all().map(({ status }) => status),
    close,
  };
};
