/**
 * Both buses in one process: frames are handed over as they are, without serialization. Sender and
 * receiver share the objects, so neither may change a frame after it was sent.
 */

import type { InboundBus, InboundReceiver, OutboundBus, OutboundReceiver } from "./bus.ts";
import { FrameQueue } from "./frame-queue.ts";
import type { EngineFrame, GatewayFrame } from "./frames.ts";

/** Frames that may wait in one direction; a batch beyond it is refused whole with `full`. */
export const LOCAL_BUS_FRAMES = 65_536;

export interface LocalLinkOptions {
  /** The name under which the engine knows the gateway, and the other way round. */
  readonly gateway: string;
  readonly engine: string;
  readonly capacityFrames?: number;
}

export interface LocalLink {
  readonly inbound: InboundBus;
  readonly outbound: OutboundBus;
}

/** One gateway and one engine in one process. Sending to any other name answers `noLink`. */
export const localLink = (options: LocalLinkOptions): LocalLink => {
  const capacity = options.capacityFrames ?? LOCAL_BUS_FRAMES;
  const toEngine = new FrameQueue<GatewayFrame>(capacity);
  const toGateway = new FrameQueue<EngineFrame>(capacity);
  return {
    inbound: {
      send: (engine, frames) => (engine === options.engine ? toEngine.send(frames) : "noLink"),
      receive: (receiver: InboundReceiver) =>
        toEngine.receive((frames) => receiver(options.gateway, frames)),
      watch: (watcher) => watcher(options.gateway, true),
      depth: () => toEngine.depth,
      close: () => toEngine.close(),
    },
    outbound: {
      send: (gateway, frames) => (gateway === options.gateway ? toGateway.send(frames) : "noLink"),
      receive: (receiver: OutboundReceiver) =>
        toGateway.receive((frames) => receiver(options.engine, frames)),
      watch: (watcher) => watcher(options.engine, true),
      depth: () => toGateway.depth,
      close: () => toGateway.close(),
    },
  };
};
