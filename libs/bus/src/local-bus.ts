/**
 * Both buses in one process: frames are handed over as they are, without serialization. Sender and
 * receiver share the objects, so neither may change a frame after it was sent.
 */

import type {
  InboundBus,
  InboundReceiver,
  LinkReceiver,
  OutboundBus,
  OutboundReceiver,
} from "./bus.ts";
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
  const watchers: { engine: LinkReceiver; gateway: LinkReceiver } = {
    engine: () => undefined,
    gateway: () => undefined,
  };
  const tell = (up: boolean): void => {
    watchers.engine(options.gateway, up);
    watchers.gateway(options.engine, up);
  };
  const drop = (known: boolean): void => {
    if (!known) return;
    toEngine.clear();
    toGateway.clear();
    tell(false);
    tell(true);
  };
  return {
    inbound: {
      send: (engine, frames) => (engine === options.engine ? toEngine.send(frames) : "noLink"),
      receive: (receiver: InboundReceiver) =>
        toEngine.receive((frames) => receiver(options.gateway, frames)),
      watch: (watcher) => {
        watchers.engine = watcher;
        watcher(options.gateway, true);
      },
      drop: (engine) => drop(engine === options.engine),
      depth: () => toEngine.depth,
      close: () => toEngine.close(),
    },
    outbound: {
      send: (gateway, frames) => (gateway === options.gateway ? toGateway.send(frames) : "noLink"),
      receive: (receiver: OutboundReceiver) =>
        toGateway.receive((frames) => receiver(options.engine, frames)),
      watch: (watcher) => {
        watchers.gateway = watcher;
        watcher(options.engine, true);
      },
      drop: (gateway) => drop(gateway === options.gateway),
      depth: () => toGateway.depth,
      close: () => toGateway.close(),
    },
  };
};
