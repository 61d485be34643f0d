/**
 * `telnet.mudstandards.org`, `telnet`, `binary` and sockets without a subprotocol: the whole telnet
 * stream in BINARY frames, both ways, cut anywhere. Only MCCP is missing, which the gateway offers
 * on sockets that obey `compress` alone: WebSocket has compression of its own (ws-compression.ts).
 *
 * TEXT frames are no telnet. Those that begin with `{` are words of clients to their own proxies
 * (mudlet-web) and say nothing to us; others are lines, as typed by hand in a developer's console.
 */

import { NO_BYTES } from "@ambon/telnet/bytes";
import type { Payload } from "./client.ts";
import type { DialectOutput, WsDialect } from "./ws-dialect.ts";
import { typedLines } from "./ws-input.ts";

/** It remembers nothing, so all sockets may share it. */
export const TELNET_DIALECT: WsDialect = {
  name: "telnet",
  opening: NO_BYTES,
  receive: (frame: Payload): Uint8Array => {
    if (typeof frame !== "string") return frame;
    return frame.startsWith("{") ? NO_BYTES : typedLines(frame);
  },
  send: (bytes: Uint8Array): DialectOutput => ({ frames: [bytes], answer: NO_BYTES }),
};
