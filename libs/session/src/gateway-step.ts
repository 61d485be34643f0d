/** What goes into a step of the gateway, and what comes out of it. */

import type { EngineFrame, GatewayFrame } from "@ambon/bus/frames";
import type { ByeReason, Payload } from "./client.ts";

export type Transport = "telnet" | "websocket";

export type GatewayInbox =
  | {
      readonly i: "open";
      readonly channel: number;
      readonly transport: Transport;
      readonly address: string;
      /** The socket obeys `compress`: telnet on TCP does, on a WebSocket it does not. */
      readonly compresses?: boolean;
      /** The socket is encrypted up to here. */
      readonly secure?: boolean;
    }
  | { readonly i: "bytes"; readonly channel: number; readonly bytes: Uint8Array }
  | { readonly i: "message"; readonly channel: number; readonly text: string }
  /** The socket's own buffer is filling, or empty again. */
  | { readonly i: "blocked"; readonly channel: number }
  | { readonly i: "drained"; readonly channel: number }
  /** It is over SOCKET_BUFFER_BYTES, or has not drained for SOCKET_BUFFER_MS. */
  | { readonly i: "tooSlow"; readonly channel: number }
  | { readonly i: "closed"; readonly channel: number; readonly reason: string }
  | { readonly i: "frames"; readonly engine: string; readonly frames: readonly EngineFrame[] }
  | { readonly i: "link"; readonly engine: string; readonly up: boolean }
  /** Everybody out, and nobody in any more: the process ends. `later`: only this process. */
  | {
      readonly i: "shutdown";
      readonly message: string;
      readonly reason?: "shutdown" | "later";
    };

export type Ending = Extract<GatewayInbox, { i: "shutdown" }>;

export type SocketEffect =
  | { readonly channel: number; readonly payload: Payload }
  /** What is written from here on is compressed (MCCP2), or is plain again. */
  | { readonly channel: number; readonly compress: boolean }
  | { readonly channel: number; readonly close: ByeReason };

export interface ToEngine {
  readonly engine: string;
  readonly frame: GatewayFrame;
}

export interface GatewayEffects {
  readonly sockets: readonly SocketEffect[];
  readonly toEngine: readonly ToEngine[];
  /** Engines that were named, and where they listen. */
  readonly learned: readonly { readonly engine: string; readonly url: string }[];
}
