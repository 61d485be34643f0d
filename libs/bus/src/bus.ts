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

/** A link came or went: the engine turns the sessions of a lost gateway link-dead. */
export type LinkReceiver = (peer: string, up: boolean) => void;

export interface InboundBus {
  /** Gateway side. */
  send(engine: string, frames: readonly GatewayFrame[]): SendOutcome;
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
  /** Gateway side. */
  receive(receiver: OutboundReceiver): void;
  /** Gateway side: one watcher of engines; it is told at once of those that are linked already. */
  watch(watcher: LinkReceiver): void;
  depth(): number;
  close(): void;
}
