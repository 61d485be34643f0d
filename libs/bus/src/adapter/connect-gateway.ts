/**
 * The gateway's end of the links: dials each engine it was told of, again and again, until it is
 * told to forget it. One engine that is away changes nothing for the others.
 *
 * Bound: ENGINES_MAX engines; more are refused with an error.
 */

import { OperatorError } from "@ambon/kernel/operator-error";
import type { RpcTls } from "@ambon/wire/adapter/rpc-tls";
import type { InboundBus, OutboundBus } from "../bus.ts";
import type { EngineFrame, GatewayFrame } from "../frames.ts";
import { gatewaySides } from "./bus-sides.ts";
import { type DialStatus, LinkDial } from "./link-dial.ts";
import { LinkEnd, type LinkEndOptions, type LinkStatus } from "./link-end.ts";
import { ENGINES } from "./link-service.ts";

export const ENGINES_MAX = 256;

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
  /** From now on this engine is dialed, at this address. */
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
  const dials = new Map<string, LinkDial<EngineFrame, GatewayFrame>>();
  const forget = (id: string): void => {
    void dials.get(id)?.stop("forgotten");
    dials.delete(id);
  };
  const connectTo = (id: string, url: string): void => {
    if (dials.get(id)?.url === url) return;
    forget(id);
    if (dials.size >= ENGINES_MAX) {
      throw new OperatorError(`More than ${ENGINES_MAX} engines: take some out of AMBON_ENGINES.`);
    }
    const { gatewayId: self } = options;
    dials.set(id, new LinkDial(end, { ...options, self, service: ENGINES, id, url }));
  };
  let closing: Promise<void> | null = null;
  const close = (farewell: "shutdown" | "restart" = "shutdown"): Promise<void> => {
    closing ??= Promise.all([...dials.values()].map((dial) => dial.stop(farewell))).then(() =>
      end.stop(),
    );
    return closing;
  };
  for (const { id, url } of options.engines) connectTo(id, url);
  return {
    ...gatewaySides(end, close),
    connectTo,
    forget,
    links: () => end.links(),
    dials: () => [...dials.values()].map(({ status }) => status),
    close,
  };
};
