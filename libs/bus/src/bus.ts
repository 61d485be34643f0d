/**
 * The two buses as engine and gateway see them. Sending never blocks and never throws; what
 * arrives is handed to the one receiver that is registered, in order.
 *
 * InboundBus carries gateway → engine, OutboundBus engine → gateway; both speak in batches, one
 * per tick or per flush, so that a transport pays once per batch.
 */

import type { EngineFrame, GatewayFrame } from "./frames.ts";

/** Engine's view: `gateway` names the link a batch came from. */
export type InboundReceiver = (gateway: string, frames: readonly GatewayFrame[]) => void;
export type OutboundReceiver = (engine: string, frames: readonly EngineFrame[]) => void;

/** `full` = the queue bound was reached and nothing of the batch was taken. */
export type SendOutcome = "sent" | "full" | "noLink";

/**
 * A link came or went: the engine turns the sessions of a lost gateway link-dead. Told once for
 * each change, in its order with what is received: nothing of a link arrives before it is up or
 * after it is down. `region`: what the peer says of itself; of a link within one process nothing.
 */
export type LinkReceiver = (peer: string, up: boolean, region?: string) => void;

export interface InboundBus {
  /** Gateway side. */
  send(engine: string, frames: readonly GatewayFrame[]): SendOutcome;
  /** Gateway side: gives the link up, see OutboundBus. */
  drop(engine: string): void;
  /** Engine side: one receiver; frames sent before it is set wait within the bound. */
  receive(receiver: InboundReceiver): void;
  /** Engine side: one watcher of gateways; it is told at once of those that are linked already. */
  watch(watcher: LinkReceiver): void;
  depth(): number;
  close(): void;
}

export interface OutboundBus {
  /** Engine side. */
  send(gateway: string, frames: readonly EngineFrame[]): SendOutcome;
  /**
   * Engine side: gives the link up, because its frames cannot be taken or sent. What is under way
   * on it is lost, both ends are told that it is down, and it comes up again by itself.
   */
  drop(gateway: string): void;
  /** Gateway side. */
  receive(receiver: OutboundReceiver): void;
  /** Gateway side: one watcher of engines; it is told at once of those that are linked already. */
  watch(watcher: LinkReceiver): void;
  depth(): number;
  close(): void;
}
