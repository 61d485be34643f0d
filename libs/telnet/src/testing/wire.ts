/** Test notation for telnet bytes, and the feeding of a server chunk by chunk. */

import { concatBytes } from "../bytes.ts";
import type { TelnetEvent } from "../events.ts";
import { newTelnetCounters, TELNET_LIMITS, type TelnetLimits } from "../limits.ts";
import type { TelnetFeatures } from "../option-set.ts";
import { TelnetServer } from "../telnet-server.ts";

/** Bytes from hex pairs and quoted ASCII: `wire('FF FA C9 "Core.Ping" FF F0')`. */
export const wire = (notation: string): Uint8Array => {
  const parts: Uint8Array[] = [];
  for (const [, quoted, pair] of notation.matchAll(/"([^"]*)"|([0-9A-Fa-f]{2})/g)) {
    const encoded = quoted === undefined ? undefined : new TextEncoder().encode(quoted);
    parts.push(encoded ?? new Uint8Array([Number.parseInt(pair ?? "", 16)]));
  }
  return concatBytes(parts);
};

/** Upper-case hex pairs with spaces, for readable assertion messages. */
export const hex = (bytes: Uint8Array): string =>
  [...bytes].map((byte) => byte.toString(16).toUpperCase().padStart(2, "0")).join(" ");

/** Hex of what `wire` notation means. */
export const wireHex = (notation: string): string => hex(wire(notation));

export interface Heard {
  readonly events: readonly TelnetEvent[];
  readonly output: Uint8Array;
}

/** All events and all answers of these chunks, in order. */
export const feed = (server: TelnetServer, chunks: Iterable<Uint8Array>): Heard => {
  const events: TelnetEvent[] = [];
  const output: Uint8Array[] = [];
  for (const chunk of chunks) {
    events.push(...server.receive(chunk));
    output.push(server.takeOutput());
  }
  return { events, output: concatBytes(output) };
};

/** One chunk per byte. */
export const byteByByte = (bytes: Uint8Array): Uint8Array[] =>
  [...bytes].map((byte) => new Uint8Array([byte]));

/** The texts of the line events. */
export const linesOf = (events: readonly TelnetEvent[]): string[] =>
  events.flatMap((event) => (event.type === "line" ? [event.text] : []));

/** A started server with these features. */
export const featured = (
  features: TelnetFeatures,
  limits: TelnetLimits = TELNET_LIMITS,
): TelnetServer => {
  const server = new TelnetServer(limits, newTelnetCounters(), features);
  server.start();
  return server;
};

/** All features that a connection can have. */
export const EVERYTHING: TelnetFeatures = {
  environ: true,
  msdp: true,
  mssp: true,
  mccp2: true,
  mccp3: true,
  mxp: true,
};

/** Hex of the answers to this input. */
export const answerTo = (server: TelnetServer, notation: string): string => {
  server.receive(wire(notation));
  return hex(server.takeOutput());
};
