/**
 * The gateway's end of the links over Redis: asks each engine it was told of for a stream, over and
 * over, until it is told to forget it. Addresses are not needed: an engine is known by its name.
 */

import type { EngineFrame, GatewayFrame } from "../frames.ts";
import { gatewaySides } from "./bus-sides.ts";
import type { GatewayEnd } from "./connect-gateway.ts";
import { Dials } from "./dials.ts";
import { LinkEnd, type LinkEndOptions } from "./link-end.ts";
import { ENGINES } from "./link-service.ts";
import { RedisDial } from "./redis-dial.ts";
import { DIALING_GATEWAY } from "./redis-pump.ts";
import { RedisStreams } from "./redis-streams.ts";

export interface RedisGatewayOptions extends LinkEndOptions {
  readonly gatewayId: string;
  readonly url: string;
  /** Names of engines. */
  readonly engines: readonly string[];
  /** In [0, 1), for the jitter of dialing and reconnects. */
  readonly random: () => number;
}

/** Begins to dial; links come up by and by (see `outbound.watch`). */
export const redisGatewayEnd = (options: RedisGatewayOptions): GatewayEnd => {
  const end = new LinkEnd<EngineFrame, GatewayFrame>(options.gatewayId, "engine", options);
  const { gatewayId: self, random } = options;
  const dials = new Dials<RedisDial<EngineFrame, GatewayFrame>>((id) => {
    const dialed = { id, address: id, self, service: ENGINES, codec: DIALING_GATEWAY, random };
    return new RedisDial(end, streams, dialed);
  });
  const streams: RedisStreams = new RedisStreams({
    ...options,
    self,
    keys: end.keys,
    onEvent: (event) => {
      const dial = dials.get(event.peer);
      if (dial !== undefined) dial.take(event);
      else if (event.e === "opened") streams.end(event.stream);
    },
    onCarrier: (isHere) => {
      for (const dial of dials.all()) dial.carrier(isHere);
    },
  });
  let closing: Promise<void> | null = null;
  const close = (farewell: "shutdown" | "restart" = "shutdown"): Promise<void> => {
    closing ??= dials
      .stop(farewell)
      .then(() => streams.close())
      .then(() => end.stop());
    return closing;
  };
  for (const id of options.engines) dials.connectTo(id, "");
  return {
    ...gatewaySides(end, close),
    connectTo: (id, url) => dials.connectTo(id, url),
    forget: (id) => dials.forget(id),
    links: () => end.links(),
    close,
  };
};
