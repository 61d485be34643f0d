/** What a session is opened with, what goes into its steps, and what comes out of them. */

import type { EngineFrame, GatewayFrame } from "@ambon/bus/frames";
import type { ByeReason, Client, Payload } from "./client.ts";

export interface SessionOpening {
  readonly channel: number;
  readonly sessionId: string;
  readonly address: string;
  readonly client: Client;
  /** The engine it speaks with; null = there is none. */
  readonly engine: string | null;
}

export type SessionInbox =
  | { readonly i: "open" }
  | { readonly i: "bytes"; readonly bytes: Uint8Array }
  | { readonly i: "message"; readonly text: string }
  | { readonly i: "frame"; readonly frame: EngineFrame }
  /** The link to an engine came, and it is this session's from now on; or its own went. */
  | { readonly i: "link"; readonly engine: string; readonly up: boolean }
  /** The socket takes no more for now, or takes again. */
  | { readonly i: "blocked" }
  | { readonly i: "drained" }
  | { readonly i: "wake" }
  /** The gateway ends it: a slow reader, a shutdown. */
  | { readonly i: "end"; readonly reason: ByeReason; readonly message: string }
  /** The socket is gone. */
  | { readonly i: "closed"; readonly reason: string };

export type SessionEffect =
  | { readonly e: "write"; readonly payload: Payload }
  /** What is written from here on is compressed, or is plain again. */
  | { readonly e: "compress"; readonly on: boolean }
  | { readonly e: "close"; readonly reason: ByeReason }
  | { readonly e: "toEngine"; readonly engine: string; readonly frame: GatewayFrame }
  /** An engine that may not be known listens there. */
  | { readonly e: "learn"; readonly engine: string; readonly url: string }
  | { readonly e: "wakeAt"; readonly ms: number };
