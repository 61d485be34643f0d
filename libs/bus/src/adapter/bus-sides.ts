/**
 * The two buses as each end of a link has them, whatever carries the link. A bus has two sides, and
 * an end plays one of each: engines receive from the inbound bus and send to the outbound one.
 */

import type { InboundBus, OutboundBus } from "../bus.ts";
import type { EngineFrame, GatewayFrame } from "../frames.ts";
import type { LinkEnd } from "./link-end.ts";

export interface BusSides {
  readonly inbound: InboundBus;
  readonly outbound: OutboundBus;
}

export const engineSides = (
  end: LinkEnd<GatewayFrame, EngineFrame>,
  close: () => Promise<void>,
): BusSides => ({
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
});

export const gatewaySides = (
  end: LinkEnd<EngineFrame, GatewayFrame>,
  close: () => Promise<void>,
): BusSides => ({
  inbound: {
    send: (engine, frames) => end.send(engine, frames),
    drop: (engine) => end.hub.drop(engine),
    receive: otherSide("inbound.receive"),
    watch: otherSide("inbound.watch"),
    depth: () => end.underWay(),
    close: () => void close(),
  },
  outbound: {
    send: otherSide("outbound.send"),
    drop: otherSide("outbound.drop"),
    receive: (receiver) => end.hub.receive(receiver),
    watch: (watcher) => end.hub.watch(watcher),
    depth: () => end.hub.depth(),
    close: () => void close(),
  },
});

/** A method of the other end's side of a bus was called here: a mistake in the wiring. */
const otherSide = (what: string) => (): never => {
  throw new Error(`${what} belongs to the other end of the link`);
};
