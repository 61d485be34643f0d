/**
 * The engine's end of the links: a server that gateways dial (link-door.ts), and whoever else has a
 * service on it.
 */

import { startRpcServer } from "@ambon/wire/adapter/rpc-server";
import type { RpcTls } from "@ambon/wire/adapter/rpc-tls";
import { EngineService } from "@ambon/wire/gen/ambon/link/v1/link_pb";
import type { ConnectRouter } from "@connectrpc/connect";
import type { InboundBus, OutboundBus } from "../bus.ts";
import type { EngineFrame, GatewayFrame } from "../frames.ts";
import { engineSides } from "./bus-sides.ts";
import { LinkDoor } from "./link-door.ts";
import { LinkEnd, type LinkEndOptions, type LinkStatus, MESSAGE_BYTES } from "./link-end.ts";
import { GATEWAYS, typed } from "./link-service.ts";

export interface EngineEndOptions extends LinkEndOptions {
  readonly engineId: string;
  readonly host: string;
  /** 0 = any. */
  readonly port: number;
  readonly tls?: RpcTls;
  /** Other services on the same port. */
  readonly routes?: (router: ConnectRouter) => void;
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
  const { engineId, host, port, tls, routes } = options;
  const end = new LinkEnd<GatewayFrame, EngineFrame>(engineId, "gateway", options);
  const door = new LinkDoor(end, { ...options, self: engineId, service: GATEWAYS });
  const server = await startRpcServer({
    host,
    port,
    ...(tls === undefined ? {} : { tls }),
    messageBytes: MESSAGE_BYTES,
    routes: (router) => {
      router.service(EngineService, {
        link: (requests, context) =>
          typed("ambon.link.v1.LinkResponse", door.open(requests, context)),
      });
      routes?.(router);
    },
  }).catch((error: unknown) => {
    end.stop();
    throw error;
  });
  let closing: Promise<void> | null = null;
  const close = (farewell: "shutdown" | "restart" = "shutdown"): Promise<void> => {
    closing ??= door.close(farewell).then(() => {
      end.stop();
      return server.close();
    });
    return closing;
  };
  return {
    ...engineSides(end, close),
    port: server.port,
    links: () => end.links(),
    close,
  };
};
