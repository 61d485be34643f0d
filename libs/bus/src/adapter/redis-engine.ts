/** The engine's end of the links over Redis: takes the streams that gateways begin. */

import type { EngineFrame, GatewayFrame } from "../frames.ts";
import { engineSides } from "./bus-sides.ts";
import type { EngineEnd } from "./connect-engine.ts";
import { LinkEnd, type LinkEndOptions } from "./link-end.ts";
import { GATEWAYS } from "./link-service.ts";
import { RedisDoor } from "./redis-door.ts";
import { ANSWERING_ENGINE } from "./redis-pump.ts";
import { RedisStreams } from "./redis-streams.ts";

export interface RedisEngineOptions extends LinkEndOptions {
  readonly engineId: string;
  readonly url: string;
  /** In [0, 1), for the jitter of reconnects. */
  readonly random: () => number;
}

export type RedisEngineEnd = Omit<EngineEnd, "port">;

/** Begins to listen; gateways come by and by (see `inbound.watch`), and whenever Redis is there. */
export const redisEngineEnd = (options: RedisEngineOptions): RedisEngineEnd => {
  const { engineId: self } = options;
  const end = new LinkEnd<GatewayFrame, EngineFrame>(self, "gateway", options);
  const streams: RedisStreams = new RedisStreams({
    ...options,
    self,
    keys: end.keys,
    onEvent: (event) => door.take(event),
    onCarrier: () => undefined,
  });
  const door = new RedisDoor(end, streams, {
    self,
    service: GATEWAYS,
    codec: ANSWERING_ENGINE,
    peerAt: (address) => address,
  });
  let closing: Promise<void> | null = null;
  const close = (farewell: "shutdown" | "restart" = "shutdown"): Promise<void> => {
    closing ??= door.close(farewell).then(() => {
      end.stop();
      return streams.close();
    });
    return closing;
  };
  return {
    ...engineSides(end, close),
    links: () => end.links(),
    close,
  };
};
