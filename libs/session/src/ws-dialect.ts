/**
 * The public WebSocket subprotocols (https://mudstandards.org/websocket/). A dialect stands between
 * the frames of a WebSocket and a session that speaks telnet: to the session it is a telnet
 * client, so all that telnet players have is there, in the same bytes and with the same limits.
 *
 *   frame ─▶ receive ─▶ telnet bytes ─▶ TelnetClient ─▶ telnet bytes ─▶ send ─▶ frames
 *
 * A dialect is synchronous, knows no socket and never throws on what a client sent.
 */

import type { Payload } from "./client.ts";

/** The dialects that are spoken through a telnet session; `v1.ambon` has a client of its own. */
export type DialectName = "json" | "gmcp" | "telnet" | "terminal" | "ascii";

/** RFC 6455 close codes that a dialect may ask for. */
export type RefusalCode = 1003 | 1007;

/** The frame is none of this dialect: the socket is closed with this. */
export interface FrameRefusal {
  readonly code: RefusalCode;
  /** At most 123 bytes of ASCII, the room of a close frame. */
  readonly reason: string;
}

export interface DialectOutput {
  /** In order: a string is a TEXT frame, bytes are a BINARY one. */
  readonly frames: readonly Payload[];
  /** What the telnet client that this dialect plays answers; usually nothing. */
  readonly answer: Uint8Array;
}

export interface WsDialect {
  readonly name: DialectName;
  /** What the session is told first, as by a telnet client; may be empty. */
  readonly opening: Uint8Array;
  /** A TEXT frame as a string or a BINARY one, as telnet input; empty when it says nothing. */
  receive(frame: Payload): Uint8Array | FrameRefusal;
  /** What the session writes, as frames. The bytes are not changed. */
  send(bytes: Uint8Array): DialectOutput;
}

/** Whether `receive` refused the frame. */
export const isRefusal = (received: Uint8Array | FrameRefusal): received is FrameRefusal =>
  "code" in received;
